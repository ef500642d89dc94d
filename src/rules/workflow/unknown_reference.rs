use std::collections::HashSet;

use super::support::case_twin;
use crate::diagnostic::Severity;
use crate::nearest::nearest;
use crate::rules::{Check, Findings, Rule, words};
use crate::source::Span;
use crate::workflow::reference::{Place, ROOTS, Reference, Target, VARIABLES, braces, split_key};
use crate::workflow::{Workflow, WorkflowStep};
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "workflow/unknown-reference",
    severity: Severity::Error,
    summary: "a reference to something that does not exist",
    why: "A reference that leads nowhere stops the workflow at that step.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-dynamic-vars.html",
    page: include_str!("unknown_reference.md"),
    checks: &[Check::Workflow(check)],
};

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    let parameters = workflow.parameter_names();
    for reference in &workflow.references {
        if root(reference, found) {
            continue;
        }
        match reference.path.target() {
            Target::Parameter(name) => parameter(reference, name, &parameters, found),
            Target::StepOutput { step, output } => step_output(workflow, reference, step, output, found),
            Target::Variable(name) => variable(reference, name, found),
            Target::WorkflowOutput(_) | Target::Unknown => {}
        }
    }
    component_style(workflow, &parameters, found);
}

/// The word behind `$.`; whether that ends the matter.
fn root(reference: &Reference<'_>, found: &mut Findings<'_>) -> bool {
    let path = reference.path;
    match path.known_root() {
        Some(known) if known != path.root => {
            found
                .report(
                    reference.root_span(),
                    format!("`{}` in another letter case", path.root),
                )
                .help(format!("write `{known}`"))
                .warning();
            false
        }
        Some(_) => {
            // `$.parameters['name']` is JSONPath too; only a path that ends too early is a fault.
            let short = match path.root {
                "stepOutputs" => path.text.matches('.').count() < 3 && !path.text.contains('['),
                _ => path.first.is_empty() && !path.text.contains('['),
            };
            if short {
                found
                    .report(reference.span, format!("`{}` is not complete", path.text))
                    .help(if path.root == "stepOutputs" {
                        "write `$.stepOutputs.STEP.OUTPUT`".to_owned()
                    } else {
                        format!("write `$.{}.NAME`", path.root)
                    })
                    .warning();
            }
            short
        }
        None => {
            let suffix = reference
                .key
                .and_then(Node::text)
                .is_some_and(|key| split_key(key).1);
            // Elsewhere the text may be meant for another program (jq, JSONPath of a command).
            if suffix || reference.whole && reference.place == Place::Output {
                let finding = found.report(
                    reference.root_span(),
                    format!("`{}` is not something that a reference can start with", path.root),
                );
                match nearest(path.root, ROOTS.iter().copied()) {
                    Some(meant) => finding.help(format!("write `{meant}`")),
                    None => {
                        finding.help("write `parameters`, `stepOutputs`, `workflowOutputs` or `imagebuilder`")
                    }
                };
            }
            true
        }
    }
}

fn parameter(reference: &Reference<'_>, name: &str, names: &HashSet<&str>, found: &mut Findings<'_>) {
    if names.contains(name) {
        return;
    }
    let finding = found.report(
        reference.first_span(),
        format!("the document has no parameter `{name}`"),
    );
    match closest(name, names.iter().copied()) {
        Some(meant) => finding.help(format!("write `{meant}`")),
        None => finding.help(format!("declare it: `- name: {name}` under `parameters`")),
    };
}

fn step_output(
    workflow: &Workflow<'_>,
    reference: &Reference<'_>,
    name: &str,
    output: &str,
    found: &mut Findings<'_>,
) {
    let Some(step) = workflow.step(name) else {
        let finding = found.report(
            reference.first_span(),
            format!("the document has no step `{name}`"),
        );
        match closest(name, workflow.steps.iter().map(WorkflowStep::text)) {
            Some(meant) => finding.help(format!("write `{meant}`")),
            None => finding.help("write the name of an earlier step"),
        };
        return;
    };
    if let Some(at) = reference.step.filter(|at| *at <= step.index) {
        let message = if at == step.index {
            "the step refers to its own output".to_owned()
        } else {
            format!("the step `{name}` runs later")
        };
        found
            .report(reference.first_span(), message)
            .help("refer to an earlier step, or change the order of the steps")
            .label(step.place(), "the step");
        return;
    }
    let Some(action) = step.known else { return };
    if action.outputs.contains(&output) {
        return;
    }
    let twin = case_twin(output, action.outputs);
    let finding = found.report(
        reference.second_span(),
        format!("`{}` has no output `{output}`", action.name),
    );
    if let Some(meant) = twin.or_else(|| nearest(output, action.outputs.iter().copied())) {
        finding.help(format!("write `{meant}`"));
    } else if action.outputs.is_empty() {
        finding.help("this action has no outputs");
    } else {
        finding.help(format!("it has {}", words::all_of(action.outputs)));
    }
    finding.label(step.place(), "the step");
    if twin.is_some() {
        finding.warning();
    }
}

/// An undocumented variable. The table is not complete (an example uses `dateTime`), so never an error.
fn variable(reference: &Reference<'_>, name: &str, found: &mut Findings<'_>) {
    if VARIABLES.contains(&name) || name == "dateTime" {
        return;
    }
    let finding = found.report(
        reference.first_span(),
        format!("`{name}` is not a documented system variable"),
    );
    if let Some(meant) = case_twin(name, VARIABLES).or_else(|| nearest(name, VARIABLES.iter().copied())) {
        finding.help(format!("write `{meant}`"));
    }
    finding.warning();
}

/// `{{ Name }}` with the name of a parameter: the way of component documents.
fn component_style(workflow: &Workflow<'_>, parameters: &HashSet<&str>, found: &mut Findings<'_>) {
    for node in workflow
        .steps
        .iter()
        .filter_map(|step| step.inputs)
        .flat_map(scalars)
    {
        let base = node.span().start as usize;
        for (at, inner) in braces(node.raw()) {
            if parameters.contains(inner) {
                found
                    .report(
                        Span::new(base + at, base + at + inner.len()),
                        format!("`{{{{ {inner} }}}}` is the way of component documents"),
                    )
                    .help(format!("write `{{{{ $.parameters.{inner} }}}}`"))
                    .warning();
            }
        }
    }
}

fn scalars(node: Node<'_>) -> Vec<Node<'_>> {
    node.walk()
        .into_iter()
        .filter(|node| node.is_scalar() && !node.is_alias())
        .collect()
}

/// More names than a document within the quotas has; comparing each with each would take too long.
const MOST_NAMES: usize = 64;

/// The nearest of some names, the same one for the same names.
fn closest<'n>(word: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let mut names: Vec<&str> = names.into_iter().take(MOST_NAMES).collect();
    names.sort_unstable();
    nearest(word, names)
}
