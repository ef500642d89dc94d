//! Writing files of the workspace: all of it or nothing, and through no link that leads out.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{LEADS_OUT, leaves, read, relative};

/// Writes a file anew that held `old` when it was read: all of it or nothing, its mode and owner kept, through no link that leads out of
/// the workspace. A file that holds something else by now is left alone, and so is one that may not be written.
pub fn replace(path: &Path, old: &[u8], new: &[u8], workspace: &Path) -> io::Result<()> {
    if leaves(path, workspace) {
        return Err(io::Error::other(LEADS_OUT));
    }
    // A link stays one; what it leads to is written.
    let real = path.canonicalize()?;
    let metadata = fs::metadata(&real)?;
    if metadata.permissions().readonly() {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "the file is read-only",
        ));
    }
    if read(&real)? != old {
        return Err(io::Error::other("it was changed by somebody else meanwhile"));
    }
    write_beside(&real, new, Some(&metadata))
}

/// Writes a file, new or not, all of it or nothing, through no link that leads out of the workspace, also where the file is
/// not there yet. What is there and no file, such as a pipe, is written to as it is, and so is what a link outside of the
/// workspace leads to: `/dev/stdout`.
pub fn write(path: &Path, bytes: &[u8], workspace: &Path) -> io::Result<()> {
    let within = relative(path, workspace).is_some();
    let real = destination(path, MOST_LINKS).ok_or_else(|| io::Error::other("links that lead nowhere"))?;
    let boundary = workspace
        .canonicalize()
        .unwrap_or_else(|_| workspace.to_path_buf());
    if within && !real.starts_with(boundary) {
        return Err(io::Error::other(LEADS_OUT));
    }
    let old = fs::metadata(&real).ok();
    let is_link = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    if is_link && !within || old.as_ref().is_some_and(|old| !old.is_file()) {
        return fs::write(path, bytes);
    }
    write_beside(&real, bytes, old.as_ref())
}

/// Links that are followed one after the other.
const MOST_LINKS: usize = 40;

/// Where a file is, or would be once it is written: links are followed, also those that lead to nothing yet.
fn destination(path: &Path, most: usize) -> Option<PathBuf> {
    if let Ok(real) = path.canonicalize() {
        return Some(real);
    }
    let (folder, name) = (path.parent()?, path.file_name()?);
    let most = most.checked_sub(1)?;
    match fs::read_link(path) {
        Ok(target) => destination(&folder.join(target), most),
        Err(_) => Some(destination(folder, most)?.join(name)),
    }
}

/// Names that are tried for the file beside another one: a run that was killed may have left one.
const MOST_NAMES: u32 = 100;

/// Writes a new file beside the old one and puts it in its place: who reads meanwhile sees the one or the other. Mode and
/// owner stay.
fn write_beside(path: &Path, bytes: &[u8], old: Option<&fs::Metadata>) -> io::Result<()> {
    let (beside, mut file) = create_beside(path, old.is_some())?;
    let written = file
        .write_all(bytes)
        .and_then(|()| old.map_or(Ok(()), |old| give_rights(&file, old)))
        .and_then(|()| file.sync_all());
    drop(file);
    written.and_then(|()| fs::rename(&beside, path)).inspect_err(|_| {
        // What cannot be taken away either is nothing that more words would help.
        let _ = fs::remove_file(&beside);
    })
}

/// Makes a new file beside another one. `hidden`: nobody else may read it yet.
fn create_beside(path: &Path, hidden: bool) -> io::Result<(PathBuf, File)> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if hidden {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    #[cfg(not(unix))]
    let _ = hidden;
    let mut number = 0;
    loop {
        let beside = path.with_file_name(format!(".{name}.{}-{number}.amiforge", std::process::id()));
        match options.open(&beside) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < MOST_NAMES => number += 1,
            opened => return opened.map(|file| (beside, file)),
        }
    }
}

/// Gives a new file the owner and the mode of the old one.
fn give_rights(file: &File, old: &fs::Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, fchown};
        let new = file.metadata()?;
        if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
            fchown(file, Some(old.uid()), Some(old.gid())).map_err(|error| {
                io::Error::new(error.kind(), format!("its owner cannot be kept: {error}"))
            })?;
        }
    }
    file.set_permissions(old.permissions())
}
