use super::chain::{self, Problem};
use super::hints;
use crate::component::modules::Shape;
use crate::component::{Component, Step};
use crate::diagnostic::{Safety, Severity};
use crate::nearest::nearest;
use crate::rules::{Check, Findings, Rule, mend};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "semantic/unknown-output",
    severity: Severity::Error,
    summary: "a reference to an output that the action does not have",
    why: "An action has only its documented outputs; most have none, and what they worked on is among their inputs.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("unknown_output.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for fault in chain::faults(component) {
        let Problem::UnknownOutput(target, names) = fault.problem else {
            continue;
        };
        let name = fault.chained.variable;
        let action = target.action_text();
        let message = if names.is_empty() {
            format!("`{action}` has no outputs")
        } else {
            format!("`{action}` has no output `{}`", shorten(name))
        };
        let place = fault.reference.part(name);
        let finding = found.report(place, message);
        if let Some(meant) = nearest(name, names.iter().copied()) {
            let tree = component.root.tree();
            mend::write_part(finding, Safety::Safe, tree, (place, name), meant);
            continue;
        }
        let help = input(target, name, fault.chained.index)
            .or_else(|| outputs(names))
            .or_else(|| input(target, "destination", fault.chained.index));
        if let Some(help) = help {
            finding.help(help);
        }
    }
}

/// What to write when the name is one of the inputs.
fn input(target: &Step<'_>, name: &str, index: Option<usize>) -> Option<String> {
    let module = target.module?;
    module.input(name)?;
    Some(match module.shape {
        Shape::List => format!(
            "`{name}` is an input: write `inputs[{}].{name}`",
            index.unwrap_or(0)
        ),
        _ => format!("`{name}` is an input: write `inputs.{name}`"),
    })
}

fn outputs(names: &[&str]) -> Option<String> {
    (!names.is_empty()).then(|| format!("its outputs: {}", hints::list(names.iter().copied())))
}
