use crate::component::Component;
use crate::component::condition::{self, Operand};
use crate::component::head;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "schema/not-single",
    severity: Severity::Warning,
    summary: "a `not` with no condition or with several",
    why: "`not` turns one condition around; what it makes of several is not documented.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-logical-operators.html",
    page: include_str!("not_single.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for condition in component.steps().flat_map(condition::of_step) {
        for (entry, operator) in &condition.operators {
            if operator.operand != Operand::Condition || !entry.value.is_list() {
                continue;
            }
            if entry.value.items().len() == 0 {
                found
                    .report(entry.key.span(), "`not` has no condition")
                    .help("write one condition below it");
            }
            if let Some(second) = entry.value.items().nth(1) {
                found
                    .report(
                        head(second),
                        "`not` takes one condition, and this is a second one",
                    )
                    .help("write `or:` below `not:` when none may hold, `and:` when not all may hold");
            }
        }
    }
}
