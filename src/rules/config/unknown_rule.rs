use crate::config::document::ConfigDocument;
use crate::diagnostic::{Safety, Severity};
use crate::nearest::nearest;
use crate::rules;
use crate::rules::{Check, Findings, Rule, mend};
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "config/unknown-rule",
    severity: Severity::Error,
    summary: "a rule or group that does not exist",
    why: "A level or lock for a rule that does not exist has no effect.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md",
    page: include_str!("unknown_rule.md"),
    checks: &[Check::Config(check)],
};

fn check(document: &ConfigDocument<'_>, found: &mut Findings<'_>) {
    let levels = document
        .sections()
        .flat_map(|section| &section.rules)
        .map(|entry| entry.key);
    for name in levels.chain(document.locked.iter().copied()) {
        look(name, found);
    }
}

fn look(name: Node<'_>, found: &mut Findings<'_>) {
    let word = name.text().unwrap_or_default();
    if word == "config" || word.starts_with("config/") && rules::find(word).is_some() {
        found
            .report(name.written_span(), format!("`{word}` has no level of its own"))
            .help("remove it; mistakes in the configuration are always reported");
        return;
    }
    if rules::find(word).is_some() || rules::groups().any(|group| group == word) {
        return;
    }
    let behind_slash = rules::all().find(|rule| rule.id.split_once('/').is_some_and(|(_, n)| n == word));
    let meant = behind_slash
        .map(|rule| rule.id)
        .or_else(|| nearest(word, rules::all().map(|rule| rule.id).chain(rules::groups())));
    let finding = found.report(
        name.written_span(),
        format!("`{}` is neither a rule nor a group of rules", name.shown()),
    );
    match meant {
        Some(meant) => mend::rename(finding, Safety::Safe, name, meant),
        None => {
            finding.help("write a rule as findings show it, such as `schema/unknown-action`, or a group");
        }
    }
}
