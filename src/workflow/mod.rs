//! An image workflow document as typed, lenient views over the YAML tree.
//!
//! Grammar: <https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html>

use crate::yaml::Node;

/// What a workflow is for: the type of the workflow resource. The document itself does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WorkflowKind {
    /// Makes the image.
    Build,
    /// Tests the image.
    Test,
    /// Distributes the image.
    Distribution,
}

impl WorkflowKind {
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
        match word.to_ascii_lowercase().as_str() {
            "build" => Some(Self::Build),
            "test" => Some(Self::Test),
            "distribution" => Some(Self::Distribution),
            _ => None,
        }
    }
}

/// A whole workflow document.
#[derive(Debug)]
pub struct Workflow<'a> {
    /// The top-level map.
    pub root: Node<'a>,
    /// `steps`, in order; items that are no maps are left out.
    pub steps: Vec<WorkflowStep<'a>>,
}

/// One step.
#[derive(Debug)]
pub struct WorkflowStep<'a> {
    /// The map.
    pub node: Node<'a>,
    /// `name`, when it is a scalar that is not null.
    pub name: Option<Node<'a>>,
    /// `action`, when it is a scalar that is not null.
    pub action: Option<Node<'a>>,
}

impl<'a> Workflow<'a> {
    /// Reads the top-level node; `None` when it is no map.
    pub fn read(root: Node<'a>) -> Option<Self> {
        root.is_map().then(|| Self {
            root,
            steps: root
                .present("steps")
                .into_iter()
                .flat_map(Node::items)
                .filter(|item| item.is_map())
                .map(|node| WorkflowStep {
                    node,
                    name: node.present("name").filter(|n| n.is_scalar()),
                    action: node.present("action").filter(|n| n.is_scalar()),
                })
                .collect(),
        })
    }
}

/// Whether this is the name of a workflow step action.
pub fn is_action(name: &str) -> bool {
    matches!(name, "LaunchInstance" | "ExecuteComponents" | "CreateImage")
}
