//! One shape for every kind of text in which images are pinned.
//!
//! YAML, JSON, HCL, TOML and dotenv files become a [`Document`]: nodes with keys, byte spans and decoded scalars, and the
//! comments. What knows where a tool keeps its pins (`pin::places`), the annotations and the pointers of the configuration
//! all read this one shape. Nothing is ever written back from it.

use crate::source::Span;

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
    /// Whether the bytes at `inner` are `text` itself, so that a part of it can be changed in place.
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

/// A text that was read. Nodes are in the order of the text, a parent before its children.
#[derive(Clone, Debug)]
pub struct Document {
    /// How it was read in the end: `Text` when the wanted syntax could not read it.
    pub syntax: Syntax,
    /// All nodes.
    pub nodes: Vec<Node>,
    /// All comments, in order.
    pub comments: Vec<Comment>,
}

impl Document {
    /// The node of this number. A number of another document gives none.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.0 as usize)
    }

    /// The tops: one for most files, one a document in YAML.
    pub fn roots(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.ids()
            .filter(|id| self.node(*id).is_some_and(|node| node.parent.is_none()))
    }

    /// Every node, in the order of the text.
    pub fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        let count = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        (0..count).map(NodeId)
    }

    /// The nodes that `id` holds directly, in order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        // A parent stands before its children, and what is behind it and not within it ends them.
        let end = self.node(id).map_or(0, |node| node.span.end);
        self.ids()
            .skip(id.0 as usize + 1)
            .take_while(move |child| {
                self.node(*child)
                    .is_some_and(|node| node.span.start <= end && node.parent.is_some())
            })
            .filter(move |child| self.node(*child).is_some_and(|node| node.parent == Some(id)))
    }

    /// The first child of this name.
    pub fn child(&self, id: NodeId, name: &str) -> Option<NodeId> {
        self.children(id).find(|child| self.name(*child) == Some(name))
    }

    /// The node that a path of names leads to from `id`, by the first child of each name.
    pub fn get(&self, id: NodeId, path: &[&str]) -> Option<NodeId> {
        path.iter().try_fold(id, |at, name| self.child(at, name))
    }

    /// The name of a node in its parent, when it has one.
    pub fn name(&self, id: NodeId) -> Option<&str> {
        match &self.node(id)?.key {
            Key::Name(name, _) => Some(name),
            _ => None,
        }
    }

    /// What holds a node.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.node(id)?.parent
    }

    /// A node and everything that holds it, innermost first.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(Some(id), |at| self.parent(*at))
    }

    /// A single value.
    pub fn scalar(&self, id: NodeId) -> Option<&Scalar> {
        match &self.node(id)?.content {
            Content::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The text of a single value.
    pub fn text(&self, id: NodeId) -> Option<&str> {
        self.scalar(id).map(|scalar| scalar.text.as_str())
    }

    /// The text of the value that a path of names leads to.
    pub fn text_at(&self, id: NodeId, path: &[&str]) -> Option<&str> {
        self.text(self.get(id, path)?)
    }

    /// The names from the top to a node, list indexes as numbers.
    pub fn path(&self, id: NodeId) -> Vec<String> {
        let mut path: Vec<String> = self
            .ancestors(id)
            .filter_map(|at| match &self.node(at)?.key {
                Key::Root => None,
                Key::Name(name, _) => Some(name.clone()),
                Key::Index(index) => Some(index.to_string()),
            })
            .collect();
        path.reverse();
        path
    }

    /// The innermost single value whose text holds this span.
    pub fn scalar_around(&self, span: Span) -> Option<NodeId> {
        // Nodes are in the order of their starts; the last that starts at or before the span and holds it is the innermost.
        let end = self.nodes.partition_point(|node| node.span.start <= span.start);
        (0..end)
            .rev()
            .take(64)
            .filter_map(|index| Some(NodeId(u32::try_from(index).ok()?)))
            .find(|id| self.scalar(*id).is_some_and(|scalar| scalar.inner.contains(span)))
    }
}
