//! What the rows for HCL have in common: blocks by their words, and values behind `var.…` and `local.…` of the same file. The
//! JSON forms of the same languages have the same shape.

use crate::syntax::{Content, Document, NodeId};

use super::View;

/// The nodes that a path of words leads to: repeated blocks each count, and so do the items of a list, in which the JSON form
/// repeats them.
pub(super) fn blocks(view: &View<'_>, path: &[&str]) -> Vec<NodeId> {
    let document = view.document;
    let mut at = vec![view.root];
    for word in path {
        at = at
            .into_iter()
            .flat_map(|id| document.children_named(id, word))
            .flat_map(|id| items(document, id))
            .collect();
    }
    at
}

/// A node, or the items of a list.
pub(super) fn items(document: &Document, id: NodeId) -> Vec<NodeId> {
    match document.node(id).map(|node| &node.content) {
        Some(Content::List) => document.children(id).collect(),
        Some(_) => vec![id],
        None => Vec::new(),
    }
}

/// The words from the top of the part to a node, outermost first, without the places in lists.
pub(super) fn words<'a>(view: &View<'a>, node: NodeId) -> Vec<(&'a str, NodeId)> {
    let document = view.document;
    let mut words: Vec<_> = document
        .ancestors(node)
        .filter_map(|at| Some((document.name(at)?, at)))
        .collect();
    words.reverse();
    words
}

/// The source of a node: `local.ami` of an expression, the text of a single value.
pub(super) fn written<'a>(view: &View<'a>, node: NodeId) -> &'a str {
    let document = view.document;
    match document.node(node) {
        Some(node) => match &node.content {
            Content::Scalar(scalar) => scalar.text.as_str(),
            _ => view.text.get(node.span.range()).unwrap_or_default(),
        },
        None => "",
    }
}

/// The text of a value, as [`resolved`] finds it.
pub(super) fn literal<'a>(view: &View<'a>, node: NodeId) -> Option<&'a str> {
    view.document.text(resolved(view, node)?)
}

/// A single value that is written out, or the default of the variable or the local value that it names.
pub(super) fn resolved(view: &View<'_>, node: NodeId) -> Option<NodeId> {
    const MOST_STEPS: usize = 4;
    let mut node = node;
    for _ in 0..MOST_STEPS {
        let text = written(view, node).trim();
        let text = text
            .strip_prefix("${")
            .and_then(|text| text.strip_suffix('}'))
            .unwrap_or(text);
        node = match text.split_once('.') {
            Some(("var", name)) => *blocks(view, &["variable", name, "default"]).first()?,
            Some(("local", name)) => *blocks(view, &["locals", name]).first()?,
            _ => return view.document.scalar(node).map(|_| node),
        };
    }
    None
}

/// Whether an expression names `var.name` or `local.name`, as a whole word.
pub(super) fn names(expression: &str, scope: &str, name: &str) -> bool {
    let wanted = format!("{scope}.{name}");
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    expression.match_indices(&wanted).any(|(at, _)| {
        let before = expression[..at].chars().next_back();
        let behind = expression[at + wanted.len()..].chars().next();
        !before.is_some_and(|c| word(c) || c == '.') && !behind.is_some_and(word)
    })
}
