use crate::component::Platform;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::workflow::Workflow;

pub(super) const RULE: Rule = Rule {
    id: "workflow/sanitize-missing",
    severity: Severity::Info,
    summary: "a Linux image made without the clean-up",
    why: "The clean-up removes keys, logs and history of the build instance from the image.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html",
    page: include_str!("sanitize_missing.md"),
    checks: &[Check::Workflow(check)],
};

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    let silent = found.settings().platform != Some(Platform::Linux)
        || !workflow.makes_ami()
        || !workflow.all_known()
        || workflow.runs("SanitizeInstance");
    if silent {
        return;
    }
    if let Some(action) = workflow
        .steps
        .iter()
        .find(|step| step.runs("CreateImage"))
        .and_then(|step| step.action)
    {
        found
            .report(
                action.span(),
                "no step runs `SanitizeInstance` before the image is made",
            )
            .help("add a step with `action: SanitizeInstance` before this one");
    }
}
