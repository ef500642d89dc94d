//! What several rules of this group look for.

use crate::source::Span;
use crate::yaml::{Node, Tree};

/// The written items of every list under a key `commands` or `arguments`: text that a shell or a program gets.
pub(super) fn command_items<'a>(tree: &'a Tree<'_>) -> Vec<Node<'a>> {
    let mut found = Vec::new();
    for map in nodes(tree) {
        for entry in map.written_entries() {
            if matches!(entry.name(), "commands" | "arguments") && !entry.value.is_alias() {
                found.extend(entry.value.items().filter(|item| !item.is_alias()));
            }
        }
    }
    found
}

/// Every written node, aliases left out.
pub(super) fn nodes<'a>(tree: &'a Tree<'_>) -> impl Iterator<Item = Node<'a>> {
    tree.nodes().filter(|node| !node.is_alias())
}

/// Where an unquoted `{{` that stops the parser starts, up to the end of its line: on the line of the fault and not
/// behind it, at the start of a value.
pub(super) fn unquoted_reference(tree: &Tree<'_>) -> Option<Span> {
    let at = tree.fault.as_ref()?.span.start as usize;
    let text = tree.text();
    let line = text.get(..at)?.rfind(['\n', '\r']).map_or(0, |i| i + 1);
    let rest = text.get(line..)?;
    let rest = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
    let mut from = 0;
    while let Some(open) = rest.get(from..)?.find("{{").map(|i| from + i) {
        if line + open > at {
            return None;
        }
        let before = &rest[..open];
        let in_brackets = before.trim_end().ends_with(['[', ',']);
        let starts_value = in_brackets
            || before.ends_with([' ', '\t']) && before.trim_end().ends_with([':', '-'])
            || before.trim().is_empty();
        // A quote before it: then it is part of a quoted text, or of a text that a quote cuts.
        if starts_value && !before.contains(['"', '\'']) {
            let whole = rest.trim_end().len();
            let close = rest[open..].find("}}").map(|i| open + i + 2);
            let end = close.filter(|_| in_brackets).unwrap_or(whole);
            return Some(Span::new(line + open, line + end));
        }
        from = open + 2;
    }
    None
}
