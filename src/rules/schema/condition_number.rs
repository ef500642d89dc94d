use crate::component::Component;
use crate::component::{
    condition::{self, Operand},
    template,
};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::Node;
use crate::yaml::scalar::Resolved;

pub(super) const RULE: Rule = Rule {
    id: "schema/condition-number",
    severity: Severity::Warning,
    summary: "a comparison of numbers with something that is no number",
    why: "Text that is no number makes the comparison false, whatever the other side is.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-comparison-operators.html",
    page: include_str!("condition_number.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for condition in component.steps().flat_map(condition::of_step) {
        let Some((entry, operator)) = condition.only() else {
            continue;
        };
        if operator.operand != Operand::Number {
            continue;
        }
        let name = operator.name;
        let no_number = |value: &Node<'_>| value.is_scalar() && !is_number(*value);
        let help = "write a number such as `10`, `-3` or `2.5`, or compare as text with `stringEquals`";
        if let Some(operand) = Some(entry.value).filter(no_number) {
            let message = format!(
                "`{}` is not a number that `{name}` can compare with",
                operand.shown()
            );
            found.report(operand.span(), message).help(help);
        }
        let companion = condition.companion("value").map(|entry| entry.value);
        if let Some(value) = companion.filter(no_number) {
            let message = format!("`{}` is not a number, so `{name}` is always false", value.shown());
            found.report(value.span(), message).help(help);
        }
    }
}

/// Whether the comparison can read it: a YAML number, text like one, or a value not known yet.
fn is_number(value: Node<'_>) -> bool {
    let text = value.text().unwrap_or_default();
    if template::is_dynamic(text)
        || matches!(value.resolved(), Some(Resolved::Integer(_) | Resolved::Float(_)))
    {
        return true;
    }
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    match unsigned.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(unsigned),
    }
}
