use crate::component::Platform;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::workflow::Workflow;

pub(super) const RULE: Rule = Rule {
    id: "workflow/sysprep-missing",
    severity: Severity::Info,
    summary: "a Windows image made without Sysprep",
    why: "An image that Sysprep did not generalize keeps the identity of the build instance.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html",
    page: include_str!("sysprep_missing.md"),
    checks: &[Check::Workflow(check)],
};

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    let silent = found.settings().platform != Some(Platform::Windows)
        || !workflow.makes_ami()
        || !workflow.all_known()
        || workflow.runs("RunSysPrep");
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
                "no step runs `RunSysPrep` before the image is made",
            )
            .help("add a step with `action: RunSysPrep` before this one");
    }
}
