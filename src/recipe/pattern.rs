//! Texts of which parts are filled in later: a [`HOLE`] stands there.

use super::HOLE;
use crate::syntax::{Content, Document, NodeId};

/// The function that a value of CloudFormation is, in the short or the long form, and its argument.
fn function(document: &Document, node: NodeId) -> Option<(&str, NodeId)> {
    let found = document.node(node)?;
    match found.tag.as_deref().map(|tag| tag.trim_start_matches('!')) {
        Some(function) if !function.is_empty() => Some((function, node)),
        _ if found.content == Content::Map => {
            let mut children = document.children(node);
            let only = children.next().filter(|_| children.next().is_none())?;
            Some((document.name(only)?.trim_start_matches("Fn::"), only))
        }
        _ => None,
    }
}

/// The text of `Fn::Sub`.
pub(super) fn template(document: &Document, node: NodeId) -> Option<NodeId> {
    let (_, argument) = function(document, node).filter(|(name, _)| *name == "Sub")?;
    match document.scalar(argument) {
        Some(_) => Some(argument),
        None => document.children(argument).next(),
    }
}

/// A text of CloudFormation: a literal, `Fn::Sub`, `Fn::Join` of such.
pub(super) fn cloudformation(document: &Document, node: NodeId) -> Option<String> {
    // What it resolves before anybody sees the value.
    const DYNAMIC: (&str, &str) = ("{{resolve:", "}}");
    match function(document, node) {
        None => Some(holes(document.text(node)?, &[DYNAMIC])),
        Some(("Sub", _)) => {
            let template = document.text(template(document, node)?)?;
            Some(holes(&holes(template, &[("${", "}")]), &[DYNAMIC]))
        }
        Some(("Join", argument)) => {
            let mut parts = document.children(argument);
            let separator = document.text(parts.next()?)?.to_owned();
            let list = parts.next()?;
            if document.node(list)?.content != Content::List {
                return None;
            }
            let items: Vec<String> = document
                .children(list)
                .map(|item| cloudformation(document, item).unwrap_or_else(|| HOLE.to_string()))
                .collect();
            Some(items.join(&separator))
        }
        Some(_) => None,
    }
}

/// A text with a [`HOLE`] in place of everything between marks; what is not closed reaches to the end.
pub(super) fn holes(text: &str, marks: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let mut rest = text;
    loop {
        let next = marks
            .iter()
            .filter_map(|(open, close)| Some((rest.find(open)?, open, close)))
            .min_by_key(|(at, _, _)| *at);
        let Some((at, open, close)) = next else {
            out.push_str(rest);
            return out;
        };
        out.push_str(&rest[..at]);
        out.push(HOLE);
        let inside = &rest[at + open.len()..];
        rest = match closing(inside, close) {
            Some(end) => &inside[end..],
            None => return out,
        };
    }
}

/// Where what a mark opened ends, braces within it counted.
fn closing(text: &str, close: &str) -> Option<usize> {
    if close != "}" {
        return text.find(close).map(|at| at + close.len());
    }
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some(at + 1),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}
