use crate::component::Component;
use crate::component::condition::{self, Operand};
use crate::component::head;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "schema/and-or-list",
    severity: Severity::Error,
    summary: "an `and` or `or` without a list of conditions",
    why: "`and` and `or` take a list of two or more conditions.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-logical-operators.html",
    page: include_str!("and_or_list.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for condition in component.steps().flat_map(condition::of_step) {
        for (entry, operator) in &condition.operators {
            if operator.operand != Operand::Conditions || entry.value.is_null() {
                continue;
            }
            let name = operator.name;
            if !entry.value.is_list() {
                let is = entry.value.kind().word();
                let finding = found.report(
                    head(entry.value),
                    format!("`{name}` takes a list of conditions, not {is}"),
                );
                finding.help(format!(
                    "write each condition as a list item (`- `) below `{name}:`"
                ));
                continue;
            }
            let (message, help) = match entry.value.items().len() {
                0 => (
                    format!("`{name}` has no conditions"),
                    "add two or more conditions",
                ),
                1 => (
                    format!("`{name}` has one condition"),
                    "write the condition alone, or add a second one",
                ),
                _ => continue,
            };
            found.report(entry.key.span(), message).help(help).warning();
        }
    }
}
