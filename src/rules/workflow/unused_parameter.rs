use std::collections::HashSet;

use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::workflow::Workflow;
use crate::workflow::reference::{Target, braces};
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "workflow/unused-parameter",
    severity: Severity::Info,
    summary: "a parameter that nothing refers to",
    why: "Whoever runs the workflow sets a value that has no effect.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html",
    page: include_str!("unused_parameter.md"),
    checks: &[Check::Workflow(check)],
};

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    if workflow.steps.is_empty() {
        return;
    }
    let mut used: HashSet<&str> = HashSet::new();
    for reference in &workflow.references {
        match reference.path.target() {
            Target::Parameter(name) => drop(used.insert(name)),
            // `$.parameters['name']`, or something else that cannot be read.
            Target::Unknown if reference.path.known_root() == Some("parameters") => return,
            _ => {}
        }
    }
    // `{{ name }}` is a misspelt use.
    let inputs = workflow.steps.iter().filter_map(|step| step.inputs);
    used.extend(
        inputs
            .flat_map(Node::walk)
            .filter(|node| node.is_scalar())
            .flat_map(|node| braces(node.raw()))
            .map(|(_, inner)| inner),
    );
    for name in workflow.parameters.iter().filter_map(|parameter| parameter.name) {
        if !used.contains(name.text().unwrap_or_default()) {
            found
                .report(
                    name.span(),
                    format!("nothing refers to the parameter `{}`", name.shown()),
                )
                .help("leave it out, or use it");
        }
    }
}
