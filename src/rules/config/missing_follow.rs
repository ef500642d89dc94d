use crate::component::head;
use crate::config::document::{self, ConfigDocument};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "config/missing-follow",
    severity: Severity::Error,
    summary: "a row of pins that says nothing about them",
    why: "A row that only finds pins changes nothing; what was meant is missing.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md",
    page: include_str!("missing_follow.md"),
    checks: &[Check::Config(check)],
};

fn check(document: &ConfigDocument<'_>, found: &mut Findings<'_>) {
    for row in &document.pins {
        // What says something in a wrong way has a finding of its own.
        let says = row.node.entries().iter().any(|entry| {
            !entry.value.is_null()
                && match entry.name() {
                    "at" | "files" | "reason" => false,
                    "ignore" => document::boolean(entry.value) != Some(false),
                    _ => true,
                }
        });
        if !says {
            found
                .report(head(row.node), "the row says nothing about its pins")
                .help("write `follow`, `region`, `hold-until` or `ignore: true` into it");
        }
    }
}
