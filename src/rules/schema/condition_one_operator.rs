use crate::component::Component;
use crate::component::condition::{self, Condition, Top};
use crate::component::head;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "schema/condition-one-operator",
    severity: Severity::Error,
    summary: "a condition with no operator or with several",
    why: "A condition has exactly one operator at each level.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-conditional-constructs.html",
    page: include_str!("condition_one_operator.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for condition in component.steps().flat_map(condition::of_step) {
        if !condition.node.is_map() {
            // A list of inputs is wrong for Assert as a whole.
            if condition.top != Top::Assert {
                no_map(&condition, found);
            }
            continue;
        }
        // The map in place of a list has a finding of its own.
        if condition.in_place_of_list {
            continue;
        }
        match condition.used().as_slice() {
            [] => none(&condition, found),
            [_] => {}
            [(first, _), (second, _), ..] => {
                let (one, two) = (first.key.shown(), second.key.shown());
                found
                    .report(
                        second.key.span(),
                        format!("a condition has one operator, and this one has `{one}` and `{two}`"),
                    )
                    .help("write `and:` or `or:` with a list item for each of them")
                    .label(first.key.span(), "the first operator");
            }
        }
    }
}

fn no_map(condition: &Condition<'_>, found: &mut Findings<'_>) {
    let node = condition.node;
    let message = if node.is_null() {
        "an empty list item is no condition".to_owned()
    } else {
        format!(
            "a condition must be a map with an operator, not {}",
            node.kind().word()
        )
    };
    found
        .report(head(node), message)
        .help("write an operator and its operand, such as `fileExists: /etc/os-release`")
        .claims(node.span());
}

fn none(condition: &Condition<'_>, found: &mut Findings<'_>) {
    // An unknown key was meant as the operator; empty `inputs` are a matter of their own.
    let empty_inputs = condition.top == Top::Assert && condition.node.written_entries().len() == 0;
    if !condition.unknown.is_empty() || empty_inputs {
        return;
    }
    if let Some((entry, _)) = condition.operators.first() {
        found
            .report(
                entry.key.span(),
                format!("`{}` has no operand", entry.key.shown()),
            )
            .help("write what it compares with behind the colon");
        return;
    }
    found
        .report(head(condition.node), "the condition has no operator")
        .help("add a documented operator, such as `stringEquals`, `fileExists` or `and`");
}
