use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::workflow::Workflow;
use crate::yaml::Node;
use crate::yaml::scalar::Resolved;

pub(super) const RULE: Rule = Rule {
    id: "workflow/schema-version",
    severity: Severity::Error,
    summary: "a schema version that does not exist",
    why: "Only version 1.0 of the workflow grammar exists.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html",
    page: include_str!("schema_version.md"),
    checks: &[Check::Workflow(check)],
};

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    let Some(version) = workflow.root.present("schemaVersion").filter(|v| v.is_scalar()) else {
        return;
    };
    if !is_one(version) {
        found
            .report(
                version.span(),
                format!("`{}` is not a version of workflow documents", version.shown()),
            )
            .help("write `1.0`");
    }
}

fn is_one(version: Node<'_>) -> bool {
    match version.resolved() {
        Some(Resolved::Integer(number)) => number == 1,
        Some(Resolved::Float(number)) => (number - 1.0).abs() < f64::EPSILON,
        _ => matches!(version.text().map(str::trim), Some("1.0" | "1")),
    }
}
