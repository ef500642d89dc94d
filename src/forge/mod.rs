//! Where pull requests live: wanted against found. `local` keeps branches in the repository at hand.

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
