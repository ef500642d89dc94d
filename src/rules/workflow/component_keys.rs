use super::support::{COMPONENT_DOCUMENT_KEYS, COMPONENT_STEP_KEYS};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::workflow::Workflow;

pub(super) const RULE: Rule = Rule {
    id: "workflow/component-keys",
    severity: Severity::Error,
    summary: "grammar of component documents",
    why: "A workflow document looks like a component document and is another language; Image Builder does not mix the two.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html",
    page: include_str!("component_keys.md"),
    checks: &[Check::Workflow(check)],
};

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    for key in COMPONENT_DOCUMENT_KEYS {
        if let Some(entry) = workflow.root.entry(key).filter(|entry| !entry.value.is_null()) {
            found
                .report(
                    entry.key.written_span(),
                    format!("`{key}` belongs to component documents"),
                )
                .help(match *key {
                    "phases" => "a workflow has its `steps` at the top",
                    _ => "use `parameters` with a `default`",
                });
        }
    }
    for step in &workflow.steps {
        for key in COMPONENT_STEP_KEYS {
            if let Some(entry) = step.node.entry(key).filter(|entry| !entry.value.is_null()) {
                found
                    .report(
                        entry.key.written_span(),
                        format!("`{key}` belongs to steps of component documents"),
                    )
                    .help(match *key {
                        "maxAttempts" => "leave it out: a step of a workflow runs once",
                        _ => "write one step for each round, or loop inside a component",
                    });
            }
        }
        if let Some(value) = step
            .node
            .present("onFailure")
            .filter(|v| v.text() == Some("Ignore"))
        {
            found
                .report(
                    value.span(),
                    "`onFailure: Ignore` exists in component documents only",
                )
                .help("write `Continue` or `Abort`");
        }
    }
}
