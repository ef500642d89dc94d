use crate::component::{Component, Loop, head};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "schema/loop-empty",
    severity: Severity::Warning,
    summary: "a loop over an empty list",
    why: "The step of a loop over nothing never runs.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-looping-constructs.html",
    page: include_str!("loop_empty.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps() {
        let each = step.looping.as_ref().and_then(Loop::each);
        let Some(list) = each.filter(|each| each.is_list() && each.items().len() == 0) else {
            continue;
        };
        found
            .report(head(list), "the list is empty, so the step never runs")
            .help("add items, or remove the step");
    }
}
