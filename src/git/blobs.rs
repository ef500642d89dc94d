//! The files of a commit, read from the commit and never from the work tree.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::thread;

use super::call::Call;
use super::paths::Paths;
use super::{CommitId, Git, GitError, is_object_id};

/// A file above this many bytes is named, not read.
const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// Processes of git that read at the same time.
const MOST_READERS: usize = 4;
/// Below this many files another process costs more than it saves.
const FILES_PER_READER: usize = 256;

/// A regular file of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    /// From the root of the repository, with `/`.
    pub path: String,
    /// `0o100644` or `0o100755`.
    pub mode: u32,
    /// The object's id.
    pub id: String,
    /// Its bytes as stored: no filter has seen them.
    pub bytes: Vec<u8>,
}

/// What was found in the files of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held<T> {
    /// In the order of the paths.
    pub found: Vec<T>,
    /// How many files were looked at.
    pub looked_at: usize,
    /// Files that were not read: path and reason.
    pub not_read: Vec<(String, String)>,
    /// Paths among those asked for that no regular file of the commit lies at or below.
    pub missing: Vec<String>,
}

/// The paths asked for that lead to none of the files found, read or not.
fn missing(asked: &[String], found: &[&str], not_read: &[(String, String)]) -> Vec<String> {
    let held = |path: &&String| {
        let one = Paths::new(std::slice::from_ref(*path));
        found.iter().any(|file| one.have(file)) || not_read.iter().any(|(file, _)| one.have(file))
    };
    asked.iter().filter(|path| !held(path)).cloned().collect()
}

/// A line of `git ls-tree`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry<'a> {
    pub(super) mode: u32,
    pub(super) id: &'a str,
    pub(super) path: &'a [u8],
}

impl Entry<'_> {
    /// Neither link nor submodule nor folder.
    pub(super) fn is_regular(&self) -> bool {
        self.mode & 0o170_000 == 0o100_000
    }
}

impl Git {
    /// Looks at the regular files of `commit`, and keeps what `look` makes of them. `paths` are files, folders and patterns
    /// (`*`, `?`, `[…]`, `{…}`, `**`) from the root of the repository; none stands for everything. Links and submodules are
    /// not followed; attributes and filters have no say; a pointer of Git LFS is the text that it is. One file a reader is
    /// in memory at a time, and `look` is called from several threads.
    pub fn pinned_files<T: Send>(
        &self,
        commit: &CommitId,
        paths: &[String],
        look: impl Fn(Blob) -> Option<T> + Sync,
    ) -> Result<Held<T>, GitError> {
        let listed = self.tree(commit)?;
        let asked = paths;
        let paths = Paths::new(asked);
        let mut found: Vec<&str> = Vec::new();
        let mut wanted = Vec::new();
        let mut not_read = Vec::new();
        for entry in entries(&listed) {
            let entry = entry?;
            if !entry.is_regular() {
                continue;
            }
            match std::str::from_utf8(entry.path) {
                Ok(path) if paths.have(path) => {
                    found.push(path);
                    wanted.push((path, entry));
                }
                Ok(_) => {}
                Err(_) => {
                    let shown = String::from_utf8_lossy(entry.path).into_owned();
                    if paths.have(&shown) {
                        not_read.push((shown, "its name is not UTF-8".to_owned()));
                    }
                }
            }
        }
        let readers = thread::available_parallelism()
            .map_or(1, usize::from)
            .min(MOST_READERS);
        let share = wanted.len().div_ceil(readers).max(FILES_PER_READER);
        let shares: Vec<_> = thread::scope(|scope| {
            let running: Vec<_> = wanted
                .chunks(share)
                .map(|share| scope.spawn(|| self.read(share, &look)))
                .collect();
            running
                .into_iter()
                .map(|reader| match reader.join() {
                    Ok(share) => share,
                    // A panic is a defect of ours: show it, do not take half of the files for all.
                    Err(panic) => std::panic::resume_unwind(panic),
                })
                .collect()
        });
        let mut held = Held {
            found: Vec::new(),
            looked_at: wanted.len(),
            missing: missing(asked, &found, &not_read),
            not_read,
        };
        for share in shares {
            let (found, large) = share?;
            held.found.extend(found);
            held.not_read.extend(large);
        }
        Ok(held)
    }

    /// The regular files of a commit with these names, in the order of the paths. What is too large to be read is left out.
    pub fn named_files(&self, commit: &CommitId, names: &BTreeSet<String>) -> Result<Vec<Blob>, GitError> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let listed = self.tree(commit)?;
        let mut wanted = Vec::new();
        for entry in entries(&listed) {
            let entry = entry?;
            let path = std::str::from_utf8(entry.path).ok();
            if let Some(path) = path.filter(|path| entry.is_regular() && names.contains(*path)) {
                wanted.push((path, entry));
            }
        }
        let (found, _) = self.read(&wanted, &Some)?;
        Ok(found)
    }

    /// Every entry of a commit's tree, folders opened; read by [`entries`].
    pub(super) fn tree(&self, commit: &CommitId) -> Result<Vec<u8>, GitError> {
        self.output(&["ls-tree", "-r", "-z", "--full-tree", commit.as_str()])
    }

    /// Reads some files, one after the other: what was made of them, and those that are too large.
    fn read<T>(
        &self,
        wanted: &[(&str, Entry<'_>)],
        look: &impl Fn(Blob) -> Option<T>,
    ) -> Result<Share<T>, GitError> {
        let ids: Vec<u8> = wanted
            .iter()
            .flat_map(|(_, entry)| [entry.id.as_bytes(), b"\n"].concat())
            .collect();
        let arguments = ["cat-file", "--batch", "--buffer"];
        let (answer, share) = Call::new(&arguments).input(&ids).stream(&self.root, |pipe| {
            let mut pipe = BufReader::with_capacity(64 * 1024, pipe);
            let mut share = (Vec::new(), Vec::new());
            for (path, entry) in wanted {
                match next_object(&mut pipe)? {
                    Some(bytes) => share.0.extend(look(Blob {
                        path: (*path).to_owned(),
                        mode: entry.mode,
                        id: entry.id.to_owned(),
                        bytes,
                    })),
                    None => share.1.push(((*path).to_owned(), "above 64 MiB".to_owned())),
                }
            }
            Some(share)
        })?;
        // When the answer ends in the middle, git says why.
        answer.expect_success()?;
        share.ok_or(GitError::Unreadable("objects"))
    }
}

/// What one reader found, and the files that it did not read.
type Share<T> = (Vec<T>, Vec<(String, String)>);

/// Reads what [`Git::tree`] gives.
pub(super) fn entries(listed: &[u8]) -> impl Iterator<Item = Result<Entry<'_>, GitError>> {
    listed
        .split(|byte| *byte == 0)
        .filter(|line| !line.is_empty())
        .map(|line| entry(line).ok_or(GitError::Unreadable("entries of a tree")))
}

/// `100644 blob ID<TAB>PATH`.
fn entry(line: &[u8]) -> Option<Entry<'_>> {
    let tab = line.iter().position(|byte| *byte == b'\t')?;
    let mut words = std::str::from_utf8(line.get(..tab)?).ok()?.split(' ');
    let mode = u32::from_str_radix(words.next()?, 8).ok()?;
    let id = words.nth(1).filter(|id| is_object_id(id))?;
    let path = line.get(tab + 1..)?;
    Some(Entry { mode, id, path })
}

/// The size in `ID blob SIZE`; none for `ID missing`.
fn size_of(line: &[u8]) -> Option<u64> {
    let mut words = std::str::from_utf8(line).ok()?.split(' ');
    let id = words.next()?;
    let known = is_object_id(id) && words.next()? == "blob";
    known.then(|| words.next()?.parse().ok())?
}

/// Takes the next object of `git cat-file --batch`: its line, its bytes, a line break. `Some(None)` when it is too large, and
/// none when the answer is not in this form.
#[allow(
    clippy::option_option,
    reason = "an object, none of a size to read, and no object are three things"
)]
fn next_object(pipe: &mut impl BufRead) -> Option<Option<Vec<u8>>> {
    /// Longer than any such line.
    const LINE: u64 = 256;
    let mut line = Vec::new();
    pipe.by_ref().take(LINE).read_until(b'\n', &mut line).ok()?;
    let size = size_of(line.strip_suffix(b"\n")?)?;
    let small = size <= MOST_BYTES;
    let mut bytes = Vec::new();
    let got = if small {
        bytes.reserve_exact(usize::try_from(size).ok()?);
        pipe.by_ref().take(size).read_to_end(&mut bytes).ok()? as u64
    } else {
        std::io::copy(&mut pipe.by_ref().take(size), &mut std::io::sink()).ok()?
    };
    let mut end = [0];
    pipe.read_exact(&mut end).ok()?;
    (got == size && end == *b"\n").then_some(small.then_some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0123456789abcdef0123456789abcdef01234567";

    #[test]
    fn entries_are_read_and_nothing_else() {
        let listed = format!("100755 blob {ID}\ta\tb \"\n.tf\0160000 commit {ID}\tmodule\0");
        let found: Vec<Entry<'_>> = entries(listed.as_bytes())
            .collect::<Result<_, _>>()
            .expect("a tree");
        assert_eq!(found[0].path, b"a\tb \"\n.tf");
        assert!(found[0].is_regular() && found[0].mode == 0o100_755 && found[0].id == ID);
        assert!(!found[1].is_regular());
        for bad in ["100644 blob 12\ta", "100644 blob", "x blob 0\ta", "\t"] {
            assert_eq!(entry(bad.as_bytes()), None, "{bad:?}");
        }
        let link = format!("120000 blob {ID}\ta");
        assert!(!entry(link.as_bytes()).expect("an entry").is_regular());
    }

    #[test]
    fn objects_are_cut_by_their_size() {
        let text = format!("{ID} blob 3\na\nb\n{ID} blob 0\n\n");
        let mut rest = text.as_bytes();
        assert_eq!(next_object(&mut rest), Some(Some(b"a\nb".to_vec())));
        assert_eq!(next_object(&mut rest), Some(Some(Vec::new())));
        assert_eq!(next_object(&mut rest), None);
        for bad in [
            format!("{ID} missing\n"),
            format!("{ID} tree 1\na\n"),
            format!("{ID} blob 9\na\n"),
            format!("{ID} blob 18446744073709551615\na\n"),
            format!("{ID} blob 1\nab\n"),
            "x".repeat(1_000),
        ] {
            assert_eq!(next_object(&mut bad.as_bytes()), None, "{bad:?}");
        }
    }

    #[test]
    fn what_is_too_large_is_passed_over() {
        let large = usize::try_from(MOST_BYTES + 1).expect("fits");
        let text = format!("{ID} blob {large}\n{}\n{ID} blob 1\na\n", "x".repeat(large));
        let mut rest = text.as_bytes();
        assert_eq!(next_object(&mut rest), Some(None));
        assert_eq!(next_object(&mut rest), Some(Some(b"a".to_vec())));
    }
}
