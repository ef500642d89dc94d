//! A component document as typed, lenient views over the YAML tree.
//!
//! Nothing here complains: a part that has the wrong shape is simply absent from the view, and the rule for
//! that shape looks at the tree itself. Grammar: <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html>

pub mod condition;
mod document;
pub mod grammar;
pub mod modules;
mod names;
mod reference;
pub mod template;

pub(crate) use document::head;
pub use document::{Component, Definition, DefinitionKind, Loop, Phase, Stage, Step};
pub use names::Target;
pub use reference::{Place, Reference};

/// An operating system that a component is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Platform {
    /// Linux.
    Linux,
    /// Windows.
    Windows,
    /// macOS.
    MacOs,
}

impl Platform {
    /// Every platform.
    pub const ALL: [Self; 3] = [Self::Linux, Self::Windows, Self::MacOs];

    /// The word as the API spells it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Linux => "Linux",
            Self::Windows => "Windows",
            Self::MacOs => "macOS",
        }
    }

    /// Reads the word in any letter case; `darwin` is macOS too.
    pub fn parse(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "linux" => Some(Self::Linux),
            "windows" => Some(Self::Windows),
            "macos" | "darwin" => Some(Self::MacOs),
            _ => None,
        }
    }
}
