use super::numbers::{self, Number};
use super::values::place;
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "schema/timeout-seconds",
    severity: Severity::Error,
    summary: "a timeout that is not a number of seconds",
    why: "A timeout is a whole number of seconds from 1 on, or `-1` for none; Image Builder refuses 0 and other negative numbers.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("timeout_seconds.md"),
    checks: &[Check::Component(check)],
};

const HELP: &str = "write a whole number of seconds from 1 on, or `-1` for no limit";

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps() {
        let Some(entry) = step.node.entry("timeoutSeconds") else {
            continue;
        };
        match numbers::read(entry, HELP, found) {
            Some(Number::Plain(number) | Number::Quoted(number)) if number < 1 && number != -1 => {
                found
                    .report(
                        place(entry),
                        format!("`timeoutSeconds` is {number}, which is no timeout"),
                    )
                    .help(HELP);
            }
            Some(Number::Quoted(number)) => numbers::report_quotes(entry, number, found),
            Some(Number::Plain(_)) | None => {}
        }
    }
}
