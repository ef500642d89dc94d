use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "semantic/timeout-unreachable",
    severity: Severity::Info,
    summary: "a time limit above that of the default workflow",
    why: "The workflow step that runs the components ends after 12 hours by default, whatever the steps allow.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html",
    page: include_str!("timeout_unreachable.md"),
    checks: &[Check::Component(check)],
};

/// 12 hours in seconds.
const WORKFLOW: i64 = 43_200;

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps() {
        // A limit on these two is a fault of another sort.
        if step.runs("ExecuteDocument") || step.runs("Reboot") {
            continue;
        }
        let Some(value) = step.node.present("timeoutSeconds") else {
            continue;
        };
        let number = value.resolved().and_then(|value| value.as_integer());
        if number.is_some_and(|number| number > WORKFLOW) {
            found
                .report(
                    value.span(),
                    format!(
                        "`{}` seconds are never reached: the default workflow stops after {WORKFLOW}",
                        value.shown()
                    ),
                )
                .help("write a limit of at most `43200`, or give the workflow step more time too");
        }
    }
}
