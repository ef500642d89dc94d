use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::literal::steps;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "semantic/document-action-limits",
    severity: Severity::Error,
    summary: "a time limit or retries on ExecuteDocument",
    why: "ExecuteDocument accepts only `timeoutSeconds: -1` and `maxAttempts: 1`, or neither key, and fails otherwise.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("document_action_limits.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in steps(component, &["ExecuteDocument"]) {
        let whole = |key: &str| {
            let value: Node<'_> = step.node.present(key)?;
            Some((value, value.resolved()?.as_integer()?))
        };
        // What no step accepts (0, -5) has a finding of its own.
        if let Some((value, _)) = whole("timeoutSeconds").filter(|(_, number)| *number >= 1) {
            found
                .report(
                    value.span(),
                    "ExecuteDocument takes no other time limit than `-1`",
                )
                .help("leave `timeoutSeconds` out and limit the steps of the document that it runs");
        }
        if let Some((value, _)) = whole("maxAttempts").filter(|(_, number)| *number != 1) {
            found
                .report(
                    value.span(),
                    "ExecuteDocument takes no other `maxAttempts` than `1`",
                )
                .help("leave `maxAttempts` out and repeat the steps of the document that it runs");
        }
    }
}
