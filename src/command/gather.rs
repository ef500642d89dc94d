//! The files that may hold pins: from the work tree for `pins` and `init`, from a commit for `bump`.

use std::collections::BTreeMap;
use std::path::Path;

use super::configuration::path_from_root;
use super::{Exit, complain, parallel};
use crate::config::Config;
use crate::files::{self, Collected, Found};
use crate::git::{Blob, CommitId, Git};
use crate::pin::hints::Hints;
use crate::pin::{self, Scanned};

/// A larger file is not read whole.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// Files with something in them, sorted by path from the root of the repository.
    pub(super) files: Vec<Scanned>,
    /// How a path from the root is shown: relative to the working directory.
    shown: BTreeMap<String, String>,
    /// Files that were found and not read, as shown, with the reason.
    pub(super) not_read: Vec<(String, String)>,
    /// The worst that happened.
    pub(super) exit: Option<Exit>,
}

impl Gathered {
    /// A path from the root of the repository as it is shown.
    pub(super) fn shown(&self, path: &str) -> String {
        self.shown.get(path).cloned().unwrap_or_else(|| path.to_owned())
    }

    fn raise(&mut self, exit: Exit) {
        self.exit = self.exit.max(Some(exit));
    }
}

/// Scans the files that `paths` stand for in the work tree; everything below the working directory without any.
pub(super) fn work_tree(
    paths: &[String],
    cwd: &Path,
    workspace: &Path,
    config: &Config,
    hints: &Hints,
) -> Gathered {
    let everything = [".".to_owned()];
    let paths = if paths.is_empty() { &everything[..] } else { paths };
    let root = workspace.canonicalize();
    let path_of = |file: &Found| {
        // Folders are walked by their real name; to ask the system about each file would be felt.
        let below = root.as_ref().ok().filter(|_| !file.named);
        let below = below.and_then(|root| file.path.strip_prefix(root).ok()?.to_str());
        below.map_or_else(
            || path_from_root(&file.shown, cwd, workspace),
            |below| below.replace('\\', "/"),
        )
    };
    let look = |file: &Found| {
        let path = path_of(file);
        if !file.named && config.excludes(&path) {
            return None;
        }
        let scanned = scan(file, &path, hints).transpose()?;
        Some((path, scanned))
    };
    let collected = files::collect(paths, cwd, workspace, |_| true, look);
    let mut gathered = Gathered::default();
    let (mut found, mut waiting) = (Vec::new(), Vec::new());
    for (file, seen) in accept(collected, &mut gathered) {
        match seen {
            Some(seen) => found.push((file, seen)),
            None => waiting.push(file),
        }
    }
    let seen = parallel::map(&waiting, look);
    let seen = waiting.into_iter().zip(seen);
    found.extend(seen.filter_map(|(file, seen)| Some((file, seen?))));
    found.sort_by(|(a, _), (b, _)| a.shown.cmp(&b.shown));
    for (file, (path, scanned)) in found {
        match scanned {
            Ok(scanned) => {
                gathered.shown.insert(path, file.shown);
                gathered.files.push(scanned);
            }
            Err(reason) => {
                complain(&format!("{}: {reason}", file.shown.escape_debug()));
                gathered.raise(Exit::Trouble);
                gathered.not_read.push((file.shown, reason));
            }
        }
    }
    gathered
        .files
        .sort_by(|a, b| a.source.path().cmp(b.source.path()));
    pin::spread(&mut gathered.files);
    gathered
}

/// Scans the files of a commit. `paths` are from the root of the repository.
pub(super) fn commit(
    git: &Git,
    commit: &CommitId,
    paths: &[String],
    config: &Config,
    hints: &Hints,
) -> Result<Gathered, Exit> {
    let look = |blob: Blob| {
        if config.excludes(&blob.path) {
            return None;
        }
        pin::scan(&blob.path, blob.bytes, hints)
    };
    let held = git.pinned_files(commit, paths, look).map_err(|error| {
        complain(&error.to_string());
        Exit::Trouble
    })?;
    for path in &held.missing {
        complain(&format!(
            "{}: the base commit holds no such file or folder",
            path.escape_debug()
        ));
    }
    if !held.missing.is_empty() {
        // A mistyped path must not look like a fleet without anything to do.
        return Err(Exit::Usage);
    }
    let mut gathered = Gathered {
        files: held.found,
        not_read: held.not_read,
        ..Gathered::default()
    };
    pin::spread(&mut gathered.files);
    Ok(gathered)
}

/// Complains about what cannot be read, and returns what can.
fn accept<T>(collected: Collected<T>, gathered: &mut Gathered) -> Vec<(Found, Option<T>)> {
    for path in collected.missing {
        complain(&format!(
            "{}: there is no such file or folder",
            path.escape_debug()
        ));
        gathered.raise(Exit::Usage);
    }
    for trouble in collected.trouble {
        complain(&trouble.escape_debug().to_string());
        gathered.raise(Exit::Trouble);
    }
    gathered.not_read = collected.refused;
    collected.files
}

fn scan(file: &Found, path: &str, hints: &Hints) -> Result<Option<Scanned>, String> {
    let read = if file.named {
        files::read_up_to
    } else {
        files::read_regular
    };
    let bytes = match read(&file.path, MOST_BYTES) {
        Ok(bytes) => bytes,
        // It was there a moment ago: somebody else's work in progress, unless it was named.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !file.named => return Ok(None),
        Err(error) => return Err(error.to_string()),
    };
    Ok(pin::scan(path, bytes, hints))
}
