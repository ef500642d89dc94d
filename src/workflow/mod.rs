//! An image workflow document as typed, lenient views over the YAML tree.
//!
//! Nothing here complains: a part that has the wrong shape is simply absent from the view.
//! Grammar: <https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html>

pub mod actions;
mod document;
pub mod grammar;
pub mod reference;

pub use document::{Output, Parameter, Workflow, WorkflowStep, given};

/// The type of a workflow resource: the stage of the image process that it is for. A document does not say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WorkflowKind {
    /// Makes the image.
    Build,
    /// Tries the image.
    Test,
    /// Copies and shares the image.
    Distribution,
}

impl WorkflowKind {
    /// Every type.
    pub const ALL: [Self; 3] = [Self::Build, Self::Test, Self::Distribution];

    /// The word as the API spells it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Build => "BUILD",
            Self::Test => "TEST",
            Self::Distribution => "DISTRIBUTION",
        }
    }

    /// Reads the word in any letter case.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.word().eq_ignore_ascii_case(word))
    }
}

/// Whether this is the name of a workflow step action.
pub fn is_action(name: &str) -> bool {
    actions::find(name).is_some()
}
