//! YAML and JSON, over the tree of `crate::yaml`.

use std::ops::Range;

use memchr::memmem;

use super::builder::Builder;
use super::{Content, Document, Key, Syntax};
use crate::source::Span;
use crate::yaml::{self, Kind, Node, Style, Tree};

/// A text has no more documents than this.
const MOST_DOCUMENTS: usize = 10_000;

/// An alias of a value up to this length reads as the value; a longer one as nothing, so that nothing grows.
const MOST_ALIASED: usize = 256;

/// Reads all documents of a text; of JSON there is one. Nothing when one of them has a fault.
pub(super) fn read(text: &str, syntax: Syntax) -> Option<Document> {
    let start = super::start(text);
    let cuts = match syntax {
        Syntax::Json => Vec::new(),
        _ => cuts(text, start),
    };
    let pieces = pieces(text, start, &cuts);
    if pieces.len() > MOST_DOCUMENTS {
        return None;
    }
    let mut out = Builder::new(text, start);
    for piece in pieces {
        out.rebase(piece.start);
        let tree = yaml::parse(text.get(piece)?);
        if tree.fault.is_some() || !tree.more_documents.is_empty() {
            return None;
        }
        if syntax == Syntax::Json && !tree.nodes().all(has_plain_keys) {
            return None;
        }
        document(&mut out, &tree);
        if out.is_full() {
            return None;
        }
    }
    out.finish(syntax)
}

/// Where a text may be cut in documents. `---` at the start of a line begins one and `...` ends one, whatever is open: within a
/// quoted or block scalar they may not stand there. <https://yaml.org/spec/1.2.2/#91-documents>
fn cuts(text: &str, start: usize) -> Vec<usize> {
    let bytes = text.as_bytes();
    let at_line = |at: usize| at == start || at > start && matches!(bytes[at - 1], b'\n' | b'\r');
    let alone = |at: usize| matches!(bytes.get(at + 3), None | Some(b' ' | b'\t' | b'\n' | b'\r'));
    let marks = |mark: &'static str| {
        memmem::find_iter(bytes, mark)
            .filter(|at| at_line(*at) && alone(*at))
            .collect::<Vec<usize>>()
    };
    // What ends a document is cut behind its line, so that the line stays with the document that it ends.
    let line_end =
        |at: &usize| memchr::memchr2(b'\n', b'\r', &bytes[*at..]).map_or(bytes.len(), |i| at + i + 1);
    let mut cuts = marks("---");
    cuts.extend(marks("...").iter().map(line_end));
    cuts.sort_unstable();
    cuts
}

/// The documents between the cuts. What is only directives belongs to the document that follows.
fn pieces(text: &str, start: usize, cuts: &[usize]) -> Vec<Range<usize>> {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let mut from = start;
    for &cut in cuts {
        if cut > from && !is_head(&text[from..cut]) {
            pieces.push(from..cut);
            from = cut;
        }
    }
    pieces.push(from..text.len());
    pieces
}

/// Whether a text is only directives.
fn is_head(text: &str) -> bool {
    let lines = || text.split(['\n', '\r']);
    lines().all(|line| line.starts_with(['%', '#']) || line.trim().is_empty())
        && lines().any(|line| line.starts_with('%'))
}

/// Whether all keys are single values. In JSON nothing else is, but a template: `{{ name }}` is a map whose key is a map.
fn has_plain_keys(node: Node<'_>) -> bool {
    node.is_alias() || node.written_entries().all(|entry| entry.key.is_scalar())
}

enum Step<'a> {
    Read(Key, Node<'a>),
    Close,
}

fn document(out: &mut Builder<'_>, tree: &Tree<'_>) {
    for comment in &tree.comments {
        out.comment(out.span(comment.span.range()));
    }
    let Some(root) = tree.root().filter(|root| !root.written_span().is_empty()) else {
        return;
    };
    // A stack of its own: how deep a document is, is for its writer to say.
    let mut steps = vec![Step::Read(Key::Root, root)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Read(key, node) => read_node(out, key, node, &mut steps),
            Step::Close => out.close(),
        }
        if out.is_full() {
            return;
        }
    }
}

fn read_node<'a>(out: &mut Builder<'_>, key: Key, node: Node<'a>, steps: &mut Vec<Step<'a>>) {
    let span = out.span(node.written_span().range());
    if node.is_alias() {
        let content = out.scalar(span, aliased(node), false);
        return out.leaf(key, span, content);
    }
    let content = match node.kind() {
        Kind::Scalar => scalar(out, span, node),
        Kind::Sequence => Content::List,
        Kind::Mapping => Content::Map,
    };
    out.open(key, span, content);
    if let Some(tag) = node.tag() {
        out.tag(node.tree().slice(tag.span));
    }
    steps.push(Step::Close);
    let from = steps.len();
    steps.extend(
        node.items()
            .enumerate()
            .map(|(index, item)| Step::Read(Key::Index(index), item)),
    );
    steps.extend(
        node.written_entries()
            .map(|entry| Step::Read(name(out, entry.key), entry.value)),
    );
    steps[from..].reverse();
}

fn scalar(out: &Builder<'_>, span: Span, node: Node<'_>) -> Content {
    let style = node.style().unwrap_or(Style::Plain);
    let text = node.text().unwrap_or_default();
    let inner = match style {
        Style::SingleQuoted | Style::DoubleQuoted => super::unquoted(span),
        // Of a block without text there is only its `|`, perhaps with a comment.
        Style::Literal | Style::Folded if text.trim().is_empty() => Span::empty(span.end),
        Style::Plain | Style::Literal | Style::Folded => span,
    };
    out.scalar(inner, text, style != Style::Plain)
}

/// What an alias reads as.
fn aliased(alias: Node<'_>) -> &str {
    alias
        .text()
        .filter(|text| text.len() <= MOST_ALIASED)
        .unwrap_or_default()
}

/// A key that is a list or a map has its text as name.
fn name(out: &Builder<'_>, key: Node<'_>) -> Key {
    let span = key.written_span();
    let text = match key.text() {
        _ if key.is_alias() => aliased(key),
        Some(text) => text,
        None => key.tree().slice(span),
    };
    Key::Name(text.to_owned(), out.span(span.range()))
}
