use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "semantic/infinite-timeout",
    severity: Severity::Info,
    summary: "a step without a time limit",
    why: "A step that hangs keeps a paid instance running until the workflow gives up, after 12 hours by default.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("infinite_timeout.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps() {
        // ExecuteDocument takes nothing but -1, and Reboot has no limit at all.
        if step.runs("ExecuteDocument") || step.runs("Reboot") {
            continue;
        }
        let Some(value) = step.node.present("timeoutSeconds") else {
            continue;
        };
        if value.resolved().and_then(|value| value.as_integer()) == Some(-1) {
            found
                .report(value.span(), "`-1` lets this step hang for hours")
                .help("write the longest time in seconds that the step can need");
        }
    }
}
