//! What holds for every text, whatever is in it. The fuzz targets check the same.

use amiforge::lint::{self, Settings};
use amiforge::source::{Source, Span};
use amiforge::yaml::{self, Node, Style};

/// Parses a text and checks every place in its tree.
pub(crate) fn tree(text: &str) {
    let tree = yaml::parse(text);
    assert_eq!(tree.text(), text);
    let inside = |span: Span| {
        assert!(
            text.get(span.range()).is_some(),
            "{span:?} is no place in {text:?}"
        );
    };
    tree.comments.iter().for_each(|comment| inside(comment.span));
    tree.aliases.iter().for_each(|alias| inside(alias.span));
    tree.aliases
        .iter()
        .filter_map(|alias| alias.anchor)
        .for_each(inside);
    tree.more_documents.iter().copied().for_each(inside);
    tree.quote_escapes.iter().copied().for_each(inside);
    tree.controls.iter().for_each(|control| inside(control.span));
    tree.fault.iter().for_each(|fault| inside(fault.span));
    tree.excessive.iter().for_each(|excess| inside(excess.span));
    let Some(root) = tree.root() else { return };
    for node in root.walk() {
        inside(node.span());
        inside(node.written_span());
        node.anchor().into_iter().for_each(inside);
        node.tag().into_iter().for_each(|tag| inside(tag.span));
        if !node.is_alias() {
            children(node);
            scalar(node);
        }
    }
}

/// Children stand in their parent, one behind the other.
fn children(node: Node<'_>) {
    let entries = node.written_entries().flat_map(|entry| [entry.key, entry.value]);
    let mut end = node.span().start;
    for child in node.items().chain(entries.collect::<Vec<_>>()) {
        let span = child.written_span();
        let text = node.tree().text();
        assert!(
            node.span().contains(span),
            "{child:?} is outside of {node:?} in {text:?}"
        );
        assert!(
            end <= span.start,
            "{child:?} overlaps what is before it in {text:?}"
        );
        end = span.end;
    }
}

/// What has no quotes is what stands there; what has quotes starts and ends with them.
fn scalar(node: Node<'_>) {
    let (Some(text), Some(style)) = (node.text(), node.style()) else {
        return;
    };
    let raw = node.raw();
    match style {
        Style::Plain if !raw.contains(['\n', '\r']) => {
            // Characters that are not allowed are read as `_`, one for each byte.
            let refused = |c: char| {
                c.is_control() && !matches!(c, '\t' | '\u{85}') || matches!(c, '\u{fffe}' | '\u{ffff}')
            };
            let shown = |c: char| {
                if refused(c) {
                    "_".repeat(c.len_utf8())
                } else {
                    c.to_string()
                }
            };
            let expected: String = raw.chars().map(shown).collect();
            assert_eq!(text, expected);
        }
        Style::SingleQuoted => assert!(raw.len() > 1 && raw.starts_with('\'') && raw.ends_with('\'')),
        Style::DoubleQuoted => assert!(raw.len() > 1 && raw.starts_with('"') && raw.ends_with('"')),
        _ => {}
    }
}

/// Runs every rule on a text and checks every finding.
pub(crate) fn findings(text: &str) {
    let source = Source::new("example.yaml", text);
    let found = lint::judge(&source, &Settings::default());
    assert!(
        found.is_sorted_by_key(|finding| finding.span),
        "the findings are not sorted"
    );
    for finding in &found {
        for span in [Some(finding.span), finding.claims].into_iter().flatten() {
            assert!(
                text.get(span.range()).is_some(),
                "{finding:?} is no place in {text:?}"
            );
        }
        for label in &finding.labels {
            assert!(
                text.get(label.span.range()).is_some(),
                "{label:?} is no place in {text:?}"
            );
        }
        assert!(
            !finding.message.is_empty() && !finding.message.contains('\n'),
            "{finding:?}"
        );
    }
    assert!(
        text.is_empty() || yaml::parse(text).fault.is_none() || !found.is_empty(),
        "nobody says why {text:?} does not parse"
    );
}
