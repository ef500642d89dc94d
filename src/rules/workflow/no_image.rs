use super::support::steps_place;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::workflow::{Workflow, WorkflowKind};

pub(super) const RULE: Rule = Rule {
    id: "workflow/no-image",
    severity: Severity::Warning,
    summary: "a build workflow that makes no image",
    why: "A build workflow has to end in an image.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html",
    page: include_str!("no_image.md"),
    checks: &[Check::Workflow(check)],
};

/// Actions that make an AMI, and the one that prepares the build of a container image.
const MAKERS: &[&str] = &[
    "CreateImage",
    "CreateImageFromIso",
    "RegisterImage",
    "BootstrapInstanceForContainer",
];

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    let silent = workflow.kind != Some(WorkflowKind::Build)
        || workflow.steps.is_empty()
        || !workflow.all_known()
        || MAKERS.iter().any(|maker| workflow.runs(maker));
    if !silent {
        found
            .report(steps_place(workflow), "no step of this build workflow makes an image")
            .help("add a step with `action: CreateImage`, or `BootstrapInstanceForContainer` for a container image");
    }
}
