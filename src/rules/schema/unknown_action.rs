use crate::component::{Component, modules};
use crate::diagnostic::{Safety, Severity};
use crate::nearest::nearest;
use crate::rules::{Check, Findings, Rule, mend};

pub(super) const RULE: Rule = Rule {
    id: "schema/unknown-action",
    severity: Severity::Error,
    summary: "an action that does not exist",
    why: "Image Builder refuses a document that names an action it does not have; the spelling is exact.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("unknown_action.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps() {
        let Some(action) = step.action.filter(|_| step.module.is_none()) else {
            continue;
        };
        let word = step.action_text();
        let finding = found.report(action.span(), format!("`{}` is not an action", action.shown()));
        match nearest(word, modules::ALL.iter().map(|module| module.name)) {
            Some(meant) => mend::write(finding, Safety::Safe, action, meant),
            None => {
                finding.help("use one of the 30 documented actions");
            }
        }
    }
}
