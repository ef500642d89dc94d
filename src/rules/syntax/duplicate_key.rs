use std::collections::HashMap;

use super::support::nodes;
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend};
use crate::source::Span;
use crate::yaml::{Node, Tree};

pub(super) const RULE: Rule = Rule {
    id: "syntax/duplicate-key",
    severity: Severity::Error,
    summary: "a key that a map has twice",
    why: "Readers refuse a repeated key or keep only one of the two values.",
    source: "https://yaml.org/spec/1.2.2/#3213-node-comparison",
    page: include_str!("duplicate_key.md"),
    checks: &[Check::Yaml(check)],
};

fn check(tree: &Tree<'_>, found: &mut Findings<'_>) {
    for map in nodes(tree).filter(|node| node.is_map()) {
        if is_small_and_distinct(map) {
            continue;
        }
        let mut first = HashMap::new();
        let start = map.written_entries().next().map(|entry| entry.key.written_span());
        for entry in map.written_entries().filter(|entry| entry.key.is_scalar()) {
            let key = entry.key.written_span();
            let Some((before, value)) = first.get(entry.name()) else {
                first.insert(entry.name(), (key, entry.value));
                continue;
            };
            let finding = found.report(key, format!("this map already has a key `{}`", entry.key.shown()));
            finding.label(*before, "first here");
            // The map begins anew: the keys behind this one belong to another map.
            if Some(*before) == start && map.written_entries().count() > 2 {
                finding
                    .help("write a dash before it if it begins another item of the list; else keep one of the two")
                    .claims(Span::new(key.start as usize, map.span().end as usize));
                break;
            }
            finding
                .help("keep one of the two, or join their values")
                .claims(entry.span());
            let same = value.is_scalar() && value.raw() == entry.value.raw();
            if let Some(edit) = mend::without_entry(map, entry).filter(|_| same) {
                finding.fix(
                    Safety::Unsafe,
                    "remove the second one, which says the same",
                    vec![edit],
                );
            }
        }
    }
}

/// Nearly all maps are: a few keys, and none twice. Comparing them takes less time than a table of them.
fn is_small_and_distinct(map: Node<'_>) -> bool {
    const FEW: usize = 8;
    let entries = map.written_entries();
    entries.len() <= FEW
        && entries.clone().enumerate().all(|(number, entry)| {
            let name = entry.name();
            entries.clone().take(number).all(|before| before.name() != name)
        })
}
