//! A folder of one's own inside the repository's: `amiforge/` beside `refs/` and `objects/`, where git looks at nothing.

use std::fs;
use std::io::{self, Write as _};
use std::path::{self, Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::{Git, GitError};

/// The folder.
const FOLDER: &str = "amiforge";
/// How the names of files begin that live as long as a call.
const PREFIX: &str = ".tmp-";
/// From then on such a file is what is left of a run that was killed.
const STALE: Duration = Duration::from_hours(1);

/// A name that nobody else uses. The file, and git's lock of it, go with this value.
#[derive(Debug)]
pub(super) struct Scratch(PathBuf);

impl Scratch {
    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let mut lock = self.0.clone().into_os_string();
        lock.push(".lock");
        // Most often one or both do not exist; what cannot be removed is removed by a later run.
        let _ = fs::remove_file(&self.0);
        let _ = fs::remove_file(lock);
    }
}

impl Git {
    /// The folder that all work trees of the repository share.
    pub(super) fn common_dir(&self) -> Result<&Path, GitError> {
        if let Some(known) = self.common.get() {
            return Ok(known);
        }
        // Relative to the folder that git runs in; absolute, because that may be another one than this process runs in.
        let folder = self.root.join(self.text(&["rev-parse", "--git-common-dir"])?);
        let folder = path::absolute(folder)?;
        Ok(self.common.get_or_init(|| folder))
    }

    fn folder(&self) -> Result<PathBuf, GitError> {
        let folder = self.common_dir()?.join(FOLDER);
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// A name for a file that lives as long as a call.
    pub(super) fn scratch(&self) -> Result<Scratch, GitError> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let folder = self.folder()?;
        sweep(&folder);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!("{PREFIX}{}-{number}", process::id()));
        let scratch = Scratch(path);
        // A process of the same number may have been killed in its work.
        if scratch.path().exists() {
            fs::remove_file(scratch.path())?;
        }
        Ok(scratch)
    }

    /// Writes `<git-dir>/amiforge/NAME`, the whole file or nothing of it; gives its path. `name` is the caller's own.
    pub fn keep(&self, name: &str, text: &str) -> Result<PathBuf, GitError> {
        let path = self.folder()?.join(name);
        if fs::read(&path).is_ok_and(|old| old == text.as_bytes()) {
            return Ok(path);
        }
        let scratch = self.scratch()?;
        let mut file = fs::File::create_new(scratch.path())?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(scratch.path(), &path)?;
        Ok(path)
    }

    /// Removes what [`Git::keep`] has written, if it is there.
    pub fn forget(&self, name: &str) -> Result<(), GitError> {
        match fs::remove_file(self.folder()?.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

/// Removes what killed runs have left.
fn sweep(folder: &Path) {
    let Ok(files) = fs::read_dir(folder) else { return };
    for file in files.flatten() {
        let ours = file.file_name().to_string_lossy().starts_with(PREFIX);
        let age = file.metadata().and_then(|data| data.modified());
        let stale = age.is_ok_and(|time| time.elapsed().is_ok_and(|age| age > STALE));
        if ours && stale {
            // Another run may be sweeping, too.
            let _ = fs::remove_file(file.path());
        }
    }
}
