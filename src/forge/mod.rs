//! Where pull requests live: wanted against found. `local` keeps branches in the repository at hand, `github` asks GitHub.

pub mod event;
#[cfg(feature = "github")]
pub mod github;
pub mod local;
pub mod notes;
pub mod ours;
pub mod reconcile;

use std::path::PathBuf;

use crate::git::{CommitId, GitError};

/// How the branches of pull requests begin.
pub const PREFIX: &str = "amiforge/";

/// A pull request as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullRequest {
    /// The group: the branch is `amiforge/GROUP` and depends on nothing else.
    pub group: String,
    /// One line.
    pub title: String,
    /// Markdown, below GitHub's limit, with the hidden marker.
    pub body: String,
    /// Subject, empty line, body, trailer `Amiforge-Group: GROUP`.
    pub commit_message: String,
    /// Labels.
    pub labels: Vec<String>,
    /// Reviewers, `user` or `team/name`.
    pub reviewers: Vec<String>,
    /// Whether it is a draft.
    pub draft: bool,
    /// The files as they become.
    pub files: Vec<Changed>,
}

/// A file that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// From the root of the repository, with `/`.
    pub path: String,
    /// The new bytes; the mode stays.
    pub bytes: Vec<u8>,
}

/// What became of a pull request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Its branch, `amiforge/GROUP`.
    pub branch: String,
    /// What was done.
    pub done: Done,
    /// Where HEAD is, when that is not the commit that the pull request was made for: somebody has committed meanwhile, or
    /// another base was asked for.
    pub head: Option<CommitId>,
    /// The pull request on GitHub, when there is one.
    pub pull: Option<Pull>,
    /// What a person should know besides, in sentences; text from outside in them is made visible.
    pub remarks: Vec<String>,
}

/// A pull request by its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pull {
    /// Its number.
    pub number: u64,
    /// Its page.
    pub url: String,
}

/// What was done with a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// It was made.
    Created(Written),
    /// It was there and was built anew.
    Updated(Written),
    /// It is as it should be.
    Unchanged(Written),
    /// It is somebody's, and was left alone: why, the end of a sentence that begins with the branch.
    LeftAlone(String),
    /// A person has closed its pull request without merging it; in sentences.
    Declined(String),
    /// The plan stands on an older answer than one that was seen before; in sentences.
    Held(String),
    /// The token may not write one of the files; in sentences.
    Refused(String),
}

/// What stands in the repository now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The commit of the branch.
    pub commit: CommitId,
    /// The file that holds the body; none when it stands in a pull request.
    pub body: Option<PathBuf>,
}

/// A branch whose group wants nothing any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obsolete {
    /// The branch, `amiforge/GROUP`.
    pub branch: String,
    /// Why it was not deleted, the end of a sentence that begins with the branch; none when it is gone.
    pub left_alone: Option<String>,
}

/// Why a pull request could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ForgeError {
    /// The name of a group would not make a branch.
    #[error(
        "`{0}` cannot be the name of a group: write lower-case letters and digits, with `-` and `.` between them"
    )]
    BadGroup(String),
    /// No byte would change.
    #[error("the pull request of `{0}` would change nothing")]
    Empty(String),
    /// git failed.
    #[error(transparent)]
    Git(#[from] GitError),
    /// GitHub refused or could not be asked.
    #[error("{text}")]
    GitHub {
        /// What failed, where, why and what to do next.
        text: String,
        /// Whether every other call will fare alike, so that the run has to end.
        everything: bool,
    },
}

impl ForgeError {
    /// Whether it is of no use to go on with other pull requests.
    pub fn ends_the_run(&self) -> bool {
        matches!(self, Self::GitHub { everything: true, .. })
    }
}

/// The owner and the name of `owner/name`; none when it cannot be the name of a repository.
pub fn owner_and_name(repository: &str) -> Option<(&str, &str)> {
    let part = |part: &str| {
        let known = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        (1..=100).contains(&part.len()) && part.chars().all(known) && part.contains(|c| c != '.')
    };
    let parts = repository.split_once('/');
    parts.filter(|(owner, name)| part(owner) && part(name))
}

/// The branch of a group. A group is at most 200 lower-case letters, digits, `-` and `.`: what `git check-ref-format` takes
/// everywhere, and no two groups are one file on a file system that does not tell cases apart.
pub fn branch(group: &str) -> Result<String, ForgeError> {
    let word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = group.as_bytes();
    let fits = (1..=200).contains(&bytes.len())
        && bytes.iter().all(|byte| word(*byte) || b"-.".contains(byte))
        && bytes.first().is_some_and(|byte| word(*byte))
        && bytes.last().is_some_and(|byte| word(*byte))
        && !group.contains("..")
        // Git's own locks end so.
        && bytes.strip_suffix(b".lock").is_none();
    if !fits {
        return Err(ForgeError::BadGroup(group.to_owned()));
    }
    Ok(format!("{PREFIX}{group}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_makes_a_branch_or_is_refused() {
        for good in ["windows-eks", "a", "windows-2022-core-eks-1.35--prod", "lock"] {
            assert_eq!(branch(good).expect("a branch"), format!("amiforge/{good}"));
        }
        let long = "a".repeat(201);
        for bad in [
            "", "-a", "a-", ".a", "a.", "A", "a/b", "a.lock", "a_b", "..", "@{", "a b", "a\n", "é", "a\0",
            "~", &long,
        ] {
            assert!(branch(bad).is_err(), "{bad:?}");
        }
    }
}
