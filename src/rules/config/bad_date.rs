use crate::config::document::{ConfigDocument, TextKind};
use crate::diagnostic::Severity;
use crate::pin::day;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "config/bad-date",
    severity: Severity::Error,
    summary: "a day that the calendar does not have",
    why: "Nobody can tell when something ends that has no day; until it is mended it does not end.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md",
    page: include_str!("bad_date.md"),
    checks: &[Check::Config(check)],
};

fn check(document: &ConfigDocument<'_>, found: &mut Findings<'_>) {
    let texts = document.texts().into_iter();
    for (node, _) in texts.filter(|(_, kind)| *kind == TextKind::Day) {
        if node.text().and_then(day).is_none() {
            found
                .report(node.written_span(), format!("`{}` is not a day", node.shown()))
                .help("write it as `YYYY-MM-DD`, such as `2026-12-01`");
        }
    }
}
