//! From parser events to a tree. The parser is named only here.

use std::borrow::Cow;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, StructureStyle};

use super::node::{Node, Style};
use crate::source::Span;

/// How many nodes a document may stand for once its aliases are followed. A document within AWS's
/// quota of 64 KB has some thousands; Go's readers refuse documents that grow far beyond their size.
const MOST_NODES: u64 = 400_000;

/// A parsed text.
#[derive(Debug)]
pub struct Tree<'s> {
    text: &'s str,
    pub(super) nodes: Vec<NodeData<'s>>,
    root: Option<u32>,
    /// Comments in order.
    pub comments: Vec<Comment>,
    /// Every alias, in order.
    pub aliases: Vec<Alias>,
    /// Where second and later documents of the text start.
    pub more_documents: Vec<Span>,
    /// What stopped the parser, if anything did.
    pub fault: Option<Fault>,
    /// The alias at which the document stands for more nodes than are followed, or contains itself.
    pub excessive: Option<Span>,
}

/// `# …` up to the end of its line.
#[derive(Clone, Copy, Debug)]
pub struct Comment {
    /// Where, `#` included.
    pub span: Span,
}

/// `*name`.
#[derive(Clone, Copy, Debug)]
pub struct Alias {
    /// Where.
    pub span: Span,
}

/// A tag as written.
#[derive(Clone, Debug)]
pub struct Tag {
    /// Where.
    pub span: Span,
    /// Whether it is one of YAML's own (`!!str`).
    pub core: bool,
}

/// Why the parser stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What sort of fault.
    pub kind: FaultKind,
    /// Where it was noticed: the character there.
    pub span: Span,
    /// The parser's words.
    pub message: String,
}

/// The faults that have a rule of their own, and all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// A tab where blanks indent.
    Tab,
    /// A backslash escape that does not exist.
    Escape,
    /// A key that stands twice where the parser itself refuses it; also any other fault.
    Other,
}

#[derive(Debug)]
pub(super) struct NodeData<'s> {
    pub(super) span: Span,
    pub(super) content: Content<'s>,
    pub(super) tag: Option<Tag>,
    pub(super) anchor: Option<Span>,
    /// How many nodes it stands for.
    size: u64,
}

#[derive(Debug)]
pub(super) enum Content<'s> {
    Scalar(Cow<'s, str>, Style),
    Sequence { items: Vec<u32>, flow: bool },
    Mapping { entries: Vec<(u32, u32)>, flow: bool },
    Alias(u32),
}

impl<'s> Tree<'s> {
    /// The first document's top node.
    pub fn root(&self) -> Option<Node<'_>> {
        self.root.map(|id| Node { tree: self, id })
    }

    /// The text it was read from.
    pub fn text(&self) -> &'s str {
        self.text
    }

    /// The text at a span.
    pub fn slice(&self, span: Span) -> &'s str {
        self.text.get(span.range()).unwrap_or_default()
    }
}

struct Open {
    id: u32,
    key: Option<u32>,
}

struct Builder<'s> {
    tree: Tree<'s>,
    open: Vec<Open>,
    /// Node of each anchor id.
    anchors: Vec<Option<u32>>,
    in_first: bool,
    documents: usize,
}

/// Reads a text. Never fails: what could be read is in the tree, the rest is its `fault`.
pub fn parse(text: &str) -> Tree<'_> {
    let mut options = granit_parser::Options::default();
    options.max_buffered_comment_events = usize::MAX;
    options.emit_anchor_events = true;
    let mut builder = Builder {
        tree: Tree {
            text,
            nodes: Vec::new(),
            root: None,
            comments: Vec::new(),
            aliases: Vec::new(),
            more_documents: Vec::new(),
            fault: None,
            excessive: None,
        },
        open: Vec::new(),
        anchors: Vec::new(),
        in_first: true,
        documents: 0,
    };
    for next in Parser::new_from_str_with_options(text, options) {
        match next {
            Ok((event, span)) => builder.event(event, &span),
            Err(error) => {
                builder.tree.fault = Some(fault(text, &error));
                break;
            }
        }
    }
    builder.finish()
}

impl<'s> Builder<'s> {
    fn event(&mut self, event: Event<'s>, at: &granit_parser::Span) {
        let span = bytes(at, self.tree.text);
        if let Event::Comment(..) = event {
            self.tree.comments.push(Comment { span });
            return;
        }
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                self.in_first = self.documents == 1;
                if !self.in_first {
                    self.tree.more_documents.push(span);
                }
                return;
            }
            _ if !self.in_first => return,
            _ => {}
        }
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let span = trim_scalar(self.tree.text, span, style);
                let content = Content::Scalar(text, style_of(style));
                let id = self.add(content, span, at, tag.as_deref(), anchor);
                self.attach(id);
            }
            Event::SequenceStart(style, anchor, tag) => {
                let content = Content::Sequence {
                    items: Vec::new(),
                    flow: style == StructureStyle::Flow,
                };
                let id = self.add(content, span, at, tag.as_deref(), anchor);
                self.open.push(Open { id, key: None });
            }
            Event::MappingStart(style, anchor, tag) => {
                let content = Content::Mapping {
                    entries: Vec::new(),
                    flow: style == StructureStyle::Flow,
                };
                let id = self.add(content, span, at, tag.as_deref(), anchor);
                self.open.push(Open { id, key: None });
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(Some(span)),
            Event::Alias(anchor) => self.alias(anchor, span),
            Event::Anchor(_, _) => {
                // The anchored node is the newest one: nothing was added since its own event.
                if let Some(node) = self.tree.nodes.last_mut() {
                    node.anchor = Some(span);
                }
            }
            _ => {}
        }
    }

    fn add(
        &mut self,
        content: Content<'s>,
        span: Span,
        at: &granit_parser::Span,
        tag: Option<&granit_parser::Tag>,
        anchor: usize,
    ) -> u32 {
        let tag = tag.zip(at.tag_span()).map(|(tag, at)| Tag {
            span: bytes(&at, self.tree.text),
            core: tag.is_yaml_core_schema(),
        });
        let id = u32::try_from(self.tree.nodes.len()).unwrap_or(u32::MAX);
        self.tree.nodes.push(NodeData {
            span,
            content,
            tag,
            anchor: None,
            size: 1,
        });
        if anchor > 0 {
            if self.anchors.len() <= anchor {
                self.anchors.resize(anchor + 1, None);
            }
            self.anchors[anchor] = Some(id);
        }
        id
    }

    fn alias(&mut self, anchor: usize, span: Span) {
        self.tree.aliases.push(Alias { span });
        let target = self.anchors.get(anchor).copied().flatten();
        let inside_itself = target.is_some_and(|to| self.open.iter().any(|open| open.id == to));
        let (content, size) = match target {
            Some(to) if !inside_itself => (Content::Alias(to), self.tree.nodes[to as usize].size),
            _ => {
                self.tree.excessive.get_or_insert(span);
                (Content::Scalar(Cow::Borrowed(""), Style::Plain), 1)
            }
        };
        let id = u32::try_from(self.tree.nodes.len()).unwrap_or(u32::MAX);
        self.tree.nodes.push(NodeData {
            span,
            content,
            tag: None,
            anchor: None,
            size,
        });
        if size > MOST_NODES {
            self.tree.excessive.get_or_insert(span);
        }
        self.attach(id);
    }

    /// Hangs a finished node below the innermost open collection.
    fn attach(&mut self, id: u32) {
        let child = &self.tree.nodes[id as usize];
        let (span, size) = (child.span, child.size);
        let Some(open) = self.open.last_mut() else {
            self.tree.root.get_or_insert(id);
            return;
        };
        let parent = &mut self.tree.nodes[open.id as usize];
        parent.size = parent.size.saturating_add(size);
        if parent.size > MOST_NODES {
            if let Some(alias) = self.tree.aliases.last() {
                self.tree.excessive.get_or_insert(alias.span);
            }
        }
        match &mut parent.content {
            Content::Sequence { items, flow } => {
                items.push(id);
                extend(&mut parent.span, span, *flow);
            }
            Content::Mapping { entries, flow } => match open.key.take() {
                None => {
                    open.key = Some(id);
                    extend(&mut parent.span, span, *flow);
                }
                Some(key) => {
                    entries.push((key, id));
                    extend(&mut parent.span, span, *flow);
                }
            },
            Content::Scalar(..) | Content::Alias(_) => {}
        }
    }

    /// Ends the innermost collection. A flow collection ends at its bracket; a block one at its last child.
    fn close(&mut self, end: Option<Span>) {
        let Some(open) = self.open.pop() else { return };
        let node = &mut self.tree.nodes[open.id as usize];
        if let (Content::Sequence { flow: true, .. } | Content::Mapping { flow: true, .. }, Some(end)) =
            (&node.content, end)
        {
            node.span = node.span.cover(end);
        }
        self.attach(open.id);
    }

    /// Closes what a syntax error left open, so that the part read before it can be looked at.
    fn finish(mut self) -> Tree<'s> {
        while !self.open.is_empty() {
            self.close(None);
        }
        self.tree
    }
}

fn extend(span: &mut Span, child: Span, flow: bool) {
    // A block collection's start event has an empty span at its first entry; an empty value has an
    // empty span somewhere after its key. Neither may drag the end over the white space behind.
    if !flow && !child.is_empty() || span.end < child.end && flow {
        *span = span.cover(child);
    }
}

fn bytes(span: &granit_parser::Span, text: &str) -> Span {
    span.byte_range().map_or_else(
        || Span::empty(u32::try_from(text.len()).unwrap_or(u32::MAX)),
        |range| Span::new(range.start, range.end),
    )
}

/// Plain and block scalars may report an end behind trailing white space; the text ends before it.
fn trim_scalar(text: &str, span: Span, style: ScalarStyle) -> Span {
    match style {
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => span,
        _ => {
            let raw = text.get(span.range()).unwrap_or_default();
            let kept = raw.trim_end_matches([' ', '\t', '\r', '\n']).len();
            Span::new(span.start as usize, span.start as usize + kept)
        }
    }
}

fn style_of(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::SingleQuoted,
        ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
    }
}

fn fault(text: &str, error: &granit_parser::ScanError) -> Fault {
    let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
    let kind = match error.kind() {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => FaultKind::Tab,
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape
        | ErrorKind::InvalidLowSurrogate
        | ErrorKind::InvalidLowSurrogateHexEscape
        | ErrorKind::MissingLowSurrogate
        | ErrorKind::UnpairedLowSurrogate => FaultKind::Escape,
        _ => FaultKind::Other,
    };
    let width = text[at..].chars().next().map_or(0, char::len_utf8);
    Fault {
        kind,
        span: Span::new(at, at + width),
        message: error.info().clone(),
    }
}
