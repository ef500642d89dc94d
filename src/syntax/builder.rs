//! What readers put a document together with.

use std::ops::Range;

use super::{Comment, Content, Document, Key, Node, NodeId, Scalar, Syntax};
use crate::source::Span;

/// A document has no more nodes than this.
pub(super) const MOST_NODES: usize = 200_000;

/// Nor is it deeper than this.
const MOST_DEPTH: usize = 512;

/// Collects the nodes of a text in its order.
pub(super) struct Builder<'t> {
    text: &'t str,
    base: usize,
    nodes: Vec<Node>,
    /// For each node the number of the first node that is not within it.
    ends: Vec<u32>,
    open: Vec<NodeId>,
    comments: Vec<Comment>,
    /// Whether there was more than a document may have.
    excess: bool,
}

impl<'t> Builder<'t> {
    /// For a text, of which what is read begins at byte `base`.
    pub(super) fn new(text: &'t str, base: usize) -> Self {
        Self {
            text,
            base,
            nodes: Vec::new(),
            ends: Vec::new(),
            open: Vec::new(),
            comments: Vec::new(),
            excess: false,
        }
    }

    /// What is read now begins at byte `base` of the text.
    pub(super) fn rebase(&mut self, base: usize) {
        self.base = base;
    }

    /// The span in the whole text of a range in what is read now.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.base + range.start, self.base + range.end)
    }

    /// The text at a span of the whole text.
    pub(super) fn slice(&self, span: Span) -> &'t str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Whether there is more than a document may have: reading on is no use.
    pub(super) fn is_full(&self) -> bool {
        self.excess
    }

    /// A single value whose text, as decoded, stands at `inner`.
    pub(super) fn scalar(&self, inner: Span, text: impl Into<String>, quoted: bool) -> Content {
        let text = text.into();
        Content::Scalar(Scalar {
            verbatim: !text.is_empty() && self.slice(inner) == text,
            text,
            inner,
            quoted,
        })
    }

    /// A node that holds no others.
    pub(super) fn leaf(&mut self, key: Key, span: Span, content: Content) {
        self.open(key, span, content);
        self.close();
    }

    /// A node; what comes until it is closed stands in it.
    pub(super) fn open(&mut self, key: Key, span: Span, content: Content) {
        self.excess |= self.nodes.len() >= MOST_NODES || self.open.len() >= MOST_DEPTH;
        if self.excess {
            return;
        }
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(Node {
            parent: self.open.last().copied(),
            key,
            span,
            content,
            tag: None,
        });
        self.ends.push(id.0 + 1);
        self.open.push(id);
    }

    /// Gives the node that was opened last its tag.
    pub(super) fn tag(&mut self, tag: &str) {
        if let Some(node) = self.nodes.last_mut() {
            node.tag = Some(tag.to_owned());
        }
    }

    /// Lets the innermost open node reach up to byte `end` at least.
    pub(super) fn stretch(&mut self, end: usize) {
        let open = self.open.last().and_then(|id| self.nodes.get_mut(id.0 as usize));
        if let Some(node) = open {
            node.span = node.span.cover(Span::new(node.span.start as usize, end));
        }
    }

    /// Ends the innermost open node.
    pub(super) fn close(&mut self) {
        if self.excess {
            return;
        }
        let end = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        if let Some(id) = self.open.pop()
            && let Some(known) = self.ends.get_mut(id.0 as usize)
        {
            *known = end;
        }
    }

    /// A comment.
    pub(super) fn comment(&mut self, span: Span) {
        let before = self.text.get(..span.start as usize).unwrap_or_default();
        let before = before.trim_end_matches([' ', '\t']);
        self.comments.push(Comment {
            span,
            own_line: matches!(before, "" | "\u{feff}") || before.ends_with(['\n', '\r']),
        });
    }

    /// The document, unless there was more than one may have, or a reader gave places that cannot be: then nothing of it is
    /// to be trusted.
    pub(super) fn finish(self, syntax: Syntax) -> Option<Document> {
        let fits = !self.excess && self.nodes_fit() && self.comments_fit();
        fits.then(|| Document::new(syntax, self.nodes, self.ends, self.comments))
    }

    /// Whether nodes stand in the order of the text and in their parents, and values do not overlap.
    fn nodes_fit(&self) -> bool {
        let mut start = 0;
        let mut behind = 0;
        self.nodes.iter().all(|node| {
            let inside = match node.parent.and_then(|id| self.nodes.get(id.0 as usize)) {
                Some(parent) => parent.span.contains(node.span),
                None => true,
            };
            let key = match &node.key {
                Key::Name(_, span) => self.is_place(*span) && span.end <= node.span.start,
                Key::Root | Key::Index(_) => true,
            };
            let value = match &node.content {
                Content::Scalar(scalar) => {
                    let inner = scalar.inner;
                    let fits = self.is_place(inner) && node.span.contains(inner) && behind <= inner.start;
                    behind = inner.end;
                    fits
                }
                _ => true,
            };
            let ordered = start <= node.span.start;
            start = node.span.start;
            ordered && inside && key && value && self.is_place(node.span)
        })
    }

    fn comments_fit(&self) -> bool {
        self.comments.iter().all(|comment| self.is_place(comment.span))
            && self
                .comments
                .windows(2)
                .all(|pair| pair[0].span.end <= pair[1].span.start)
    }

    fn is_place(&self, span: Span) -> bool {
        self.text.get(span.range()).is_some()
    }
}
