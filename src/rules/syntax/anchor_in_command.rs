use std::collections::HashSet;

use super::support::command_items;
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend};
use crate::source::Span;
use crate::yaml::{Style, Tree};

pub(super) const RULE: Rule = Rule {
    id: "syntax/anchor-in-command",
    severity: Severity::Warning,
    summary: "a command whose first word YAML takes as an anchor",
    why: "`&word` at the start of a value names it for YAML; the command runs without that word.",
    source: "https://yaml.org/spec/1.2.2/#692-node-anchors",
    page: include_str!("anchor_in_command.md"),
    checks: &[Check::Yaml(check)],
};

fn check(tree: &Tree<'_>, found: &mut Findings<'_>) {
    let used: HashSet<Span> = tree.aliases.iter().filter_map(|alias| alias.anchor).collect();
    for item in command_items(tree) {
        let Some(anchor) = item.anchor().filter(|anchor| !used.contains(anchor)) else {
            continue;
        };
        let word = crate::yaml::shorten(tree.slice(anchor));
        let message = format!("YAML takes `{word}` as an anchor, so it is not part of the command");
        let finding = found.report(anchor, message);
        finding.help("put the command in quotes, or write it as a `|` block");
        let whole = anchor.cover(item.span());
        let plain = item.style() == Some(Style::Plain);
        if let Some(quoted) = mend::single(tree.slice(whole)).filter(|_| plain) {
            finding.replace(Safety::Safe, "put the command in quotes", whole, quoted);
        }
    }
}
