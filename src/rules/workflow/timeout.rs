use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::workflow::Workflow;

pub(super) const RULE: Rule = Rule {
    id: "workflow/timeout",
    severity: Severity::Error,
    summary: "a timeout that the action does not allow",
    why: "Each step action has a maximum; a document with a higher `timeoutSeconds` fails validation.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html",
    page: include_str!("timeout.md"),
    checks: &[Check::Workflow(check)],
};

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    for step in &workflow.steps {
        let (Some(seconds), Some(node)) = (step.timeout(), step.node.present("timeoutSeconds")) else {
            continue;
        };
        if seconds < 1 {
            found
                .report(node.span(), format!("a timeout of {seconds} seconds"))
                .help("write at least 1, or leave the key out for the default of the action")
                .warning();
            continue;
        }
        let Some(action) = step.known.filter(|action| seconds > action.max_seconds) else {
            continue;
        };
        found
            .report(
                node.span(),
                format!(
                    "{seconds} seconds are more than the maximum of `{}`, {}",
                    action.name, action.max_seconds
                ),
            )
            .help(format!("write {} or less", action.max_seconds));
    }
}
