//! One shape for every kind of text in which images are pinned.
//!
//! YAML, JSON, HCL, TOML and dotenv files become a [`Document`]: nodes with keys, byte spans and decoded scalars, and the
//! comments. What knows where a tool keeps its pins (`pin::places`), the annotations and the pointers of the configuration
//! all read this one shape. Nothing is ever written back from it.

mod builder;
mod document;
mod dotenv;
mod hcl;
mod kind;
#[cfg(test)]
mod tests;
mod text;
mod toml;
mod yaml;

use crate::source::Span;

pub use document::Document;
pub use kind::of_path;

/// How a text is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// YAML, one or more documents.
    Yaml,
    /// JSON.
    Json,
    /// Terraform, OpenTofu, Terragrunt, Packer.
    Hcl,
    /// TOML.
    Toml,
    /// `NAME=value` lines.
    Dotenv,
    /// Anything else, and what the others cannot read: lines, comments by their marks, no nodes.
    Text,
}

/// The number of a node in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// How a parent names a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// The top of a document; a YAML text may have several.
    Root,
    /// A key of a map, an attribute, the type or a label of an HCL block, decoded, and where it stands (quotes included).
    Name(String, Span),
    /// The place in a list, from 0; also a part of an expression.
    Index(usize),
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A single value.
    Scalar(Scalar),
    /// A list.
    List,
    /// A map, an object, a block.
    Map,
    /// An expression of HCL that is more than a literal (`local.ami`, `lookup({…}, var.region)`, `"${a}-b"`). Literals and
    /// objects inside it are its children.
    Expression,
}

/// A single value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The value, quotes and escapes undone.
    pub text: String,
    /// Where its text stands, without quotes.
    pub inner: Span,
    /// Whether the bytes at `inner` are `text` itself, so that a part of it can be changed in place. Never so for an empty text:
    /// for nothing there may be no place to write.
    pub verbatim: bool,
    /// Whether it stands in quotes or is a block of text. A plain `1.30` may be a number.
    pub quoted: bool,
}

/// One node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What holds it; none for the top of a document.
    pub parent: Option<NodeId>,
    /// Its name there.
    pub key: Key,
    /// From its first byte to its last, quotes and brackets included, its key not.
    pub span: Span,
    /// What it is.
    pub content: Content,
    /// The tag written before it in YAML, such as `!Ref`.
    pub tag: Option<String>,
}

/// A comment, its mark included (`#`, `//`, `/* … */`), without the line break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Where.
    pub span: Span,
    /// Whether nothing but white space stands before it on its line.
    pub own_line: bool,
}

/// Reads a text as `syntax`. What cannot be read so, or is too big or too deep to be worth it, is read as [`Syntax::Text`];
/// [`Document::syntax`] tells. Work and memory grow with the length of the text and no faster.
pub fn read(text: &str, syntax: Syntax) -> Document {
    let read = match syntax {
        _ if is_too_big(text) => None,
        Syntax::Yaml | Syntax::Json => yaml::read(text, syntax),
        Syntax::Hcl => hcl::read(text),
        Syntax::Toml => toml::read(text),
        Syntax::Dotenv => dotenv::read(text),
        Syntax::Text => None,
    };
    read.unwrap_or_else(|| text::read(text))
}

/// Whether a text is sure to have more nodes than are kept: found out before a tree takes the memory. Nearly every node
/// needs a comma, a bracket or a line of its own.
fn is_too_big(text: &str) -> bool {
    const MOST_BYTES: usize = 4 << 20;
    const MOST_MARKS: usize = 2 * builder::MOST_NODES;
    let marks = || {
        text.bytes()
            .filter(|byte| matches!(byte, b',' | b'\n' | b'\r' | b'[' | b'{'))
    };
    text.len() > MOST_BYTES || marks().count() > MOST_MARKS
}

/// The byte at which a text begins, behind a byte order mark.
fn start(text: &str) -> usize {
    text.len() - text.trim_start_matches('\u{feff}').len()
}

/// What stands between the quotes of a span, one byte each.
fn unquoted(span: Span) -> Span {
    if span.len() < 2 {
        return span;
    }
    Span {
        start: span.start + 1,
        end: span.end - 1,
    }
}
