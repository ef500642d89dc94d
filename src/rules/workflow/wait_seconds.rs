use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::workflow::{Workflow, given};

pub(super) const RULE: Rule = Rule {
    id: "workflow/wait-seconds",
    severity: Severity::Error,
    summary: "a wait that is not shorter than the timeout",
    why: "`waitSeconds` must be less than `timeoutSeconds`.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html",
    page: include_str!("wait_seconds.md"),
    checks: &[Check::Workflow(check)],
};

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    for step in &workflow.steps {
        let Some(node) = step.node.present("waitSeconds") else {
            continue;
        };
        let Some(wait) = node.resolved().and_then(|value| value.as_integer()) else {
            continue;
        };
        if wait < 0 {
            found
                .report(node.span(), format!("a wait of {wait} seconds"))
                .help("write 0 or more, or leave the key out")
                .warning();
            continue;
        }
        if let Some(timeout) = step.timeout() {
            if wait >= timeout && timeout > 0 {
                found
                    .report(
                        node.span(),
                        format!("waits {wait} seconds, and the timeout is {timeout}"),
                    )
                    .help("wait for less time than `timeoutSeconds`, or raise that");
            }
        } else if let Some(action) = step.known.filter(|action| wait >= action.default_seconds)
            && given(step.node, "timeoutSeconds").is_none()
        {
            found
                .report(
                    node.span(),
                    format!(
                        "waits {wait} seconds, and the default timeout of `{}` is {}",
                        action.name, action.default_seconds
                    ),
                )
                .help("wait for less time, or set a longer `timeoutSeconds`")
                .warning();
        }
    }
}
