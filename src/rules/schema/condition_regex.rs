use super::go_pattern::{self, PatternFault};
use crate::component::Component;
use crate::component::{
    condition::{self, Operand},
    template,
};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::source::Span;
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "schema/condition-regex",
    severity: Severity::Error,
    summary: "a regular expression that Go does not take",
    why: "AWSTOE matches with the regular expressions of Go (RE2 syntax), which have no look-around and no back-references.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-comparison-operators.html",
    page: include_str!("condition_regex.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for condition in component.steps().flat_map(condition::of_step) {
        for (entry, operator) in &condition.operators {
            if operator.operand == Operand::Pattern && !entry.value.is_null() {
                check_pattern(entry.value, found);
            }
        }
    }
}

fn check_pattern(value: Node<'_>, found: &mut Findings<'_>) {
    let pattern = value.text().unwrap_or_default();
    if template::is_dynamic(pattern) {
        return;
    }
    let Some(fault) = go_pattern::fault(pattern) else {
        return;
    };
    match fault {
        PatternFault::LookAround(at, length) => {
            let behind = pattern
                .get(at..at + length)
                .is_some_and(|text| text.contains('<'));
            let name = if behind { "look-behind" } else { "look-ahead" };
            found
                .report(
                    part(value, at, length),
                    format!("Go's regular expressions have no {name}"),
                )
                .help("match without it; `not` and `and` combine several patterns");
        }
        PatternFault::BackReference(at, length) => {
            found
                .report(
                    part(value, at, length),
                    "Go's regular expressions have no back-references",
                )
                .help("match without it, or compare in the commands of a step");
        }
        PatternFault::Broken(reason) => {
            found
                .report(
                    value.span(),
                    format!("the regular expression does not seem to compile: {reason}"),
                )
                .help("write it in RE2 syntax")
                .warning();
        }
    }
}

/// Where a part of a scalar's text stands in the file; the whole scalar when escapes are in the way.
fn part(value: Node<'_>, at: usize, length: usize) -> Span {
    let base = value.span().start as usize;
    match value.text().and_then(|text| value.raw().find(text)) {
        Some(offset) => Span::new(base + offset + at, base + offset + at + length),
        None => value.span(),
    }
}
