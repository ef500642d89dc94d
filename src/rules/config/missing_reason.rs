use crate::component::head;
use crate::config::document::{self, ConfigDocument};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "config/missing-reason",
    severity: Severity::Error,
    summary: "a pin held or ignored, or a release denied, without a reason",
    why: "Without a reason nobody can tell later whether the exception is still needed.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md",
    page: include_str!("missing_reason.md"),
    checks: &[Check::Config(check)],
};

const HELP: &str = "write `reason:` into it and say why";

fn check(document: &ConfigDocument<'_>, found: &mut Findings<'_>) {
    for row in document.pins.iter().filter(|row| row.reason.is_none()) {
        for entry in row.hold.iter().chain(&row.ignore) {
            found
                .report(
                    entry.key.written_span(),
                    format!("`{}` has no `reason`", entry.key.shown()),
                )
                .help(HELP);
        }
    }
    for denied in document
        .denied()
        .filter(|denied| document::reason(*denied).is_none())
    {
        found
            .report(head(denied), "the denied release has no `reason`")
            .help(HELP);
    }
}
