use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::workflow::Workflow;
use crate::workflow::actions::Action;

pub(super) const RULE: Rule = Rule {
    id: "workflow/mixed-distribution",
    severity: Severity::Error,
    summary: "AMIs and containers distributed by one workflow",
    why: "A workflow distributes either AMIs or container images; Image Builder does not take both in one document.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html",
    page: include_str!("mixed_distribution.md"),
    checks: &[Check::Workflow(check)],
};

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    let ami = workflow
        .steps
        .iter()
        .find(|step| step.known.is_some_and(Action::distributes_ami));
    let container = workflow
        .steps
        .iter()
        .find(|step| step.runs("DistributeContainerImage"));
    let (Some(ami), Some(container)) = (ami, container) else {
        return;
    };
    let (first, second) = if ami.index < container.index {
        (ami, container)
    } else {
        (container, ami)
    };
    let (Some(at), Some(other)) = (second.action, first.action) else {
        return;
    };
    found
        .report(
            at.span(),
            format!(
                "`{}` and `{}` stand in one workflow",
                second.action_text(),
                first.action_text()
            ),
        )
        .help("write one workflow for the AMI and another for the container image")
        .label(other.span(), "the other one");
}
