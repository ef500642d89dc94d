use std::collections::BTreeMap;

use crate::config::document::{self, ConfigDocument};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::source::Span;
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "config/duplicate-name",
    severity: Severity::Error,
    summary: "a group or an environment that is named twice",
    why: "Two groups of one name would share a branch, and an environment has one place in the order.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md",
    page: include_str!("duplicate_name.md"),
    checks: &[Check::Config(check)],
};

fn check(document: &ConfigDocument<'_>, found: &mut Findings<'_>) {
    look(
        "group",
        document.groups().filter_map(|group| group.scalar("name")),
        found,
    );
    let environments = document
        .bump
        .map(|bump| document::texts(bump, "environments"))
        .unwrap_or_default();
    look("environment", environments, found);
}

fn look<'a>(what: &str, names: impl IntoIterator<Item = Node<'a>>, found: &mut Findings<'_>) {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    for node in names {
        let name = node.text().unwrap_or_default();
        if let Some(span) = first.get(name) {
            found
                .report(
                    node.written_span(),
                    format!("the {what} `{}` is named twice", node.shown()),
                )
                .help("remove one of them, or give it another name")
                .label(*span, "first named here");
        } else {
            first.insert(name, node.written_span());
        }
    }
}
