use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "schema/condition-list-in-if",
    severity: Severity::Warning,
    summary: "an `if` that is a list",
    why: "The documentation shows a map below `if` throughout; whether AWSTOE reads a list is not documented.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-conditional-constructs.html",
    page: include_str!("condition_list_in_if.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps() {
        let Some(entry) = step.node.entry("if").filter(|entry| entry.value.is_list()) else {
            continue;
        };
        let help = if entry.value.items().len() == 1 {
            "write the condition as a map, without the `-`"
        } else {
            "write the list below `and:` or `or:`"
        };
        found
            .report(entry.key.span(), "`if` takes one condition, not a list")
            .help(help);
    }
}
