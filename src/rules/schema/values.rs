//! Where values are shown, and what text in quotes would be without them.

use crate::source::Span;
use crate::yaml::scalar::Resolved;
use crate::yaml::{Entry, Node, Style};

/// Where a value is shown: its first line; the key for a value that starts on a later line, as a block does, or that
/// is left out.
pub(super) fn place(entry: Entry<'_>) -> Span {
    let value = entry.value;
    let block = match value.style() {
        Some(style) => matches!(style, Style::Literal | Style::Folded),
        None => !value.is_flow(),
    };
    if block && !value.is_alias() || value.written_span().is_empty() {
        entry.key.written_span()
    } else {
        value.first_line()
    }
}

/// Where an item of a list is shown: its first line; its dash when nothing is written behind that.
pub(super) fn item_place(item: Node<'_>) -> Span {
    let span = item.written_span();
    if span.is_empty() {
        dash(item.tree().text(), span.start as usize).unwrap_or(span)
    } else {
        item.first_line()
    }
}

/// The dash of an empty item, on the line of the place that the parser gives or, behind comments, some lines before.
fn dash(text: &str, at: usize) -> Option<Span> {
    const LINES: usize = 20;
    let mut end = at;
    for line in text.get(..at)?.rsplit('\n').take(LINES) {
        let start = end - line.len();
        let marks = line.len() - line.trim_start_matches(['-', ' ']).len();
        if let Some(dash) = line.get(..marks).and_then(|marks| marks.rfind('-')) {
            return Some(Span::new(start + dash, start + dash + 1));
        }
        end = start.saturating_sub(1);
    }
    None
}

/// Whether a text is one reference and nothing else.
pub(super) fn is_whole_reference(text: &str) -> bool {
    let text = text.trim();
    text.starts_with("{{") && text.ends_with("}}") && text.matches("{{").count() == 1
}

/// A whole number that is written as text, such as `"60"`.
pub(super) fn quoted_integer(node: Node<'_>) -> Option<i64> {
    let text = node.text()?.trim();
    let quoted = node.resolved() == Some(Resolved::Text);
    text.parse().ok().filter(|_| quoted)
}

/// A boolean that is written as text, such as `"true"`.
pub(super) fn quoted_boolean(node: Node<'_>) -> Option<bool> {
    let text = node.text()?.trim().to_ascii_lowercase();
    let quoted = node.resolved() == Some(Resolved::Text);
    match text.as_str() {
        "true" | "yes" | "on" => Some(true),
        "false" | "no" | "off" => Some(false),
        _ => None,
    }
    .filter(|_| quoted)
}

/// What Go's readers take a value for where they are not told to expect text; `None` when that is text.
pub(super) fn not_text(node: Node<'_>) -> Option<&'static str> {
    match node.resolved()? {
        Resolved::Boolean(_) | Resolved::MaybeBoolean(_) => Some("a boolean"),
        Resolved::Integer(_) | Resolved::Float(_) => Some("a number"),
        Resolved::Date => Some("a date"),
        Resolved::Null | Resolved::Text => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dash_of_an_empty_item_is_found() {
        let at = |text: &str| dash(text, text.len()).map(|span| span.start);
        assert_eq!(at("a:\n  -"), Some(5));
        assert_eq!(at("a:\n  - # b -c"), Some(5));
        assert_eq!(at("a:\n  - -\n    # b -c\n"), Some(7));
        assert_eq!(at("a: [b-c,"), None);
    }

    #[test]
    fn a_whole_reference_is_one_pair_of_braces() {
        assert!(is_whole_reference(" {{ aws:ssm:/list }} "));
        assert!(!is_whole_reference("{{ a }} {{ b }}"));
        assert!(!is_whole_reference("yum install {{ a }}"));
    }
}
