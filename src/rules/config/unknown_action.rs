use crate::component::modules;
use crate::config::document::ConfigDocument;
use crate::diagnostic::{Safety, Severity};
use crate::nearest::nearest;
use crate::rules::{Check, Findings, Rule, mend};
use crate::workflow;

pub(super) const RULE: Rule = Rule {
    id: "config/unknown-action",
    severity: Severity::Warning,
    summary: "a forbidden action that does not exist",
    why: "No document can use an action that does not exist, so forbidding it has no effect.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md",
    page: include_str!("unknown_action.md"),
    checks: &[Check::Config(check)],
};

fn check(document: &ConfigDocument<'_>, found: &mut Findings<'_>) {
    for node in &document.forbidden_actions {
        let word = node.text().unwrap_or_default();
        if modules::find(word).is_some() || workflow::is_action(word) {
            continue;
        }
        let finding = found.report(
            node.written_span(),
            format!("`{}` is not an action", node.shown()),
        );
        match nearest(word, modules::ALL.iter().map(|module| module.name)) {
            Some(meant) => mend::write(finding, Safety::Safe, *node, meant),
            None => {
                finding.help("write an action as documents name it, such as `ExecuteBinary`");
            }
        }
    }
}
