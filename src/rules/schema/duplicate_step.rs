use super::duplicates;
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "schema/duplicate-step",
    severity: Severity::Error,
    summary: "two steps of the same name in one phase",
    why: "Step names are unique within a phase.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("duplicate_step.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for phase in &component.phases {
        let steps = phase.steps.iter().map(|step| (step.node, step.name));
        duplicates::check(
            "step",
            steps,
            "give each step of the phase a name of its own",
            found,
        );
    }
}
