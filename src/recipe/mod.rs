//! The recipes and components of a repository, seen together.
//!
//! Pure: files come in as what they declare ([`File`]), with the texts of the component documents that they name; a [`Review`]
//! finds who means whom, and what they were at an earlier revision. Where a value is computed, nothing is claimed about it.

mod arn;
mod content;
mod declared;
mod document;
mod index;
mod parent;
mod pattern;
mod review;
mod system;

use crate::source::Span;

pub use crate::resource::Language;

pub use arn::{ArnFault, ComponentArn, normalized};
pub use document::{Document, Parameter};
pub use parent::{Parent, ParentFault};
pub use review::{Review, Target};
pub use system::System;

/// Stands in a text where something is filled in later: a region, an account, a variable.
pub const HOLE: char = '\u{fffc}';

/// A value of a file, as far as it is written out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// Where it stands, without quotes.
    pub span: Span,
    /// What it is.
    pub text: Text,
    /// Whether the bytes at `span` are the text itself, so that it can be changed in place.
    pub verbatim: bool,
}

/// What is known of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// All of it.
    Known(String),
    /// All but the parts at each [`HOLE`].
    Partly(String),
    /// The resource of this name in the same template or module.
    Refers(String),
    /// Nothing.
    Unknown,
}

impl Value {
    /// The whole text.
    pub fn known(&self) -> Option<&str> {
        match &self.text {
            Text::Known(text) => Some(text),
            _ => None,
        }
    }

    /// The text, with a [`HOLE`] for each part that is not known.
    pub fn pattern(&self) -> Option<&str> {
        match &self.text {
            Text::Known(text) | Text::Partly(text) => Some(text),
            _ => None,
        }
    }
}

/// What one file declares.
#[derive(Clone, Debug)]
pub struct File {
    /// From the root of the repository, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
    /// Its language.
    pub language: Language,
    /// Its components, in order.
    pub components: Vec<Component>,
    /// Its recipes, in order.
    pub recipes: Vec<Recipe>,
}

impl File {
    /// The files that its components and recipes take documents from, by path from the root.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        let sources = self
            .components
            .iter()
            .filter_map(|component| match &component.source {
                Source::File(path) => Some(path.as_str()),
                _ => None,
            });
        let used = self.recipes.iter().flat_map(|recipe| &recipe.components);
        sources.chain(used.filter_map(|used| match &used.which {
            Which::File(_, path) => Some(path.as_str()),
            _ => None,
        }))
    }

    /// The text of a value as written.
    pub fn written(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The folder that the file is in.
    pub fn folder(&self) -> &str {
        folder(&self.path)
    }
}

/// The folder of a path; empty for the root.
fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A path as seen from the folder of a file, from the root; none when it leads out of the repository.
pub fn beside(file: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder(file).split('/').filter(|part| !part.is_empty()).collect();
    if path.starts_with('/') || path.contains(HOLE) {
        return None;
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// A component: a resource, or a request that creates one.
#[derive(Clone, Debug)]
pub struct Component {
    /// How its file names it; empty for a request.
    pub id: String,
    /// The smallest place that stands for it.
    pub place: Span,
    /// Its name.
    pub name: Option<Value>,
    /// Its version.
    pub version: Option<Value>,
    /// Its platform.
    pub platform: Option<Value>,
    /// The versions of operating systems that it is for.
    pub systems: Vec<Value>,
    /// Its document, written in the file or named by it.
    pub data: Option<Value>,
    /// Where its document lies in Amazon S3.
    pub uri: Option<Value>,
    /// Where the text of its document is.
    pub source: Source,
}

/// Where the text of a component's document is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Nobody knows, or in Amazon S3.
    Unknown,
    /// In the file itself.
    Inline(String),
    /// In this file of the repository, from its root.
    File(String),
}

/// A recipe of images or of containers.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// How its file names it; empty for a request.
    pub id: String,
    /// The smallest place that stands for it.
    pub place: Span,
    /// Whether it makes containers: then its parent is none of EC2.
    pub container: bool,
    /// Its name.
    pub name: Option<Value>,
    /// Its version.
    pub version: Option<Value>,
    /// What it starts from.
    pub parent: Option<Value>,
    /// The list of components, when it is one with nothing in it.
    pub empty_list: Option<Span>,
    /// Its components, in order.
    pub components: Vec<Use>,
    /// Whether these are all, or more may be added when the template is rendered.
    pub complete: bool,
    /// Its volumes.
    pub devices: Vec<Device>,
    /// What else it is made of, as written; compared with an earlier revision.
    pub rest: Vec<String>,
}

/// A component in the list of a recipe.
#[derive(Clone, Debug)]
pub struct Use {
    /// The smallest place that stands for it.
    pub place: Span,
    /// Which one.
    pub which: Which,
    /// What the recipe sets.
    pub settings: Vec<Setting>,
    /// Whether these are all.
    pub complete: bool,
}

/// Which component is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// By an ARN, or by a reference to a resource.
    Arn(Value),
    /// By a file of the repository: as written, and from the root.
    File(Value, String),
    /// Nobody says.
    None,
}

impl Which {
    /// The value that says which.
    pub fn value(&self) -> Option<&Value> {
        match self {
            Self::Arn(value) | Self::File(value, _) => Some(value),
            Self::None => None,
        }
    }
}

/// The value that a recipe gives to a parameter of a component.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The parameter.
    pub name: Value,
    /// Where the value stands; none when there is none.
    pub place: Option<Span>,
    /// The values, in order.
    pub values: Vec<Value>,
    /// Whether they are in the shape that the language wants: a list, but one text in Terraform.
    pub shaped: bool,
}

/// A volume.
#[derive(Clone, Debug, Default)]
pub struct Device {
    /// `volumeType`.
    pub kind: Option<Value>,
    /// `volumeSize`.
    pub size: Option<Value>,
    /// `iops`.
    pub iops: Option<Value>,
    /// `throughput`.
    pub throughput: Option<Value>,
}
