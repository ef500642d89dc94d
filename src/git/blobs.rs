//! The files of a commit that hold one of some texts, read from the commit and never from the work tree.

use std::collections::BTreeSet;

use super::call::Call;
use super::{CommitId, Git, GitError, is_object_id};

/// A file above this many bytes is named, not read.
const MOST_BYTES: usize = 4 * 1024 * 1024;
/// All files together.
const MOST_IN_ALL: usize = 512 * 1024 * 1024;

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

/// What a commit holds of some texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// The files, sorted by path.
    pub blobs: Vec<Blob>,
    /// Files that hold one of the texts and were not read: path and reason.
    pub not_read: Vec<(String, String)>,
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
    /// The regular files of `commit` in which one of `texts` stands, byte for byte. `paths` are files, folders and patterns
    /// (`*`, `?`, `[…]`, `**`) from the root of the repository; none stands for everything. Links and submodules are
    /// not followed; attributes and filters have no say; a pointer of Git LFS is the text that it is.
    pub fn pinned_files(
        &self,
        commit: &CommitId,
        texts: &[&str],
        paths: &[String],
    ) -> Result<Held, GitError> {
        let found = self.grep(commit, texts, paths)?;
        let prefix = format!("{commit}:");
        let found: BTreeSet<&[u8]> = found
            .split(|byte| *byte == 0)
            .filter_map(|name| name.strip_prefix(prefix.as_bytes()))
            .collect();
        if found.is_empty() {
            return Ok(Held::default());
        }
        let listed = self.tree(commit)?;
        let mut held = Held::default();
        let mut wanted = Vec::new();
        for entry in entries(&listed) {
            let entry = entry?;
            if !found.contains(entry.path) || !entry.is_regular() {
                continue;
            }
            if let Ok(path) = std::str::from_utf8(entry.path) {
                wanted.push((path, entry));
            } else {
                let shown = String::from_utf8_lossy(entry.path).into_owned();
                held.not_read.push((shown, "its name is not UTF-8".to_owned()));
            }
        }
        let sizes = self.sizes(&wanted)?;
        let mut all = 0_usize;
        let mut asked = Vec::new();
        for ((path, entry), size) in wanted.into_iter().zip(sizes) {
            if size > MOST_BYTES {
                held.not_read.push((path.to_owned(), "above 4 MiB".to_owned()));
                continue;
            }
            all = all.saturating_add(size);
            asked.push((path, entry));
        }
        if all > MOST_IN_ALL {
            return Err(GitError::TooMuch(MOST_IN_ALL));
        }
        held.blobs = self.read(&asked, all)?;
        Ok(held)
    }

    fn grep(&self, commit: &CommitId, texts: &[&str], paths: &[String]) -> Result<Vec<u8>, GitError> {
        let mut arguments = vec![
            "grep",
            "--files-with-matches",
            "--null",
            // A file that git takes for binary, by its bytes or by its attributes, is searched like any other.
            "--text",
            "--no-textconv",
            "--fixed-strings",
            "--full-name",
            "--no-color",
            "--no-column",
            "--no-recurse-submodules",
        ];
        for text in texts {
            arguments.extend(["-e", text]);
        }
        arguments.extend([commit.as_str(), "--"]);
        let mut specs = Vec::new();
        for path in paths {
            let path = path.trim_end_matches('/');
            specs.push(format!(":(top,literal){path}"));
            if path.contains(['*', '?', '[']) {
                specs.push(format!(":(top,glob){path}"));
            }
        }
        arguments.extend(specs.iter().map(String::as_str));
        let answer = Call::new(&arguments).run(&self.root)?;
        answer.yes()?;
        Ok(answer.output)
    }

    /// Every entry of a commit's tree, folders opened; read by [`entries`].
    pub(super) fn tree(&self, commit: &CommitId) -> Result<Vec<u8>, GitError> {
        self.output(&["ls-tree", "-r", "-z", "--full-tree", commit.as_str()])
    }

    /// The size of each object.
    fn sizes(&self, wanted: &[(&str, Entry<'_>)]) -> Result<Vec<usize>, GitError> {
        let arguments = ["cat-file", "--batch-check", "--buffer"];
        let output = Call::new(&arguments)
            .input(&ids(wanted))
            .run(&self.root)?
            .expect_success()?;
        let sizes: Option<Vec<usize>> = output
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(size_of)
            .collect();
        sizes
            .filter(|sizes| sizes.len() == wanted.len())
            .ok_or(GitError::Unreadable("sizes of objects"))
    }

    fn read(&self, wanted: &[(&str, Entry<'_>)], size: usize) -> Result<Vec<Blob>, GitError> {
        /// A line before each object: id, type, size.
        const HEADER: usize = 128;
        let arguments = ["cat-file", "--batch", "--buffer"];
        let output = Call::new(&arguments)
            .input(&ids(wanted))
            .most(size + HEADER * wanted.len())
            .run(&self.root)?
            .expect_success()?;
        let mut rest = output.as_slice();
        let mut blobs = Vec::with_capacity(wanted.len());
        for (path, entry) in wanted {
            let bytes = next_object(&mut rest).ok_or(GitError::Unreadable("objects"))?;
            blobs.push(Blob {
                path: (*path).to_owned(),
                mode: entry.mode,
                id: entry.id.to_owned(),
                bytes: bytes.to_vec(),
            });
        }
        Ok(blobs)
    }
}

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

fn ids(wanted: &[(&str, Entry<'_>)]) -> Vec<u8> {
    wanted
        .iter()
        .flat_map(|(_, entry)| [entry.id.as_bytes(), b"\n"].concat())
        .collect()
}

/// The size in `ID blob SIZE`; none for `ID missing`.
fn size_of(line: &[u8]) -> Option<usize> {
    let mut words = std::str::from_utf8(line).ok()?.split(' ');
    let id = words.next()?;
    let known = is_object_id(id) && words.next()? == "blob";
    known.then(|| words.next()?.parse().ok())?
}

/// Takes the next object of `git cat-file --batch`: its line, its bytes, a line break.
fn next_object<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let size = size_of(rest.get(..end)?)?;
    let start = end + 1;
    let bytes = rest.get(start..start.checked_add(size)?)?;
    *rest = rest.get(start + size + 1..)?;
    Some(bytes)
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
        assert_eq!(next_object(&mut rest), Some(b"a\nb".as_slice()));
        assert_eq!(next_object(&mut rest), Some(b"".as_slice()));
        assert_eq!(next_object(&mut rest), None);
        for bad in [
            format!("{ID} missing\n"),
            format!("{ID} tree 1\na\n"),
            format!("{ID} blob 9\na\n"),
            format!("{ID} blob 18446744073709551615\na\n"),
        ] {
            assert_eq!(next_object(&mut bad.as_bytes()), None, "{bad:?}");
        }
    }
}
