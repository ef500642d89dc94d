//! The configuration files of a run: found, read, merged.

use std::io;
use std::path::Path;

use super::{Exit, complain};
use crate::config::{self, Config};
use crate::diagnostic::Severity;
use crate::files;
use crate::git::Git;
use crate::report::FileReport;
use crate::source::Source;
use crate::visible::excerpt;

/// Where a configuration is looked for when none is named, from the root of the repository.
pub(super) const PLACES: [&str; 2] = [".github/amiforge.yaml", "amiforge.yaml"];
/// What people call them instead, in the same order. A policy that nobody reads would be none, so these are mistakes.
const MISNAMED: [&str; 2] = [".github/amiforge.yml", "amiforge.yml"];

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    /// The files named, the one to be trusted most first; none for the usual places.
    pub(super) named: &'a [String],
    /// The revision to read all of them from.
    pub(super) revision: Option<&'a str>,
    /// The working directory.
    pub(super) cwd: &'a Path,
    /// The root of the repository.
    pub(super) workspace: &'a Path,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    /// All files merged.
    pub(super) config: Config,
    /// The files in the order in which they were read, with the findings about them.
    pub(super) files: Vec<FileReport>,
    /// Their paths from the root of the repository.
    pub(super) paths: Vec<String>,
}

impl Loaded {
    /// Whether a file has a mistake, so that what it says is not known.
    pub(super) fn is_wrong(&self) -> bool {
        self.files
            .iter()
            .flat_map(|file| &file.findings)
            .any(|finding| finding.severity == Severity::Error)
    }
}

/// Reads and merges the configuration files. Their mistakes are findings; what cannot be read at all is complained about.
pub(super) fn load(wanted: Wanted<'_>) -> Result<Loaded, Exit> {
    let named = !wanted.named.is_empty();
    if !named {
        wanted.not_misnamed()?;
    }
    let places: Vec<String> = if named {
        wanted.named.to_vec()
    } else {
        PLACES.iter().map(|place| (*place).to_owned()).collect()
    };
    let mut loaded = Loaded::default();
    for place in places {
        let Some(bytes) = wanted.bytes(&place, named)? else {
            continue;
        };
        if !named && let Some(first) = loaded.paths.first() {
            complain(&format!("both {first} and {place} exist; keep one of them"));
            return Err(Exit::Usage);
        }
        let Ok(text) = String::from_utf8(bytes) else {
            complain(&format!("{place} is not UTF-8 text"));
            return Err(Exit::Usage);
        };
        let source = Source::new(wanted.shown(&place, named), text);
        let (config, mut findings) = config::read(&source);
        let (with, refused) = Config::merge(&loaded.config, &config);
        loaded.config = with;
        findings.extend(refused);
        findings.sort_by_key(|finding| finding.span);
        loaded.files.push(FileReport::new(source, findings));
        loaded.paths.push(if named {
            path_from_root(&place, wanted.cwd, wanted.workspace)
        } else {
            place
        });
    }
    Ok(loaded)
}

impl Wanted<'_> {
    /// Complains about a file that its name keeps from being read. Only the working tree is looked at, because it can be renamed
    /// there: the change that does so is judged by a revision where it still has the old name.
    fn not_misnamed(&self) -> Result<(), Exit> {
        for (misnamed, place) in MISNAMED.iter().zip(PLACES) {
            if self.workspace.join(misnamed).is_file() {
                complain(&format!("{misnamed} is not read; rename it to {place}"));
                return Err(Exit::Usage);
            }
        }
        Ok(())
    }

    /// The bytes of a configuration file, from the trusted revision when there is one.
    fn bytes(&self, place: &str, named: bool) -> Result<Option<Vec<u8>>, Exit> {
        let bytes = match self.revision {
            Some(revision) => self.bytes_at(revision, place, named)?,
            None => self.bytes_on_disk(place, named)?,
        };
        if bytes.is_none() && named {
            let at = self
                .revision
                .map(|revision| format!(" at `{}`", revision.escape_debug()));
            complain(&format!(
                "there is no configuration file {place}{}",
                at.unwrap_or_default()
            ));
            return Err(Exit::Usage);
        }
        if bytes
            .as_ref()
            .is_some_and(|bytes| bytes.len() as u64 > files::MOST_BYTES)
        {
            complain(&format!("{place} is above 4 MiB"));
            return Err(Exit::Usage);
        }
        Ok(bytes)
    }

    fn bytes_at(&self, revision: &str, place: &str, named: bool) -> Result<Option<Vec<u8>>, Exit> {
        let at_root = if named {
            path_from_root(place, self.cwd, self.workspace)
        } else {
            place.to_owned()
        };
        Git::at(self.workspace)
            .file_at(revision, &at_root)
            .map_err(|error| {
                complain(&format!(
                    "the configuration cannot be read from `{}` (--policy-ref): {error}",
                    excerpt(revision)
                ));
                Exit::Usage
            })
    }

    fn bytes_on_disk(&self, place: &str, named: bool) -> Result<Option<Vec<u8>>, Exit> {
        let base = if named { self.cwd } else { self.workspace };
        let path = base.join(place);
        if !named && files::leaves(&path, self.workspace) {
            complain(&format!("{place} is a link that leads out of the workspace"));
            return Err(Exit::Usage);
        }
        match files::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => {
                complain(&format!("{place}: {error}"));
                Err(Exit::Trouble)
            }
        }
    }

    /// A configuration file as it is shown: as given, or relative to the working directory.
    fn shown(&self, place: &str, named: bool) -> String {
        let depth = match files::relative(self.cwd, self.workspace) {
            Some(folder) if !named && !folder.is_empty() => folder.split('/').count(),
            _ => 0,
        };
        "../".repeat(depth) + place
    }
}

/// A path of the working directory as seen from the root of the repository, with `/`.
pub(super) fn path_from_root(shown: &str, cwd: &Path, workspace: &Path) -> String {
    files::relative(&cwd.join(shown), workspace).unwrap_or_else(|| shown.to_owned())
}
