use super::chain::{self, Problem};
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "semantic/input-of-later-step",
    severity: Severity::Warning,
    summary: "a reference to the input of a step that runs later",
    why: "Whether the inputs of a step can be read before it runs is not documented, and it is hard to follow.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("input_of_later_step.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for fault in chain::faults(component) {
        let Problem::InputOfLaterStep(target) = fault.problem else {
            continue;
        };
        let name = shorten(target.text());
        found
            .report(
                fault.reference.part(fault.chained.step),
                format!("step `{name}` runs later than this step"),
            )
            .help("let both steps read the value from a constant or parameter")
            .label(target.place(), "runs later");
    }
}
