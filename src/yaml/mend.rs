//! Reading on where the parser stops although Go's readers would go on.
//!
//! What stops it is replaced by as many harmless bytes; every place stays what it was.

use std::borrow::Cow;

use super::escape::{self, EscapeKind};
use super::fault::{Fault, FaultKind};
use super::node::Style;
use super::parse::{Content, Control, NodeData, Tree, read};
use crate::source::Span;

/// How many bytes are parsed at most for the sake of `\'`: a bound for texts with thousands of them.
const MOST_BYTES: usize = 16 << 20;

/// Reads a text. Never fails: what could be read is in the tree, the rest is its `fault`.
pub fn parse(text: &str) -> Tree<'_> {
    let controls = controls(text);
    if controls.is_empty() {
        let tree = read(text);
        if quote_escape(text, &tree).is_none() {
            return tree;
        }
    }
    let mut mended = text.to_owned();
    for control in &controls {
        mended.replace_range(control.range(), &"_".repeat(control.len()));
    }
    let stand_in = free_character(text);
    let mut quotes = Vec::new();
    let mut spent = mended.len();
    while let Some(first) = quote_escape(&mended, &read(&mended)).filter(|_| spent < MOST_BYTES) {
        let all: Vec<Span> = escape::escapes(&mended, first.start as usize)
            .filter(|e| e.kind == EscapeKind::Quote)
            .map(|e| e.span)
            .collect();
        for span in all {
            mended.replace_range(span.range(), stand_in.encode_utf8(&mut [0; 4]));
            quotes.push(span);
        }
        spent += mended.len();
    }
    let mut tree = adopt(read(&mended), text, stand_in);
    tree.quote_escapes = quotes;
    tree.controls = placed(&tree, &controls);
    // What no reader takes ends the document there; nothing else is worth saying about such a text.
    if let Some(bare) = tree.controls.iter().find(|control| !control.tolerated) {
        tree.fault = Some(Fault {
            kind: FaultKind::Control,
            span: bare.span,
            message: "control characters are not allowed".to_owned(),
        });
    }
    tree
}

/// The `\'` that stopped the parser.
fn quote_escape(text: &str, tree: &Tree<'_>) -> Option<Span> {
    let fault = tree.fault.as_ref()?;
    (fault.kind == FaultKind::Escape && text.get(fault.span.range()) == Some("\\'")).then_some(fault.span)
}

/// The same tree over the text as it was before mending.
fn adopt<'s>(tree: Tree<'_>, text: &'s str, stand_in: char) -> Tree<'s> {
    let own = |content: Content<'_>| match content {
        Content::Scalar(value, style) => {
            let value = if style == Style::DoubleQuoted && value.contains(stand_in) {
                value.replace(stand_in, "'")
            } else {
                value.into_owned()
            };
            Content::Scalar(Cow::Owned(value), style)
        }
        Content::Sequence { items, flow } => Content::Sequence { items, flow },
        Content::Mapping { entries, flow } => Content::Mapping { entries, flow },
        Content::Alias(to) => Content::Alias(to),
    };
    Tree {
        text,
        nodes: tree
            .nodes
            .into_iter()
            .map(|node| NodeData {
                span: node.span,
                content: own(node.content),
                tag: node.tag,
                anchor: node.anchor,
                size: node.size,
            })
            .collect(),
        root: tree.root,
        comments: tree.comments,
        aliases: tree.aliases,
        more_documents: tree.more_documents,
        quote_escapes: tree.quote_escapes,
        controls: tree.controls,
        fault: tree.fault,
        excessive: tree.excessive,
    }
}

/// A character of two bytes that the text does not have.
fn free_character(text: &str) -> char {
    ('\u{7c0}'..='\u{7ff}')
        .find(|c| !text.contains(*c))
        .unwrap_or('\u{7ff}')
}

/// Whether YAML 1.2 allows a character at all; upper control characters are allowed in quotes only and
/// are not counted here. <https://yaml.org/spec/1.2.2/#51-character-set>
pub(super) fn is_allowed(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' | '\u{85}' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        c => !c.is_control(),
    }
}

fn controls(text: &str) -> Vec<Span> {
    // Most texts are ASCII without any, and bytes are quicker to look at than characters.
    let plain = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
    let mut chunks = text.as_bytes().chunks(64);
    if chunks.all(|chunk| chunk.iter().fold(true, |all, byte| all & plain(byte))) {
        return Vec::new();
    }
    text.char_indices()
        .filter(|(_, c)| !is_allowed(*c))
        .map(|(at, c)| Span::new(at, at + c.len_utf8()))
        .collect()
}

/// Finds out which of the characters some readers let pass.
fn placed(tree: &Tree<'_>, controls: &[Span]) -> Vec<Control> {
    let mut quoted: Vec<Span> = tree
        .nodes
        .iter()
        .filter(|node| {
            matches!(
                node.content,
                Content::Scalar(_, Style::SingleQuoted | Style::DoubleQuoted)
            )
        })
        .map(|node| node.span)
        .collect();
    quoted.sort_unstable();
    let place = |span: Span| {
        let before = quoted.partition_point(|q| q.start <= span.start);
        let upper = matches!(tree.slice(span).chars().next(), Some('\u{7f}'..='\u{9f}'));
        Control {
            span,
            tolerated: upper && before > 0 && quoted[before - 1].contains(span),
        }
    };
    controls.iter().map(|span| place(*span)).collect()
}
