use super::values::{item_place, place};
use crate::component::modules::{Module, Shape};
use crate::component::{Component, Step};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "schema/inputs-shape",
    severity: Severity::Error,
    summary: "inputs as a map where the action takes a list, or the reverse",
    why: "Each action takes its inputs in one shape: file, transfer and registry actions a list of maps, the others one map.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("inputs_shape.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps() {
        if let (Some(module), Some(inputs)) = (step.module, step.inputs) {
            check_step(step, module, inputs, found);
        }
    }
}

fn check_step(step: &Step<'_>, module: &Module, inputs: Node<'_>, found: &mut Findings<'_>) {
    let is_right = match module.shape {
        Shape::List => inputs.is_list(),
        Shape::Map | Shape::Condition => inputs.is_map(),
    };
    let is_empty = inputs.items().len() == 0 && inputs.written_entries().len() == 0;
    if is_right {
        check_items(module, inputs, found);
    } else if inputs.is_scalar() || !is_empty {
        let at = step.node.entry("inputs").map_or_else(|| step.place(), place);
        let (shape, help) = match module.shape {
            Shape::List => (
                "a list of maps",
                "write a dash before the first key of the inputs",
            ),
            Shape::Map | Shape::Condition => {
                ("a map", "write the keys directly below `inputs:`, without a dash")
            }
        };
        let is = inputs.kind().word();
        found
            .report(at, format!("the inputs of {} are {is}, not {shape}", module.name))
            .help(help);
    }
}

fn check_items(module: &Module, inputs: Node<'_>, found: &mut Findings<'_>) {
    for item in inputs.items().filter(|item| !item.is_map()) {
        let message = if item.is_null() {
            format!("an item in the inputs of {} is empty", module.name)
        } else {
            format!(
                "an item in the inputs of {} is {}, not a map",
                module.name,
                item.kind().word()
            )
        };
        found
            .report(item_place(item), message)
            .help("write the keys of the input behind the dash");
    }
}
