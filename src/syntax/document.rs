//! A text that was read, and the questions that are asked of it.

use super::{Comment, Content, Key, Node, NodeId, Scalar, Syntax};
use crate::source::Span;

/// How many nodes of one name in one parent [`Document::get`] looks into: blocks of HCL and tables of TOML may be repeated.
const MOST_REPEATED: usize = 1_000;

/// A text that was read. Nodes are in the order of the text, a parent before its children.
#[derive(Clone, Debug)]
pub struct Document {
    /// How it was read in the end: `Text` when the wanted syntax could not read it.
    pub syntax: Syntax,
    /// All nodes.
    pub nodes: Vec<Node>,
    /// All comments, in order.
    pub comments: Vec<Comment>,
    /// For each node the number of the first one that is not within it.
    ends: Vec<u32>,
    /// The single values that are not empty, in order: none overlaps another.
    scalars: Vec<NodeId>,
    /// The nodes that have names, by parent, name and place.
    named: Vec<NodeId>,
}

impl Document {
    /// From nodes in the order of the text and, for each, the number of the first one that is not within it.
    pub(super) fn new(syntax: Syntax, nodes: Vec<Node>, ends: Vec<u32>, comments: Vec<Comment>) -> Self {
        let mut document = Self {
            syntax,
            nodes,
            comments,
            ends,
            scalars: Vec::new(),
            named: Vec::new(),
        };
        let text = |id: &NodeId| {
            document
                .scalar(*id)
                .is_some_and(|scalar| !scalar.inner.is_empty())
        };
        let scalars = document.ids().filter(text).collect();
        let mut named: Vec<NodeId> = document.ids().filter(|id| document.name(*id).is_some()).collect();
        named.sort_unstable_by_key(|id| (document.parent(*id), document.name(*id), *id));
        document.scalars = scalars;
        document.named = named;
        document
    }

    /// The node of this number. A number of another document gives none.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.0 as usize)
    }

    /// The tops: one for most files, one a document in YAML.
    pub fn roots(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.siblings(0, self.nodes.len())
    }

    /// Every node, in the order of the text.
    pub fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        let count = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        (0..count).map(NodeId)
    }

    /// The nodes that `id` holds directly, in order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = self.ends.get(id.0 as usize).map_or(0, |end| *end as usize);
        self.siblings(id.0 as usize + 1, end)
    }

    /// Nodes side by side from number `at` to number `end`.
    fn siblings(&self, at: usize, end: usize) -> impl Iterator<Item = NodeId> + '_ {
        let first = u32::try_from(at).ok().filter(|_| at < end).map(NodeId);
        std::iter::successors(first, move |id| {
            Some(self.behind(*id)).filter(|next| (next.0 as usize) < end)
        })
    }

    /// The number of the first node behind `id` and everything in it, whether there is such a node or not.
    pub fn behind(&self, id: NodeId) -> NodeId {
        NodeId(self.ends.get(id.0 as usize).copied().unwrap_or(u32::MAX))
    }

    /// The first child of this name.
    pub fn child(&self, id: NodeId, name: &str) -> Option<NodeId> {
        self.children_named(id, name).next()
    }

    /// All children of this name, in order.
    pub fn children_named<'a>(&'a self, id: NodeId, name: &'a str) -> impl Iterator<Item = NodeId> + 'a {
        let wanted = (Some(id), Some(name));
        let from = self
            .named
            .partition_point(|at| (self.parent(*at), self.name(*at)) < wanted);
        let rest = self.named.get(from..).unwrap_or_default().iter().copied();
        rest.take_while(move |at| (self.parent(*at), self.name(*at)) == wanted)
    }

    /// The first node that a path of names leads to from `id`. Blocks of HCL may be repeated: where the first of a name does
    /// not lead on, the next ones are tried.
    pub fn get(&self, id: NodeId, path: &[&str]) -> Option<NodeId> {
        let Some((name, rest)) = path.split_first() else {
            return Some(id);
        };
        self.children_named(id, name)
            .take(MOST_REPEATED)
            .find_map(|child| self.get(child, rest))
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

    /// The single value whose text holds this span.
    pub fn scalar_around(&self, span: Span) -> Option<NodeId> {
        let starts_before = |id: &NodeId| {
            self.scalar(*id)
                .is_some_and(|scalar| scalar.inner.start <= span.start)
        };
        let id = *self.scalars[..self.scalars.partition_point(starts_before)].last()?;
        self.scalar(id)
            .is_some_and(|scalar| scalar.inner.contains(span))
            .then_some(id)
    }
}
