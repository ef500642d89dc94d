//! One attribute of a resource.

use super::Kind;
use crate::source::Span;
use crate::syntax::{Content, Document, NodeId, Scalar};

/// A value as far as its file tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The node in the document that was read.
    pub node: NodeId,
    /// All of it, quotes and function included.
    pub span: Span,
    /// Where the text stands, without quotes; the same as `span` when it is no text.
    pub inner: Span,
    /// The text, when nothing in it is known later only.
    pub text: Option<String>,
    /// What it refers to, when it is nothing but a reference to a resource of the same file or module.
    pub reference: Option<Reference>,
}

/// Another resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Its kind, where the reference says so (Terraform).
    pub kind: Option<Kind>,
    /// Its label.
    pub label: String,
}

impl Value {
    /// A literal text.
    pub(super) fn literal(node: NodeId, span: Span, scalar: &Scalar) -> Self {
        Self {
            node,
            span,
            inner: scalar.inner,
            text: Some(scalar.text.clone()),
            reference: None,
        }
    }

    /// Something that is known later, perhaps a reference.
    pub(super) fn later(node: NodeId, span: Span, reference: Option<Reference>) -> Self {
        Self {
            node,
            span,
            inner: span,
            text: None,
            reference,
        }
    }

    /// The text, or nothing.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// The label that it refers to.
    pub fn refers_to(&self) -> Option<&str> {
        self.reference.as_ref().map(|reference| reference.label.as_str())
    }
}

/// Whether a node is a map or a block.
pub(super) fn is_map(document: &Document, node: NodeId) -> bool {
    document
        .node(node)
        .is_some_and(|node| node.content == Content::Map)
}

/// Whether a node is a list.
pub(super) fn is_list(document: &Document, node: NodeId) -> bool {
    document
        .node(node)
        .is_some_and(|node| node.content == Content::List)
}

/// Whether a value stands for nothing: `null`, `~`, an empty plain scalar.
pub(super) fn is_null(scalar: &Scalar) -> bool {
    !scalar.quoted && matches!(scalar.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
}
