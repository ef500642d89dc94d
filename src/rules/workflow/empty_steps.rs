use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::workflow::Workflow;

pub(super) const RULE: Rule = Rule {
    id: "workflow/empty-steps",
    severity: Severity::Error,
    summary: "a workflow without steps",
    why: "A workflow has 1 to 15 steps; without any it does nothing.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html",
    page: include_str!("empty_steps.md"),
    checks: &[Check::Workflow(check)],
};

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    let Some(entry) = workflow.root.entry("steps") else {
        return;
    };
    let empty = entry.value.is_list() && entry.value.items().len() == 0;
    if (empty || entry.value.is_null()) && workflow.root.present("phases").is_none() {
        found
            .report(entry.key.written_span(), "the workflow has no steps")
            .help("add at least one step with `name` and `action`");
    }
}
