use std::collections::HashSet;

use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::workflow::reference::{Path, Target};
use crate::workflow::{Workflow, WorkflowKind};
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "workflow/instance-not-terminated",
    severity: Severity::Warning,
    summary: "a launched instance that nobody terminates",
    why: "A test or distribution workflow that does not terminate its instance leaves it running, and paid for.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html",
    page: include_str!("instance_not_terminated.md"),
    checks: &[Check::Workflow(check)],
};

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    let kind = match workflow.kind {
        Some(kind @ (WorkflowKind::Test | WorkflowKind::Distribution)) if workflow.all_known() => kind,
        _ => return,
    };
    let mut terminated = HashSet::new();
    for step in workflow
        .steps
        .iter()
        .filter(|step| step.runs("TerminateInstance"))
    {
        let target = step
            .input("instanceId")
            .and_then(|entry| entry.value.text())
            .and_then(|text| Path::parse(text.trim()))
            .map(|path| path.target());
        match target {
            Some(Target::StepOutput { step, .. }) => terminated.insert(step),
            // Which instance it is cannot be told.
            _ => return,
        };
    }
    for step in workflow.steps.iter().filter(|step| step.runs("LaunchInstance")) {
        let Some(action) = step.action.filter(|_| !terminated.contains(step.text())) else {
            continue;
        };
        found
            .report(
                action.span(),
                format!("no step of this {} workflow terminates the instance", kind.word()),
            )
            .help(format!(
                "add a step with `action: TerminateInstance` and `instanceId.$: $.stepOutputs.{}.instanceId`",
                step.name.map_or_else(|| "STEP".to_owned(), Node::shown)
            ));
    }
}
