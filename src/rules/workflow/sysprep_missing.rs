use super::support::needs_before_image;
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
    needs_before_image(workflow, Platform::Windows, "RunSysPrep", found);
}
