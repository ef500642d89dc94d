use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule, words};
use crate::workflow::{Workflow, WorkflowKind};

pub(super) const RULE: Rule = Rule {
    id: "workflow/stage",
    severity: Severity::Error,
    summary: "an action that the type of workflow does not allow",
    why: "Image Builder restricts some actions to build, test or distribution workflows.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html",
    page: include_str!("stage.md"),
    checks: &[Check::Workflow(check)],
};

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    match workflow.kind {
        Some(kind) => with_kind(workflow, kind, found),
        None => without_kind(workflow, found),
    }
}

fn with_kind(workflow: &Workflow<'_>, kind: WorkflowKind, found: &mut Findings<'_>) {
    for step in &workflow.steps {
        let (Some(action), Some(known)) = (step.action, step.known) else {
            continue;
        };
        if !known.allowed_in(kind) {
            found
                .report(
                    action.span(),
                    format!("`{}` is not allowed in a {} workflow", known.name, kind.word()),
                )
                .help(format!("use it in a workflow of type {}", types(known.stages)));
        } else if known.name == "CollectImageMetadata" && kind != WorkflowKind::Build {
            // The table of the page allows it everywhere, the text of the action in build workflows only.
            found
                .report(
                    action.span(),
                    format!(
                        "`{}` is meant for build workflows, not for {}",
                        known.name,
                        kind.word()
                    ),
                )
                .help("collect the metadata in the build workflow")
                .warning();
        }
    }
}

/// Whatever the type is: actions of which no type allows all.
fn without_kind(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    let mut left: Vec<WorkflowKind> = WorkflowKind::ALL.to_vec();
    let mut limits = None;
    for step in &workflow.steps {
        let (Some(action), Some(known)) = (step.action, step.known) else {
            continue;
        };
        if left.iter().any(|kind| known.allowed_in(*kind)) {
            if known.stages.len() < left.len() {
                limits = Some((action, known));
            }
            left.retain(|kind| known.allowed_in(*kind));
            continue;
        }
        let Some((first, limit)) = limits else { return };
        found
            .report(
                action.span(),
                format!(
                    "no type of workflow allows `{}` together with `{}`",
                    known.name, limit.name
                ),
            )
            .help(format!(
                "use it in another workflow, of type {}",
                types(known.stages)
            ))
            .label(
                first.span(),
                format!("only in workflows of type {}", types(limit.stages)),
            );
        return;
    }
}

fn types(kinds: &[WorkflowKind]) -> String {
    let words: Vec<&str> = kinds.iter().map(|kind| kind.word()).collect();
    words::one_of(&words)
}
