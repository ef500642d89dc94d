use super::chain::{self, Problem};
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "semantic/output-of-later-step",
    severity: Severity::Error,
    summary: "a reference to the output of a step that has not run yet",
    why: "Phases and steps run in the order in which they are written, and a step has outputs only after it ran.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("output_of_later_step.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for fault in chain::faults(component) {
        let Problem::OutputOfLaterStep(target) = fault.problem else {
            continue;
        };
        let place = fault.reference.part(fault.chained.step);
        let name = shorten(target.text());
        if (target.phase, target.index) == (fault.step.phase, fault.step.index) {
            found
                .report(place, format!("step `{name}` refers to its own output"))
                .help("move the command that needs the output to a step behind this one");
        } else {
            found
                .report(place, format!("step `{name}` runs later than this step"))
                .help(format!("move this step behind `{name}`"))
                .label(target.place(), "runs later");
        }
    }
}
