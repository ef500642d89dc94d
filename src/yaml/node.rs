//! A handle on one node of a [`Tree`], with the questions that rules ask.

use std::borrow::Cow;
use std::collections::HashSet;

use super::parse::{Content, Tag, Tree};
use super::scalar::{self, Resolved};
use crate::source::Span;

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In `'`.
    SingleQuoted,
    /// In `"`.
    DoubleQuoted,
    /// A `|` block.
    Literal,
    /// A `>` block.
    Folded,
}

/// What a node is, aliases followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text, number, boolean or null.
    Scalar,
    /// A list.
    Sequence,
    /// A map.
    Mapping,
}

impl Kind {
    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Scalar => "a single value",
            Self::Sequence => "a list",
            Self::Mapping => "a map",
        }
    }
}

/// One node of a tree. Copying it is free. All answers are about the node that an alias stands for,
/// except [`Node::written_span`].
#[derive(Clone, Copy)]
pub struct Node<'a> {
    pub(super) tree: &'a Tree<'a>,
    pub(super) id: u32,
}

/// A key of a map and its value.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The key.
    pub key: Node<'a>,
    /// The value.
    pub value: Node<'a>,
}

impl<'a> Entry<'a> {
    /// The key's text; empty for a key that is a list or a map.
    pub fn name(&self) -> &'a str {
        self.key.text().unwrap_or_default()
    }

    /// From the first byte of the key to the last of the value.
    pub fn span(&self) -> Span {
        let (key, value) = (self.key.written_span(), self.value.written_span());
        if value.start < key.start {
            key
        } else {
            key.cover(value)
        }
    }
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} at {:?}", self.kind(), self.span())
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.id == other.id
    }
}

impl<'a> Node<'a> {
    /// The node that an alias stands for; itself otherwise. An alias has no anchor, so one step is enough.
    fn target(self) -> u32 {
        match self.tree.nodes[self.id as usize].content {
            Content::Alias(to) => to,
            _ => self.id,
        }
    }

    fn content(self) -> &'a Content<'a> {
        &self.tree.nodes[self.target() as usize].content
    }

    fn at(self, id: u32) -> Self {
        Self { tree: self.tree, id }
    }

    /// The tree it belongs to.
    pub fn tree(self) -> &'a Tree<'a> {
        self.tree
    }

    /// Where its content stands: quotes included, tag, anchor and the header of a block scalar not; a block
    /// collection ends with its last child, a flow one with its bracket. Empty for nothing, behind its key or dash.
    pub fn span(self) -> Span {
        self.tree.nodes[self.target() as usize].span
    }

    /// Where it is written: for an alias the `*name` itself.
    pub fn written_span(self) -> Span {
        self.tree.nodes[self.id as usize].span
    }

    /// Whether it is written as an alias (`*name`).
    pub fn is_alias(self) -> bool {
        matches!(self.tree.nodes[self.id as usize].content, Content::Alias(_))
    }

    /// Where its anchor (`&name`) is written.
    pub fn anchor(self) -> Option<Span> {
        self.tree.nodes[self.id as usize].anchor
    }

    /// The tag written before it, such as `!Sub`.
    pub fn tag(self) -> Option<&'a Tag> {
        self.tree.nodes[self.target() as usize].tag.as_ref()
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        match self.content() {
            Content::Scalar(..) | Content::Alias(_) => Kind::Scalar,
            Content::Sequence { .. } => Kind::Sequence,
            Content::Mapping { .. } => Kind::Mapping,
        }
    }

    /// Whether it is a map.
    pub fn is_map(self) -> bool {
        self.kind() == Kind::Mapping
    }

    /// Whether it is a list.
    pub fn is_list(self) -> bool {
        self.kind() == Kind::Sequence
    }

    /// Whether it is a scalar, null included.
    pub fn is_scalar(self) -> bool {
        self.kind() == Kind::Scalar
    }

    /// Whether a collection is written in flow style (`[…]`, `{…}`).
    pub fn is_flow(self) -> bool {
        matches!(
            self.content(),
            Content::Sequence { flow: true, .. } | Content::Mapping { flow: true, .. }
        )
    }

    /// A scalar's text after quotes and escapes are undone; null gives its written text (empty, `~` or `null`).
    pub fn text(self) -> Option<&'a str> {
        match self.content() {
            Content::Scalar(text, _) => Some(text),
            _ => None,
        }
    }

    /// How a scalar is written.
    pub fn style(self) -> Option<Style> {
        match self.content() {
            Content::Scalar(_, style) => Some(*style),
            _ => None,
        }
    }

    /// The text as it stands in the file.
    pub fn raw(self) -> &'a str {
        self.tree.slice(self.span())
    }

    /// What Go's YAML readers would make of a scalar, its tag followed when it is one of YAML's own; `None` for a
    /// collection.
    pub fn resolved(self) -> Option<Resolved> {
        match self.content() {
            Content::Scalar(text, style) => {
                let style = match self.tag().map(|tag| self.tree.slice(tag.span)) {
                    Some("!" | "!!str") => Style::DoubleQuoted,
                    Some("!!bool" | "!!int" | "!!float" | "!!null") => Style::Plain,
                    _ => *style,
                };
                Some(scalar::resolve(text, style))
            }
            _ => None,
        }
    }

    /// Whether it is null: nothing, `~` or `null`, without quotes. A null value counts as left out.
    pub fn is_null(self) -> bool {
        matches!(self.resolved(), Some(Resolved::Null))
    }

    /// The items of a list; none for anything else.
    pub fn items(self) -> impl ExactSizeIterator<Item = Node<'a>> + Clone {
        let items: &'a [u32] = match self.content() {
            Content::Sequence { items, .. } => items,
            _ => &[],
        };
        items.iter().map(move |id| self.at(*id))
    }

    /// The item of this number of a list, from 0.
    pub fn item(self, number: usize) -> Option<Node<'a>> {
        match self.content() {
            Content::Sequence { items, .. } => items.get(number).map(|id| self.at(*id)),
            _ => None,
        }
    }

    /// The entries of a map as written, a merge key `<<` among them; none for anything else.
    pub fn written_entries(self) -> impl ExactSizeIterator<Item = Entry<'a>> + Clone {
        let entries: &'a [(u32, u32)] = match self.content() {
            Content::Mapping { entries, .. } => entries,
            _ => &[],
        };
        entries.iter().map(move |(key, value)| Entry {
            key: self.at(*key),
            value: self.at(*value),
        })
    }

    /// The entries of a map: its own without `<<`, then those that merge keys bring in and that it
    /// does not have itself; an earlier source wins. Of a repeated key of its own all are there, in order.
    pub fn entries(self) -> Vec<Entry<'a>> {
        let own = |entry: &Entry<'a>| !is_merge(entry.key);
        let mut all: Vec<Entry<'a>> = self.written_entries().filter(own).collect();
        if all.len() == self.written_entries().len() {
            return all;
        }
        let mut known: HashSet<&'a str> = all.iter().map(Entry::name).collect();
        let mut waiting: Vec<Node<'a>> = Vec::new();
        let mut map = self;
        loop {
            // A merged map may merge others in turn; they come right behind it.
            let from = waiting.len();
            for merge in map.written_entries().filter(|e| is_merge(e.key)).map(|e| e.value) {
                if merge.is_list() {
                    waiting.extend(merge.items());
                } else {
                    waiting.push(merge);
                }
            }
            waiting[from..].reverse();
            let Some(next) = waiting.pop() else { break };
            map = next;
            all.extend(
                map.written_entries()
                    .filter(own)
                    .filter(|e| known.insert(e.name())),
            );
        }
        all
    }

    /// The first entry with this key.
    pub fn entry(self, name: &str) -> Option<Entry<'a>> {
        self.written_entries()
            .find(|entry| entry.key.is_scalar() && entry.name() == name)
            .or_else(|| {
                if self.written_entries().any(|entry| is_merge(entry.key)) {
                    self.entries().into_iter().find(|e| e.name() == name)
                } else {
                    None
                }
            })
    }

    /// The value of a key, null included.
    pub fn get(self, name: &str) -> Option<Node<'a>> {
        self.entry(name).map(|entry| entry.value)
    }

    /// The value of a key; a null value counts as left out.
    pub fn present(self, name: &str) -> Option<Node<'a>> {
        self.get(name).filter(|value| !value.is_null())
    }

    /// The value of this key when it is a scalar that is not null.
    pub fn scalar(self, name: &str) -> Option<Node<'a>> {
        self.present(name).filter(|value| value.is_scalar())
    }

    /// The items of the list below this key that are maps.
    pub fn maps(self, name: &str) -> impl Iterator<Item = Node<'a>> + use<'a> {
        self.present(name)
            .into_iter()
            .flat_map(Node::items)
            .filter(|item| item.is_map())
    }

    /// Its first line as written.
    pub fn first_line(self) -> Span {
        let span = self.written_span();
        let line = self.tree().slice(span).lines().next().map_or(0, str::len);
        Span::new(span.start as usize, span.start as usize + line)
    }

    /// Every node below it and itself, depth first, aliases not entered.
    pub fn walk(self) -> Vec<Node<'a>> {
        let mut found = Vec::new();
        let mut waiting = vec![self];
        while let Some(node) = waiting.pop() {
            found.push(node);
            if node.is_alias() {
                continue;
            }
            let from = waiting.len();
            match node.content() {
                Content::Sequence { items, .. } => waiting.extend(items.iter().map(|id| self.at(*id))),
                Content::Mapping { entries, .. } => {
                    for (key, value) in entries {
                        waiting.push(self.at(*key));
                        waiting.push(self.at(*value));
                    }
                }
                _ => {}
            }
            waiting[from..].reverse();
        }
        found
    }

    /// A scalar's text, shortened for a message.
    pub fn shown(self) -> String {
        shorten(self.text().unwrap_or_default())
    }
}

fn is_merge(key: Node<'_>) -> bool {
    key.style() == Some(Style::Plain) && key.text() == Some("<<")
}

/// The first 60 characters of a text on one line, for messages.
pub(crate) fn shorten(text: &str) -> String {
    const MOST: usize = 60;
    let line: Cow<'_, str> = if text.contains(['\n', '\r', '\t']) {
        text.split_whitespace().collect::<Vec<_>>().join(" ").into()
    } else {
        text.into()
    };
    if line.chars().count() <= MOST {
        return line.into_owned();
    }
    let cut: String = line.chars().take(MOST).collect();
    format!("{cut}…")
}
