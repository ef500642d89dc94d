use super::chain::{self, Problem};
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "semantic/index-out-of-range",
    severity: Severity::Error,
    summary: "an index past the end of a step's inputs",
    why: "Inputs are counted from 0, and there is nothing past the last one.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("index_out_of_range.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for fault in chain::faults(component) {
        let Problem::IndexOutOfRange(target, count) = fault.problem else {
            continue;
        };
        let Some(brackets) = fault.chained.brackets() else {
            continue;
        };
        let items = if count == 1 { "item" } else { "items" };
        let message = format!(
            "`inputs` of step `{}` has only {count} {items}",
            shorten(target.text())
        );
        let index = brackets.trim_matches(['[', ']', ' ']);
        let finding = found.report(fault.reference.part(index), message);
        finding.help(if count == 1 {
            "write `inputs[0]`: counting starts at 0".to_owned()
        } else {
            format!("write a number from 0 to {}: counting starts at 0", count - 1)
        });
    }
}
