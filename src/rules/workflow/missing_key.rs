use super::support::{DOCUMENT, STEP};
use crate::component::head;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::workflow::Workflow;

pub(super) const RULE: Rule = Rule {
    id: "workflow/missing-key",
    severity: Severity::Error,
    summary: "a required key that is left out",
    why: "A workflow document without this key is refused.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html",
    page: include_str!("missing_key.md"),
    checks: &[Check::Workflow(check)],
};

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    for key in DOCUMENT.plainly_missing(workflow.root) {
        // `steps:` with nothing behind it is an empty list, `phases` the wrong grammar.
        let elsewhere = key == "steps"
            && (workflow.root.get("steps").is_some() || workflow.root.present("phases").is_some());
        if !elsewhere {
            found
                .report(head(workflow.root), format!("the document has no `{key}`"))
                .help(match key {
                    "schemaVersion" => "add `schemaVersion: 1.0`",
                    _ => "add `steps` with a list of steps",
                });
        }
    }
    for step in &workflow.steps {
        for key in STEP.plainly_missing(step.node) {
            found
                .report(step.place(), format!("the step has no `{key}`"))
                .help(match key {
                    "name" => "add `name`, by which other steps can refer to it",
                    _ => "add `action` with the name of a step action",
                });
        }
    }
}
