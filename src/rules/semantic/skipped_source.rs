use super::chain::{self, Problem, Skip};
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "semantic/skipped-source",
    severity: Severity::Info,
    summary: "a reference to the output of a step that may not have run",
    why: "A step that was skipped, or failed under `onFailure: Ignore`, has no useful output.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("skipped_source.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for fault in chain::faults(component) {
        let Problem::SkippedSource(target, skip) = fault.problem else {
            continue;
        };
        let name = shorten(target.text());
        let message = match skip {
            Skip::Condition => format!("step `{name}` can be skipped, and then has no output"),
            Skip::Ignored => format!("step `{name}` can fail unnoticed, and then has no useful output"),
        };
        found
            .report(fault.reference.part(fault.chained.step), message)
            .help("let this step work with an empty value, too")
            .label(target.place(), "the step");
    }
}
