use super::support::input_maps;
use crate::component::head;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule, words};
use crate::workflow::{Workflow, WorkflowStep};
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "workflow/missing-input",
    severity: Severity::Error,
    summary: "a required input that is left out",
    why: "Without a required input the step cannot start.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html",
    page: include_str!("missing_input.md"),
    checks: &[Check::Workflow(check)],
};

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    for step in &workflow.steps {
        if step.inputs.is_none() {
            without_inputs(workflow, step, found);
            continue;
        }
        for map in input_maps(step) {
            let mut missing = map.missing();
            if missing.is_empty() {
                continue;
            }
            let meant: Vec<_> = map.unknown().into_iter().filter_map(|(_, m)| m).collect();
            missing.retain(|name| !meant.contains(name));
            if missing.is_empty() {
                continue;
            }
            let (owner, at) = match map.inside {
                Some(inside) => (inside, head(map.node)),
                None => (
                    step.action_text(),
                    step.action.map_or_else(|| step.place(), Node::span),
                ),
            };
            found
                .report(at, format!("`{owner}` needs {}", words::all_of(&missing)))
                .help(help(workflow, step, &missing));
        }
    }
}

fn without_inputs(workflow: &Workflow<'_>, step: &WorkflowStep<'_>, found: &mut Findings<'_>) {
    let (Some(known), Some(action)) = (step.known, step.action) else {
        return;
    };
    // A misspelt `inputs` has its own finding.
    let misspelt = super::support::STEP
        .unknown(step.node)
        .iter()
        .any(|(_, meant)| *meant == Some("inputs"));
    let required: Vec<&str> = known
        .inputs
        .iter()
        .filter(|i| i.required)
        .map(|i| i.name)
        .collect();
    if required.is_empty() || misspelt {
        return;
    }
    found
        .report(
            action.span(),
            format!(
                "`{}` needs `inputs` with {}",
                known.name,
                words::all_of(&required)
            ),
        )
        .help(help(workflow, step, &required));
}

fn help(workflow: &Workflow<'_>, step: &WorkflowStep<'_>, missing: &[&str]) -> String {
    let earlier = |action: &str| {
        workflow.steps[..step.index.min(workflow.steps.len())]
            .iter()
            .rfind(|other| other.runs(action))
            .and_then(|other| other.name)
            .map_or_else(|| "STEP".to_owned(), Node::shown)
    };
    let line = |name: &&str| match *name {
        "instanceId" => format!(
            "`instanceId.$: $.stepOutputs.{}.instanceId`",
            earlier("LaunchInstance")
        ),
        "distributedImages" => format!(
            "`distributedImages.$: $.stepOutputs.{}.distributedImages`",
            earlier("DistributeImage")
        ),
        "waitFor" => "`waitFor: ssmAgent`".to_owned(),
        name => format!("`{name}`"),
    };
    format!(
        "add {}",
        missing.iter().map(line).collect::<Vec<_>>().join(" and ")
    )
}
