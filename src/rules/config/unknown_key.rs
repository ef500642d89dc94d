use super::forbidden_content;
use crate::config::document::ConfigDocument;
use crate::diagnostic::{Safety, Severity};
use crate::nearest::nearest;
use crate::rules::{Check, Findings, Rule, mend};

pub(super) const RULE: Rule = Rule {
    id: "config/unknown-key",
    severity: Severity::Error,
    summary: "a key that the configuration does not have",
    why: "A key that is not known is not read, so a misspelled policy would be no policy.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md",
    page: include_str!("unknown_key.md"),
    checks: &[Check::Config(check)],
};

fn check(document: &ConfigDocument<'_>, found: &mut Findings<'_>) {
    for crate::config::document::KeyedEntry { entry, key, keys } in document.entries() {
        let name = entry.name();
        if key.is_some() || !entry.key.is_scalar() || forbidden_content::is_forbidden(name) {
            continue;
        }
        let names = || keys.iter().map(|key| key.name);
        let message = format!("`{}` is not a key of the configuration", entry.key.shown());
        let finding = found.report(entry.key.written_span(), message);
        if let Some(meant) = nearest(name, names()) {
            mend::rename(finding, Safety::Safe, entry.key, meant);
        } else {
            let all = names().collect::<Vec<_>>().join(", ");
            finding.help(format!("the keys here are {all}"));
        }
    }
}
