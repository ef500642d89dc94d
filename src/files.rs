//! The file system: which files are meant, and their bytes. An adapter.
//!
//! Links that lead out of the workspace are never followed: a pull request could add one that points at a secret of
//! the machine it is checked on.

mod write;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read};
use std::mem;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use ignore::{WalkBuilder, WalkState};

pub use write::{replace, write};

const LEADS_OUT: &str = "a link that leads out of the workspace";

/// A text above this many bytes is not parsed.
pub const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// A file to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The path as it is shown: as given, or relative to the working directory, with `/`.
    pub shown: String,
    /// Where to read it.
    pub path: PathBuf,
    /// Whether it was named itself; else it was found in a folder, where it is a regular file or a link to one.
    pub named: bool,
}

impl Found {
    fn new(shown: String, path: PathBuf, named: bool) -> Self {
        Self { shown, path, named }
    }
}

/// What the paths on the command line stand for.
#[derive(Debug)]
pub struct Collected<T> {
    /// Files, sorted by the path shown, each once, with what `look` made of them: nothing yet where it was not asked.
    pub files: Vec<(Found, Option<T>)>,
    /// Paths that were found and must not be read, with the reason.
    pub refused: Vec<(String, String)>,
    /// Paths that do not exist, globs that match nothing.
    pub missing: Vec<String>,
    /// What went wrong while folders were read, sorted.
    pub trouble: Vec<String>,
}

/// The folder that links may not lead out of: the repository that holds `from`, else `from` itself.
pub fn workspace(from: &Path) -> PathBuf {
    from.ancestors()
        .find(|folder| folder.join(".git").exists())
        .unwrap_or(from)
        .to_path_buf()
}

/// Finds the files that `paths` stand for, seen from `cwd`. In folders those whose name `wanted` says yes to.
///
/// The regular files of folders are looked at where they are found, by several threads and in no order; of those for which
/// `look` gives nothing nothing is kept, so that a large repository costs no more memory than what is found in it. Files that
/// are named, and links, are for the caller to look at.
pub fn collect<T: Send>(
    paths: &[String],
    cwd: &Path,
    workspace: &Path,
    wanted: impl Fn(&Path) -> bool + Sync,
    look: impl Fn(&Found) -> Option<T> + Sync,
) -> Collected<T> {
    let mut collector = Collector {
        cwd,
        wanted,
        look,
        workspace: workspace
            .canonicalize()
            .unwrap_or_else(|_| workspace.to_path_buf()),
        files: BTreeMap::new(),
        out: Collected {
            files: Vec::new(),
            refused: Vec::new(),
            missing: Vec::new(),
            trouble: Vec::new(),
        },
    };
    for path in paths {
        collector.path(path);
    }
    let mut out = collector.out;
    out.files = collector.files.into_values().collect();
    out.files.sort_by(|(a, _), (b, _)| a.shown.cmp(&b.shown));
    out.trouble.sort();
    out
}

/// Whether a file's name is that of a file that is, or holds, documents of Image Builder: YAML, JSON, Terraform, OpenTofu, a
/// template of CloudFormation.
pub fn may_hold_documents(path: &Path) -> bool {
    path.extension().and_then(|e| e.to_str()).is_some_and(|e| {
        ["yaml", "yml", "json", "tf", "tofu", "template"]
            .iter()
            .any(|known| e.eq_ignore_ascii_case(known))
    })
}

/// A file of a folder.
struct Walked {
    path: PathBuf,
    /// A regular file, so that nothing has to be asked about where it leads.
    regular: bool,
}

struct Collector<'a, T, W, L> {
    cwd: &'a Path,
    wanted: W,
    look: L,
    workspace: PathBuf,
    /// By the file's real folder and its name, so that a file named in two ways is listed once.
    files: BTreeMap<OsString, (Found, Option<T>)>,
    out: Collected<T>,
}

impl<T, W, L> Collector<'_, T, W, L>
where
    T: Send,
    W: Fn(&Path) -> bool + Sync,
    L: Fn(&Found) -> Option<T> + Sync,
{
    fn path(&mut self, given: &str) {
        let path = self.cwd.join(given);
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => {
                if leaves(&path, &self.workspace) {
                    self.out.refused.push((shown(given), LEADS_OUT.to_owned()));
                } else {
                    self.folder(given, &path);
                }
            }
            Ok(_) => self.add(Found::new(shown(given), path, true), None),
            Err(_) if given.contains(['*', '?', '[', '{']) => self.glob(given),
            // A link that leads nowhere exists and cannot be read.
            Err(_) if path.symlink_metadata().is_ok() => {
                self.out
                    .refused
                    .push((shown(given), "a link that leads nowhere".to_owned()));
            }
            Err(_) => self.out.missing.push(shown(given)),
        }
    }

    /// Adds one file unless it must not be read. `root` is the folder it was found in.
    fn add(&mut self, found: Found, root: Option<&Path>) {
        let boundary = match root {
            // A folder outside the workspace was named on purpose; links may not lead out of it either.
            Some(root) if !root.starts_with(&self.workspace) => root,
            _ => &self.workspace,
        };
        if leaves(&found.path, boundary) {
            self.out.refused.push((found.shown, LEADS_OUT.to_owned()));
            return;
        }
        match fs::metadata(&found.path) {
            Ok(metadata) if !metadata.is_file() => {
                self.out
                    .refused
                    .push((found.shown, "not a regular file".to_owned()));
            }
            _ => {
                // A folder is walked by its real name, without entering links.
                let identity = if root.is_some() {
                    found.path.clone()
                } else {
                    identity(&found.path)
                };
                self.keep(identity, found, None);
            }
        }
    }

    fn keep(&mut self, identity: PathBuf, found: Found, seen: Option<T>) {
        let named = found.named;
        // As bytes: paths are compared part by part, which takes most of the time of a large folder.
        let (known, _) = self
            .files
            .entry(identity.into_os_string())
            .or_insert((found, seen));
        known.named |= named;
    }

    fn folder(&mut self, given: &str, path: &Path) {
        let root = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let (wanted, look) = (&self.wanted, &self.look);
        // Walked from the real folder, so that by its name every file lies within it.
        let (mut files, trouble) = walk(&root, |file| {
            if !wanted(&file.path) {
                return None;
            }
            let inner = file.path.strip_prefix(&root).unwrap_or(&file.path);
            let shown = shown(&Path::new(given).join(inner).to_string_lossy());
            let found = Found::new(shown, file.path, false);
            if !file.regular {
                return Some((found, None));
            }
            // Most files are neither links nor named twice; a question to the system for each would be felt.
            let seen = look(&found)?;
            Some((found, Some(seen)))
        });
        self.out.trouble.extend(trouble);
        files.sort_by(|(a, _), (b, _)| a.path.as_os_str().cmp(b.path.as_os_str()));
        for (found, seen) in files {
            match seen {
                Some(seen) => self.keep(found.path.clone(), found, Some(seen)),
                None => self.add(found, Some(&root)),
            }
        }
    }

    fn glob(&mut self, given: &str) {
        let pattern = given.strip_prefix("./").unwrap_or(given);
        let Some(set) = glob_set(pattern) else {
            self.out.missing.push(shown(given));
            return;
        };
        // Only the folder that the pattern names without wildcards is searched.
        let base: PathBuf = Path::new(pattern)
            .components()
            .take_while(|part| !part.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']))
            .collect();
        let folder = self.cwd.join(&base);
        if leaves(&folder, &self.workspace) {
            // Not even the names of what lies there are shown.
            self.out
                .refused
                .push((shown(&base.to_string_lossy()), LEADS_OUT.to_owned()));
            return;
        }
        let (mut files, trouble) = walk(&folder, |file| {
            let inner = file.path.strip_prefix(&folder).unwrap_or(&file.path);
            let name = shown(&base.join(inner).to_string_lossy());
            set.is_match(&name).then(|| Found::new(name, file.path, true))
        });
        self.out.trouble.extend(trouble);
        if files.is_empty() {
            self.out.missing.push(shown(given));
        }
        files.sort_by(|a, b| a.path.as_os_str().cmp(b.path.as_os_str()));
        for found in files {
            self.add(found, None);
        }
    }
}

/// What `visit` makes of every file below a folder that git would not ignore, in no order, and what went wrong. Links to
/// folders are not entered.
fn walk<R: Send>(folder: &Path, visit: impl Fn(Walked) -> Option<R> + Sync) -> (Vec<R>, Vec<String>) {
    let walk = WalkBuilder::new(folder)
        .hidden(false)
        .require_git(false)
        // Only what everybody sees in the repository decides: no `.ignore` files, nobody's own git settings.
        .ignore(false)
        .git_global(false)
        .git_exclude(false)
        .filter_entry(|entry| entry.file_name() != ".git")
        .build_parallel();
    let made = Mutex::new((Vec::new(), Vec::new()));
    // Nothing is left half done where a thread may panic.
    let lock = || made.lock().unwrap_or_else(PoisonError::into_inner);
    walk.run(|| {
        Box::new(|entry| {
            match entry {
                Ok(entry) => {
                    let file = entry.file_type().filter(|kind| !kind.is_dir());
                    let result = file.and_then(|kind| {
                        visit(Walked {
                            path: entry.into_path(),
                            regular: kind.is_file(),
                        })
                    });
                    if let Some(result) = result {
                        lock().0.push(result);
                    }
                }
                // A file that vanished while the folder was read is nobody's fault.
                Err(error)
                    if error
                        .io_error()
                        .is_some_and(|e| e.kind() == io::ErrorKind::NotFound) => {}
                Err(error) => lock().1.push(error.to_string()),
            }
            WalkState::Continue
        })
    });
    let mut made = lock();
    mem::take(&mut *made)
}

fn glob_set(pattern: &str) -> Option<GlobSet> {
    let glob = GlobBuilder::new(pattern).literal_separator(true).build().ok()?;
    GlobSetBuilder::new().add(glob).build().ok()
}

/// A path as it is shown: `/` between parts, no `./` in front.
fn shown(path: &str) -> String {
    let path = if cfg!(windows) {
        path.replace('\\', "/")
    } else {
        path.to_owned()
    };
    let mut rest = path.as_str();
    while let Some(inner) = rest.strip_prefix("./") {
        rest = inner.trim_start_matches('/');
    }
    if rest.is_empty() {
        ".".to_owned()
    } else {
        rest.to_owned()
    }
}

/// A path without `.` and `..`, by its text alone.
pub fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

/// The real folder of a file and its name in there; a link to another file stays a file of its own.
fn identity(path: &Path) -> PathBuf {
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    match (folder, path.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => path.to_path_buf(),
    }
}

/// Whether a path lies within `boundary` by its name and outside of it in truth.
pub fn leaves(path: &Path, boundary: &Path) -> bool {
    let (Ok(real), Ok(boundary)) = (path.canonicalize(), boundary.canonicalize()) else {
        return false;
    };
    relative(path, &boundary).is_some() && !real.starts_with(&boundary)
}

/// A path as seen from `root` by its name alone, with `/`; `None` when it lies outside.
pub fn relative(path: &Path, root: &Path) -> Option<String> {
    below(path, &root.canonicalize().unwrap_or_else(|_| root.to_path_buf()))
}

/// The same for a root that is the real one. Nothing is asked of the system unless the path is written through a link.
pub fn below(path: &Path, root: &Path) -> Option<String> {
    let lexical = normal(path);
    let rest = match lexical.strip_prefix(root) {
        Ok(rest) => rest.to_path_buf(),
        // The working directory may be written through a link; the part behind it is taken by name.
        Err(_) => lexical.ancestors().find_map(|start| {
            let real = start.canonicalize().ok()?;
            let rest = lexical.strip_prefix(start).ok()?;
            real.join(rest).strip_prefix(root).map(Path::to_path_buf).ok()
        })?,
    };
    Some(rest.to_string_lossy().replace('\\', "/"))
}

/// The text of a file of the workspace; none when it is not there, leads out, is too large or is no text.
pub fn text_within(workspace: &Path, path: &str) -> Option<String> {
    let path = workspace.join(path);
    if leaves(&path, workspace) {
        return None;
    }
    let bytes = read(&path).ok()?;
    (bytes.len() as u64 <= MOST_BYTES)
        .then(|| String::from_utf8(bytes).ok())
        .flatten()
}

/// Reads a file, at most one byte more than [`MOST_BYTES`].
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    read_up_to(path, MOST_BYTES)
}

/// Reads a file, at most one byte more than `most`.
pub fn read_up_to(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    // Asked before it is opened: opening a pipe waits for somebody to write.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    read_regular(path, most)
}

/// Reads a file that is no link, at most one byte more than `most`.
pub fn read_no_link(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let kind = path.symlink_metadata()?.file_type();
    if kind.is_symlink() {
        return Err(io::Error::other("a link, which is not followed"));
    }
    if !kind.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    read_regular(path, most)
}

/// Reads a file that is known to be a regular one, at most one byte more than `most`.
pub fn read_regular(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    // As many bytes as there were a moment ago, so that nobody has to ask whether there are more. Files that the system
    // makes up say that they are empty.
    let size = match metadata.len() {
        0 => return read_bounded(file, most),
        size => size.min(most + 1),
    };
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    file.take(size).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads standard input, at most one byte more than [`MOST_BYTES`].
pub fn read_stdin() -> io::Result<Vec<u8>> {
    read_bounded(io::stdin().lock(), MOST_BYTES)
}

fn read_bounded(from: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(most + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
