use super::numbers::{self, Number};
use super::values::place;
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "schema/max-attempts",
    severity: Severity::Error,
    summary: "a number of attempts that is not a whole number from 1 on",
    why: "Image Builder reads `maxAttempts` as a whole number, and a step that may run less than once makes no sense.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("max_attempts.md"),
    checks: &[Check::Component(check)],
};

const HELP: &str = "write a whole number from 1 on";

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps() {
        let Some(entry) = step.node.entry("maxAttempts") else {
            continue;
        };
        match numbers::read(entry, HELP, found) {
            Some(Number::Plain(number) | Number::Quoted(number)) if number < 1 => {
                found
                    .report(
                        place(entry),
                        format!("`maxAttempts` is {number}, less than one attempt"),
                    )
                    .help(HELP)
                    .warning();
            }
            Some(Number::Quoted(number)) => numbers::report_quotes(entry, number, found),
            Some(Number::Plain(_)) | None => {}
        }
    }
}
