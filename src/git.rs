//! The repository, asked and written through git. An adapter.
//!
//! A revision is turned into a commit id first, so that no text of a caller is taken for an option. Nothing that the
//! repository holds is run: no hook, filter, text conversion, signing or pager. HEAD, index and work tree are never touched.

mod blobs;
mod call;
mod commit;
mod fetch;
mod history;
mod paths;
mod scratch;
mod write;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

pub use blobs::{Blob, Held};
pub use commit::{Commit, trailer};
pub use fetch::Server;
pub use history::{BaseHistory, Deepen};
pub use write::{Branch, NewFile, NewTree};

use crate::visible::excerpt;
use call::Call;

/// Why git could not answer.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// There is no git on this machine, or it could not be started.
    #[error("git could not be started: {0}")]
    NotStarted(std::io::Error),
    /// git does not know the revision; in a shallow clone it may be missing.
    #[error("git does not know the revision `{}`; in a shallow clone fetch it first (`fetch-depth: 0`)", excerpt(.0))]
    UnknownRevision(String),
    /// git refused or failed; its own first line of words.
    #[error("git said: {0}")]
    Refused(String),
    /// git said more than this many bytes.
    #[error("git gave more than {0} bytes")]
    TooMuch(usize),
    /// git took longer than this.
    #[error("git took longer than {} seconds", .0.as_secs())]
    TooLong(Duration),
    /// git said something that is not in its own format.
    #[error("git gave an answer that cannot be read: {0}")]
    Unreadable(&'static str),
    /// The commit has no regular file of this name.
    #[error("the commit has no regular file `{0}`")]
    NoFile(String),
    /// A file in the repository's own folder cannot be read or written.
    #[error("the folder of the repository: {0}")]
    Folder(#[from] std::io::Error),
}

/// The id of a commit: 40 or 64 hexadecimal digits, never an option and never another revision.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommitId(String);

impl CommitId {
    /// Takes exactly an id.
    pub fn parse(text: &str) -> Option<Self> {
        is_object_id(text).then(|| Self(text.to_owned()))
    }

    /// The id as git writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CommitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// SHA-1 has 40 digits, SHA-256 has 64.
fn is_object_id(text: &str) -> bool {
    matches!(text.len(), 40 | 64)
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// A repository: its work tree, or its own folder when it has none.
#[derive(Debug)]
pub struct Git {
    root: PathBuf,
    /// The folder that all work trees share, once it was asked for.
    common: OnceLock<PathBuf>,
}

impl Git {
    /// The repository whose root is `root`.
    pub fn at(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
            common: OnceLock::new(),
        }
    }

    /// The commit that a revision (`HEAD`, `origin/main`, an id) names now.
    pub fn resolve(&self, revision: &str) -> Result<CommitId, GitError> {
        let unknown = || GitError::UnknownRevision(revision.to_owned());
        if revision.contains('\0') {
            return Err(unknown());
        }
        // Asked first, so that a repository that git refuses to touch is not taken for a missing revision.
        self.text(&["rev-parse", "--git-dir"])?;
        let named = format!("{revision}^{{commit}}");
        let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", &named];
        let answer = self.text(&arguments).map_err(|error| match error {
            GitError::Refused(_) => unknown(),
            other => other,
        })?;
        CommitId::parse(&answer).ok_or_else(unknown)
    }

    /// The commit at which the history of HEAD left that of `revision`: what a pull request is compared with.
    pub fn left_at(&self, revision: &str) -> Result<CommitId, GitError> {
        let commit = self.resolve(revision)?;
        let unknown = || GitError::UnknownRevision(revision.to_owned());
        let base = self
            .text(&["merge-base", commit.as_str(), "HEAD"])
            .map_err(|error| match error {
                GitError::Refused(_) => unknown(),
                other => other,
            })?;
        CommitId::parse(&base).ok_or_else(unknown)
    }

    /// Files that differ between the working tree and the point where it left `revision`, new and untracked
    /// ones among them, deleted ones not; paths relative to the root.
    pub fn changed_since(&self, revision: &str) -> Result<Vec<PathBuf>, GitError> {
        let base = self.left_at(revision)?;
        let changed = self.output(&[
            "diff",
            "--name-only",
            "-z",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            "--diff-filter=d",
            base.as_str(),
            "--",
        ])?;
        let untracked = self.output(&["ls-files", "-z", "--others", "--exclude-standard"])?;
        Ok(names(&changed).chain(names(&untracked)).collect())
    }

    /// Files that are in a commit and no longer in the working tree; paths relative to the root.
    pub fn gone_since(&self, base: &CommitId) -> Result<Vec<PathBuf>, GitError> {
        let gone = self.output(&[
            "diff",
            "--name-only",
            "-z",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            "--diff-filter=D",
            base.as_str(),
            "--",
        ])?;
        Ok(names(&gone).collect())
    }

    /// The bytes of a file at a revision; `None` when the revision does not hold it.
    pub fn file_at(&self, revision: &str, path: &str) -> Result<Option<Vec<u8>>, GitError> {
        let commit = self.resolve(revision)?;
        let listed = self.output(&["ls-tree", "-z", "--full-tree", commit.as_str(), "--", path])?;
        if listed.is_empty() {
            return Ok(None);
        }
        let blob = self.output(&["cat-file", "blob", &format!("{commit}:{path}")])?;
        Ok(Some(blob))
    }

    fn text(&self, arguments: &[&str]) -> Result<String, GitError> {
        let output = self.output(arguments)?;
        Ok(String::from_utf8_lossy(&output).trim().to_owned())
    }

    fn output(&self, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
        Call::new(arguments).run(&self.root)?.expect_success()
    }
}

fn names(list: &[u8]) -> impl Iterator<Item = PathBuf> + '_ {
    list.split(|byte| *byte == 0)
        .filter(|name| !name.is_empty())
        .map(|name| PathBuf::from(String::from_utf8_lossy(name).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_id_is_nothing_but_digits() {
        for good in ["0".repeat(40), "a".repeat(64)] {
            assert_eq!(CommitId::parse(&good).expect("an id").as_str(), good);
        }
        for bad in [
            "",
            "HEAD",
            "--all",
            &"A".repeat(40),
            &"0".repeat(41),
            &"é".repeat(20),
        ] {
            assert_eq!(CommitId::parse(bad), None, "{bad}");
        }
    }
}
