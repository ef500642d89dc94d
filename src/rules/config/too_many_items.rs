use crate::config::document::{ConfigDocument, MOST_ITEMS, Shape};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::source::Span;
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "config/too-many-items",
    severity: Severity::Error,
    summary: "a list of more than 1,000 items",
    why: "Every file is held against every pattern and row, so their number is bounded; what is above it is not read.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md",
    page: include_str!("too_many_items.md"),
    checks: &[Check::Config(check)],
};

fn check(document: &ConfigDocument<'_>, found: &mut Findings<'_>) {
    for keyed in document.entries() {
        let value = keyed.entry.value;
        let above: Option<Span> = match keyed.key.map(|key| key.shape) {
            Some(Shape::List(_) | Shape::Texts(_) | Shape::Maps(_)) => {
                value.item(MOST_ITEMS).map(Node::first_line)
            }
            Some(Shape::Names(_)) => value
                .entries()
                .get(MOST_ITEMS)
                .map(|entry| entry.key.written_span()),
            _ => None,
        };
        if let Some(span) = above {
            found
                .report(
                    span,
                    format!("`{}` has more than {MOST_ITEMS} items", keyed.entry.key.shown()),
                )
                .help(
                    "write fewer, with patterns that match more; this one and those behind it are not read",
                );
        }
    }
}
