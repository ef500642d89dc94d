use super::support::needs_before_image;
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
    needs_before_image(workflow, Platform::Linux, "SanitizeInstance", found);
}
