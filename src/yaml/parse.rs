//! From parser events to a tree. The parser is named only here and in `fault`.

use std::borrow::Cow;

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle};

use super::fault::{self, Before, Fault};
use super::node::{Node, Style};
use crate::source::Span;

/// How much a document may grow once its aliases are followed, in nodes (long scalars count as several). A
/// document within AWS's quota of 64 KB has some thousands of nodes; Go's readers refuse documents that grow far
/// beyond their size.
const MOST_GROWTH: u64 = 400_000;

/// So many bytes of a scalar count as one more node: rules look at the text again for every alias.
const BYTES_PER_NODE: usize = 32;

/// A parsed text.
#[derive(Debug)]
pub struct Tree<'s> {
    pub(super) text: &'s str,
    pub(super) nodes: Vec<NodeData<'s>>,
    pub(super) root: Option<u32>,
    /// Comments in order.
    pub comments: Vec<Comment>,
    /// Every alias, in order.
    pub aliases: Vec<Alias>,
    /// Where second and later documents of the text start; those without content are left out.
    pub more_documents: Vec<Span>,
    /// Every `\'` in double quotes: not YAML, but Go's readers take it, so it was read as `'`.
    pub quote_escapes: Vec<Span>,
    /// Every character that YAML does not allow.
    pub controls: Vec<Control>,
    /// What stopped the parser, if anything did.
    pub fault: Option<Fault>,
    /// The first alias that cannot be followed.
    pub excessive: Option<Excess>,
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
    /// Where the `&name` that it stands for is written.
    pub anchor: Option<Span>,
}

/// An alias by which the document grows beyond all measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Excess {
    /// The alias.
    pub span: Span,
    /// Whether it stands for a value that it is itself part of.
    pub contains_itself: bool,
}

/// A tag as written.
#[derive(Clone, Debug)]
pub struct Tag {
    /// Where.
    pub span: Span,
    /// Whether it is one of YAML's own (`!!str`).
    pub core: bool,
}

/// A character that YAML does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Control {
    /// Where.
    pub span: Span,
    /// Whether some readers let it pass: U+007F to U+009F within quotes.
    pub tolerated: bool,
}

#[derive(Debug)]
pub(super) struct NodeData<'s> {
    pub(super) span: Span,
    pub(super) content: Content<'s>,
    pub(super) tag: Option<Tag>,
    pub(super) anchor: Option<Span>,
    /// How many nodes it stands for.
    pub(super) size: u64,
}

#[derive(Debug)]
pub(super) enum Content<'s> {
    Scalar(Cow<'s, str>, Style),
    Sequence {
        items: Vec<u32>,
        flow: bool,
    },
    Mapping {
        entries: Vec<(u32, u32)>,
        flow: bool,
    },
    /// The node it stands for; itself when that would never end.
    Alias(u32),
}

impl<'s> Tree<'s> {
    /// The first document's top node.
    pub fn root(&self) -> Option<Node<'_>> {
        self.root.map(|id| Node { tree: self, id })
    }

    /// Every node of the first document in the order of the text, a collection before its content.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = Node<'_>> {
        let count = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        (0..count).map(|id| Node { tree: self, id })
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
    documents: usize,
    /// A later document of which nothing but its start has been seen.
    bare_document: Option<Span>,
    /// The end of what the parser told of.
    reached: u32,
    /// How many nodes were written, counted as `size` counts them.
    written: u64,
}

/// Reads a text up to the first thing that the parser refuses.
pub(super) fn read(text: &str) -> Tree<'_> {
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
            quote_escapes: Vec::new(),
            controls: Vec::new(),
            fault: None,
            excessive: None,
        },
        open: Vec::new(),
        anchors: Vec::new(),
        documents: 0,
        bare_document: None,
        reached: 0,
        written: 0,
    };
    for next in Parser::new_from_str_with_options(text, options) {
        match next {
            Ok((event, span)) => builder.event(event, &span),
            Err(error) => {
                builder.tree.fault = Some(fault::fault(text, &error, builder.before()));
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
        self.reached = self.reached.max(span.end);
        if let Event::DocumentStart(..) = event {
            self.documents += 1;
            self.bare_document = (self.documents > 1).then_some(span);
            return;
        }
        if self.documents > 1 {
            let empty = matches!(&event, Event::Scalar(_, ScalarStyle::Plain, ..)) && span.is_empty();
            let node = matches!(
                event,
                Event::Scalar(..) | Event::SequenceStart(..) | Event::MappingStart(..)
            );
            if node && !empty {
                self.tree.more_documents.extend(self.bare_document.take());
            }
            return;
        }
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let span = self.scalar_span(span, style);
                // The parser gives `~` for nothing.
                let nothing = span.is_empty() && style == ScalarStyle::Plain;
                let text = if nothing { Cow::Borrowed("") } else { text };
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
        let tag = tag.zip(at.tag_span()).map(|(_, at)| {
            let span = bytes(&at, self.tree.text);
            Tag {
                span,
                core: is_core(self.tree.slice(span)),
            }
        });
        let size = match &content {
            Content::Scalar(text, _) => 1 + (text.len() / BYTES_PER_NODE) as u64,
            _ => 1,
        };
        self.written += size;
        let id = u32::try_from(self.tree.nodes.len()).unwrap_or(u32::MAX);
        self.tree.nodes.push(NodeData {
            span,
            content,
            tag,
            anchor: None,
            size,
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
        let target = self.anchors.get(anchor).copied().flatten();
        self.tree.aliases.push(Alias {
            span,
            anchor: target.and_then(|to| self.tree.nodes[to as usize].anchor),
        });
        self.written += 1;
        let inside_itself = target.is_some_and(|to| self.open.iter().any(|open| open.id == to));
        let id = u32::try_from(self.tree.nodes.len()).unwrap_or(u32::MAX);
        let (content, size) = match target {
            Some(to) if !inside_itself => (Content::Alias(to), self.tree.nodes[to as usize].size),
            _ => {
                let contains_itself = true;
                self.tree.excessive.get_or_insert(Excess {
                    span,
                    contains_itself,
                });
                (Content::Alias(id), 1)
            }
        };
        self.tree.nodes.push(NodeData {
            span,
            content,
            tag: None,
            anchor: None,
            size,
        });
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
        if parent.size > self.written.saturating_add(MOST_GROWTH)
            && let Some(alias) = self.tree.aliases.last()
        {
            self.tree.excessive.get_or_insert(Excess {
                span: alias.span,
                contains_itself: false,
            });
        }
        match &mut parent.content {
            Content::Sequence { items, .. } => items.push(id),
            Content::Mapping { entries, .. } => match open.key.take() {
                None => open.key = Some(id),
                Some(key) => entries.push((key, id)),
            },
            Content::Scalar(..) | Content::Alias(_) => {}
        }
        parent.span = parent.span.cover(span);
    }

    /// Plain and block scalars may report an end behind trailing white space; the text ends before it. Nothing, and
    /// a block without text, stand directly behind what comes before them.
    fn scalar_span(&self, span: Span, style: ScalarStyle) -> Span {
        let text = self.tree.text;
        if matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted) {
            return span;
        }
        let raw = text.get(span.range()).unwrap_or_default();
        let kept = raw.trim_end_matches(WHITE).len();
        let start = span.start as usize;
        if kept > 0 {
            return Span::new(start, start + kept);
        }
        // Not before what the collection that holds it has up to here.
        let least = self
            .open
            .last()
            .map_or(0, |open| self.tree.nodes[open.id as usize].span.end as usize);
        let before = text
            .get(..start)
            .unwrap_or_default()
            .trim_end_matches(WHITE)
            .len();
        Span::new(before.max(least), before.max(least))
    }

    /// Where the reading stands, for the wording of a fault.
    fn before(&self) -> Before {
        let flow = |open: &&Open| {
            matches!(
                self.tree.nodes[open.id as usize].content,
                Content::Sequence { flow: true, .. } | Content::Mapping { flow: true, .. }
            )
        };
        let mut before = Before {
            brackets: self.open.iter().filter(flow).count(),
            reached: self.reached as usize,
            ..Before::default()
        };
        if let Some(open) = self.open.last() {
            before.collection = self.tree.nodes[open.id as usize].span.start as usize;
        }
        if let Some(node) = self.tree.nodes.last() {
            match &node.content {
                Content::Scalar(text, Style::Literal | Style::Folded) => {
                    before.block = true;
                    before.empty_block = text.trim().is_empty();
                }
                Content::Scalar(_, Style::Plain) if !node.span.is_empty() => {
                    before.plain = Some(node.span.end as usize);
                }
                _ => {}
            }
        }
        before
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

const WHITE: [char; 4] = [' ', '\t', '\r', '\n'];

/// Whether a tag is one of YAML's own; the lone `!` says "no tag" and counts as one. <https://yaml.org/type/>
fn is_core(written: &str) -> bool {
    const OWN: &[&str] = &[
        "binary",
        "bool",
        "float",
        "int",
        "map",
        "merge",
        "null",
        "omap",
        "pairs",
        "seq",
        "set",
        "str",
        "timestamp",
        "value",
        "yaml",
    ];
    written == "!" || written.strip_prefix("!!").is_some_and(|name| OWN.contains(&name))
}

fn bytes(span: &granit_parser::Span, text: &str) -> Span {
    span.byte_range().map_or_else(
        || Span::empty(u32::try_from(text.len()).unwrap_or(u32::MAX)),
        |range| Span::new(range.start, range.end),
    )
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
