use super::chain::{self, Problem};
use super::hints;
use crate::component::Component;
use crate::diagnostic::{Safety, Severity};
use crate::nearest::nearest;
use crate::rules::{Check, Findings, Rule, mend};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "semantic/unknown-input",
    severity: Severity::Error,
    summary: "a reference to an input that the step does not have",
    why: "There is nothing to put in place of a reference to an input that is not there.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("unknown_input.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for fault in chain::faults(component) {
        let name = fault.chained.head();
        let place = fault.reference.part(name);
        match fault.problem {
            Problem::UnknownInput(target, module) => {
                let message = format!("`{}` has no input `{}`", module.name, shorten(name));
                let finding = found.report(place, message);
                let names = || module.inputs.iter().map(|input| input.name);
                if let Some(meant) = nearest(name, names()) {
                    let tree = component.root.tree();
                    mend::write_part(finding, Safety::Safe, tree, (place, name), meant);
                } else if target.outputs().is_some_and(|outputs| outputs.contains(&name)) {
                    finding.help(format!("`{name}` is an output: write `outputs.{name}`"));
                } else if !module.inputs.is_empty() {
                    finding.help(format!("its inputs: {}", hints::list(names())));
                }
            }
            Problem::InputLeftOut(target) => {
                found
                    .report(
                        place,
                        format!("step `{}` leaves out the input `{name}`", shorten(target.text())),
                    )
                    .help(format!(
                        "give the step an input `{name}`, or refer to one that it has"
                    ))
                    .label(target.place(), "this step")
                    .warning();
            }
            _ => {}
        }
    }
}
