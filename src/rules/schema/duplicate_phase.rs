use super::duplicates;
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "schema/duplicate-phase",
    severity: Severity::Error,
    summary: "two phases of the same name",
    why: "Phase names are unique within a document.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("duplicate_phase.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    let phases = component.phases.iter().map(|phase| (phase.node, phase.name));
    let help = "move the steps to the first phase of this name, or rename the phase";
    duplicates::check("phase", phases, help, found);
}
