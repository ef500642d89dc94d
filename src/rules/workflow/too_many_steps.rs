use super::support::steps_place;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::workflow::Workflow;

pub(super) const RULE: Rule = Rule {
    id: "workflow/too-many-steps",
    severity: Severity::Error,
    summary: "more steps than a workflow may have",
    why: "A workflow has 15 steps at most, unless the account's quota was raised.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html",
    page: include_str!("too_many_steps.md"),
    checks: &[Check::Workflow(check)],
};

/// The default quota.
const MOST: usize = 15;

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    let quota = found.settings().step_quota;
    let most = quota.map_or(MOST, |quota| quota as usize);
    let Some(list) = workflow.root.present("steps") else {
        return;
    };
    let count = list.items().len();
    if count <= most {
        return;
    }
    let at = list
        .items()
        .nth(most)
        .map_or_else(|| steps_place(workflow), crate::component::head);
    let by_default = if quota.is_none() { " by default" } else { "" };
    let finding = found.report(at, format!("{count} steps, {most} are allowed{by_default}"));
    finding.help("do more in components or in command documents, or have the quota raised");
    if quota.is_none() {
        finding.warning();
    }
}
