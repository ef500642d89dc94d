use crate::config::document::{self, ConfigDocument};
use crate::diagnostic::{Safety, Severity};
use crate::lint::Level;
use crate::nearest::nearest;
use crate::rules::{Check, Findings, Rule, mend};

pub(super) const RULE: Rule = Rule {
    id: "config/unknown-level",
    severity: Severity::Error,
    summary: "a level that does not exist",
    why: "A rule without a level that is known stays as it is.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md",
    page: include_str!("unknown_level.md"),
    checks: &[Check::Config(check)],
};

fn check(document: &ConfigDocument<'_>, found: &mut Findings<'_>) {
    for entry in document.sections().flat_map(|section| &section.rules) {
        let value = entry.value;
        if !value.is_scalar() || document::level(value).is_some() {
            continue;
        }
        if value.is_null() {
            found
                .report(
                    entry.key.written_span(),
                    format!("`{}` has no level", entry.key.shown()),
                )
                .help("write `off`, `info`, `warning` or `error` behind it");
            continue;
        }
        let word = value.text().unwrap_or_default();
        let meant = match word.to_ascii_lowercase().as_str() {
            "warn" => Some("warning"),
            "err" | "deny" | "forbid" => Some("error"),
            "note" | "notice" | "hint" => Some("info"),
            "no" | "none" | "allow" | "disabled" => Some("off"),
            _ => nearest(word, Level::ALL.map(Level::word)),
        };
        let finding = found.report(
            value.written_span(),
            format!("`{}` is not a level", value.shown()),
        );
        match meant {
            Some(meant) => mend::write(finding, Safety::Safe, value, meant),
            None => {
                finding.help("write `off`, `info`, `warning` or `error`");
            }
        }
    }
}
