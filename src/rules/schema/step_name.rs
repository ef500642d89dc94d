use super::names;
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "schema/step-name",
    severity: Severity::Error,
    summary: "a step name with a wrong character or length",
    why: "Step names have 3 to 128 letters A to Z, digits, hyphens and underscores; Image Builder refuses other characters.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("step_name.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for name in component.steps().filter_map(|step| step.name) {
        names::check("step", name, found);
    }
}
