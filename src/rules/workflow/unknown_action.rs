use super::support::case_twin;
use crate::component::modules;
use crate::diagnostic::{Safety, Severity};
use crate::nearest::nearest;
use crate::rules::{Check, Findings, Rule, mend};
use crate::workflow::{Workflow, actions};

pub(super) const RULE: Rule = Rule {
    id: "workflow/unknown-action",
    severity: Severity::Error,
    summary: "a step action that does not exist",
    why: "A workflow with an action that Image Builder does not have cannot run; the spelling is exact.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html",
    page: include_str!("unknown_action.md"),
    checks: &[Check::Workflow(check)],
};

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    let names: Vec<&str> = actions::ALL.iter().map(|action| action.name).collect();
    for step in &workflow.steps {
        let Some(action) = step.action.filter(|_| step.known.is_none()) else {
            continue;
        };
        let word = step.action_text();
        let finding = found.report(
            action.span(),
            format!("`{}` is not a step action", action.shown()),
        );
        if let Some(meant) = case_twin(word, &names).or_else(|| nearest(word, names.iter().copied())) {
            mend::write(finding, Safety::Safe, action, meant);
        } else if modules::find(word).is_some() {
            finding.help("put it into a component, which `ExecuteComponents` runs");
        } else {
            finding.help("use one of the 19 documented step actions");
        }
    }
}
