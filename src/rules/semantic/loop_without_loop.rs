use super::loops::{Loops, Reading};
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "semantic/loop-without-loop",
    severity: Severity::Warning,
    summary: "`loop.…` in a step without a loop",
    why: "In a step without a loop the text stays as it is, braces included.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-looping-constructs.html",
    page: include_str!("loop_without_loop.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    let loops = Loops::of(component);
    for step in component.steps() {
        for reference in &step.references {
            if loops.read(step, &reference.expression) == Some(Reading::WithoutLoop) {
                found
                    .report(
                        reference.inner,
                        "this step has no loop, so the text stays as it is",
                    )
                    .help("give the step a `loop`, or take the reference out");
            }
        }
    }
}
