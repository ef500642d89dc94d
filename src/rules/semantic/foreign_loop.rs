use super::loops::{self, Loops, Reading};
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "semantic/foreign-loop",
    severity: Severity::Error,
    summary: "a reference to the loop of another step",
    why: "A step can read only its own loop; in a step without a loop the text stays as it is.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-looping-constructs.html",
    page: include_str!("foreign_loop.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    let loops = Loops::of(component);
    for step in component.steps() {
        for reference in &step.references {
            let Some(Reading::Foreign(place)) = loops.read(step, &reference.expression) else {
                continue;
            };
            let finding = found.report(reference.inner, "this is the loop of another step");
            finding.label(place, "the loop");
            if loops::has_loop(step) {
                finding.help("write `loop.value` or `loop.index` for the loop of this step");
            } else {
                finding
                    .help("give this step a loop of its own, or take the reference out")
                    .warning();
            }
        }
    }
}
