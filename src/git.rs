//! Questions to git about the repository that is checked. An adapter.
//!
//! Only reads. A revision is turned into a commit id first, so that no text of a caller is taken for an option, and
//! nothing that the repository holds is run.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Why git could not answer.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// There is no git on this machine, or it could not be started.
    #[error("git could not be started: {0}")]
    NotStarted(std::io::Error),
    /// git does not know the revision; in a shallow clone it may be missing.
    #[error("git does not know the revision `{0}`; in a shallow clone fetch it first (`fetch-depth: 0`)")]
    UnknownRevision(String),
    /// git refused or failed; its own first line of words.
    #[error("git said: {0}")]
    Refused(String),
}

/// A working copy.
#[derive(Debug)]
pub struct Git {
    root: PathBuf,
}

impl Git {
    /// The working copy at `root`.
    pub fn at(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
        }
    }

    /// Files that differ between the working tree and the point where it left `revision`, new and untracked
    /// ones among them, deleted ones not; paths relative to the root.
    pub fn changed_since(&self, revision: &str) -> Result<Vec<PathBuf>, GitError> {
        let commit = self.commit(revision)?;
        let base = self
            .text(&["merge-base", &commit, "HEAD"])
            .map_err(|error| match error {
                GitError::Refused(_) => GitError::UnknownRevision(revision.to_owned()),
                other => other,
            })?;
        let changed = self.run(&[
            "diff",
            "--name-only",
            "-z",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            "--diff-filter=d",
            &base,
            "--",
        ])?;
        let untracked = self.run(&["ls-files", "-z", "--others", "--exclude-standard"])?;
        Ok(names(&changed.stdout).chain(names(&untracked.stdout)).collect())
    }

    /// The bytes of a file at a revision; `None` when the revision does not hold it.
    pub fn file_at(&self, revision: &str, path: &str) -> Result<Option<Vec<u8>>, GitError> {
        let commit = self.commit(revision)?;
        let listed = self.run(&["ls-tree", "-z", "--full-tree", &commit, "--", path])?;
        if listed.stdout.is_empty() {
            return Ok(None);
        }
        let blob = self.run(&["cat-file", "blob", &format!("{commit}:{path}")])?;
        Ok(Some(blob.stdout))
    }

    fn commit(&self, revision: &str) -> Result<String, GitError> {
        // Asked first, so that a repository that git refuses to touch is not taken for a missing revision.
        self.run(&["rev-parse", "--git-dir"])?;
        self.text(&[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &format!("{revision}^{{commit}}"),
        ])
        .map_err(|error| match error {
            GitError::Refused(_) => GitError::UnknownRevision(revision.to_owned()),
            other => other,
        })
    }

    fn text(&self, arguments: &[&str]) -> Result<String, GitError> {
        let output = self.run(arguments)?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    fn run(&self, arguments: &[&str]) -> Result<Output, GitError> {
        let output = Command::new("git")
            .args([
                "-c",
                "core.quotePath=false",
                "-c",
                "core.fsmonitor=false",
                "--no-optional-locks",
            ])
            .args(arguments)
            .current_dir(&self.root)
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .output()
            .map_err(GitError::NotStarted)?;
        if output.status.success() {
            return Ok(output);
        }
        let words = String::from_utf8_lossy(&output.stderr);
        let line = words
            .lines()
            .find(|line| !line.trim().is_empty())
            .unwrap_or("nothing");
        Err(GitError::Refused(line.trim().to_owned()))
    }
}

fn names(list: &[u8]) -> impl Iterator<Item = PathBuf> + '_ {
    list.split(|byte| *byte == 0)
        .filter(|name| !name.is_empty())
        .map(|name| PathBuf::from(String::from_utf8_lossy(name).into_owned()))
}
