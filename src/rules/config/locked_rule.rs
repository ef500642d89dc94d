use super::locks;
use crate::config::document::{self, ConfigDocument};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "config/locked-rule",
    severity: Severity::Error,
    summary: "a level that lowers a locked rule",
    why: "A locked rule keeps its level everywhere; the lower level has no effect.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md",
    page: include_str!("locked_rule.md"),
    checks: &[Check::Config(check)],
};

fn check(document: &ConfigDocument<'_>, found: &mut Findings<'_>) {
    let floors = locks::floors(document);
    let everywhere = locks::levels(document);
    for item in &document.overrides {
        let own = |id: &str| {
            everywhere.contains_key(id) || item.section.rules.iter().any(|entry| entry.name() == id)
        };
        for entry in &item.section.rules {
            let Some(level) = document::level(entry.value) else {
                continue;
            };
            let Some(rule) = locks::lowered(entry.name(), level, &floors, own) else {
                continue;
            };
            let lock = document.locked.iter().find(|node| {
                node.text()
                    .is_some_and(|name| locks::named(name).any(|locked| locked.id == rule.id))
            });
            let finding = locks::report(found, entry.value.written_span(), entry.name(), level, rule);
            if entry.name() == rule.id {
                finding.help("remove the line, or the lock");
            } else {
                finding.help(format!(
                    "give `{}` its own entry, at least as high as the lock",
                    rule.id
                ));
            }
            if let Some(lock) = lock {
                finding.label(lock.written_span(), "locked here");
            }
        }
    }
}
