use std::collections::HashSet;

use super::support::{command_items, nodes};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::source::Span;
use crate::yaml::{Style, Tree};

pub(super) const RULE: Rule = Rule {
    id: "syntax/alias-or-merge",
    severity: Severity::Info,
    summary: "anchors, aliases and merge keys",
    why: "No page says that Image Builder supports anchors, aliases or merge keys.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("alias_or_merge.md"),
    checks: &[Check::Yaml(check)],
};

fn check(tree: &Tree<'_>, found: &mut Findings<'_>) {
    if tree.excessive.is_some() {
        return;
    }
    // Without support all of them fail alike, so the first one stands for all.
    if let Some((span, word)) = uses(tree).into_iter().min() {
        found
            .report(span, format!("the document uses {word}"))
            .help("write the value out where it is needed, or try the document before you rely on it");
    }
}

fn uses(tree: &Tree<'_>) -> Vec<(Span, &'static str)> {
    let mut uses: Vec<_> = tree
        .aliases
        .iter()
        .map(|alias| (alias.span, "an alias"))
        .collect();
    let in_commands: HashSet<Span> = command_items(tree)
        .iter()
        .filter_map(|item| item.anchor())
        .collect();
    let wanted: HashSet<Span> = tree.aliases.iter().filter_map(|alias| alias.anchor).collect();
    for node in nodes(tree) {
        // An anchor that nobody uses in front of a command is part of the command.
        if let Some(anchor) = node
            .anchor()
            .filter(|a| wanted.contains(a) || !in_commands.contains(a))
        {
            uses.push((anchor, "an anchor"));
        }
        for entry in node.written_entries() {
            if entry.key.style() == Some(Style::Plain) && entry.name() == "<<" {
                uses.push((entry.key.span(), "a merge key"));
            }
        }
    }
    uses
}
