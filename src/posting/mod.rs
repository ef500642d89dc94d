//! What is told about a run where people look: the summary of a job, a comment on a pull request, a check run.
//!
//! One model for everything that amiforge tells, and one renderer for each target. Findings of `validate`, plans of `bump`
//! and builds become a [`Posting`]; nothing else knows what Markdown looks like or how long a comment may be.

pub mod build;
pub mod bump;
pub mod check_run;
pub mod comment;
pub mod findings;
pub mod origin;
pub mod read;
pub mod releases;
pub mod repos;
pub mod run;
pub mod summary;

pub use origin::Origin;

use crate::markdown::Summary;

/// Everything that is told about one run.
#[derive(Clone, Debug)]
pub struct Posting {
    /// What it is about. A pull request has one comment, and a commit one check run, a target.
    pub target: Target,
    /// How it went.
    pub conclusion: Conclusion,
    /// The verdict: one line of plain text, not escaped.
    pub title: String,
    /// Everything, beginning with the verdict; what is least important goes first where a limit is reached.
    pub body: Summary,
    /// What is said at places in files.
    pub annotations: Vec<Annotation>,
    /// Whether there is nothing that a reviewer would want to know: no comment is made, and one that is there is hidden.
    pub quiet: bool,
}

impl Posting {
    /// What a command tells where nothing of it stands at places in files.
    fn told(command: &'static str, conclusion: Conclusion, title: String, body: Summary) -> Self {
        Self {
            target: Target::only(command),
            conclusion,
            title,
            body,
            annotations: Vec::new(),
            quiet: false,
        }
    }
}

/// What a posting is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// The command.
    pub kind: &'static str,
    /// Which of several of its kind, such as the name of a recipe; empty where there is one.
    pub name: String,
    /// Whether a file says so, which may be anybody's. It has a comment and a check run of its own, under other names: no file
    /// speaks in the place of the run that knows.
    pub of_file: bool,
}

/// How a run went, in the words of a check run.
/// <https://docs.github.com/en/rest/checks/runs#create-a-check-run>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conclusion {
    /// Nothing for a person to do.
    Success,
    /// Nothing was judged, or there is something to know and nothing to do.
    Neutral,
    /// A person must act.
    Failure,
    /// Somebody cancelled it.
    Cancelled,
    /// A limit was reached.
    TimedOut,
}

impl Conclusion {
    /// Of what is good or not, and knows nothing between.
    fn of(good: bool) -> Self {
        if good { Self::Success } else { Self::Failure }
    }
}

impl Target {
    /// The only one of its kind.
    pub fn only(kind: &'static str) -> Self {
        Self {
            kind,
            name: String::new(),
            of_file: false,
        }
    }
}

impl Conclusion {
    /// The word of a check run.
    pub fn word(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Neutral => "neutral",
            Self::Failure => "failure",
            Self::Cancelled => "cancelled",
            Self::TimedOut => "timed_out",
        }
    }
}

/// Something that is said at a place in a file. Where its path or lines are none that GitHub could show, no annotation is made of
/// it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// The file, from the root of the repository, with `/`.
    pub path: String,
    /// Its first line, from 1.
    pub line: u32,
    /// Its last line.
    pub end_line: u32,
    /// The first column, from 1, when first and last line are the same.
    pub column: Option<u32>,
    /// The last column, inclusive.
    pub end_column: Option<u32>,
    /// How bad it is.
    pub level: Level,
    /// Its head, such as the id of a rule.
    pub title: String,
    /// What is said.
    pub message: String,
}

/// How bad something is, in the words of annotations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Good to know.
    Notice,
    /// Probably wrong.
    Warning,
    /// Wrong.
    Failure,
}

impl Level {
    /// The word of an annotation.
    pub fn word(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Failure => "failure",
        }
    }
}
