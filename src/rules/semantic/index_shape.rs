use super::chain::{self, Problem};
use crate::component::Component;
use crate::component::modules::Shape;
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend};

pub(super) const RULE: Rule = Rule {
    id: "semantic/index-shape",
    severity: Severity::Warning,
    summary: "an index on inputs that are a map, or none on inputs that are a list",
    why: "Inputs that are a list are read as `inputs[0].name`, inputs that are a map as `inputs.name`.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("index_shape.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for fault in chain::faults(component) {
        let Problem::IndexShape(target, shape) = fault.problem else {
            continue;
        };
        let action = target.action_text();
        if shape == Shape::List {
            let list = fault.chained.list;
            let place = fault.reference.part(list);
            let message = format!("`inputs` of `{action}` is a list, and the reference names no item of it");
            let finding = found.report(place, message);
            let tree = component.root.tree();
            mend::write_part(finding, Safety::Unsafe, tree, (place, list), "inputs[0]");
        } else if let Some(brackets) = fault.chained.brackets() {
            let place = fault.reference.part(brackets);
            let message = format!("`inputs` of `{action}` is a map and has no items to count");
            let finding = found.report(place, message);
            finding.help("write `inputs` without brackets");
            if component.root.tree().slice(place) == brackets {
                finding.replace(Safety::Safe, "write `inputs` without brackets", place, "");
            }
        }
    }
}
