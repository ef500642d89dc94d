use crate::component::Component;
use crate::diagnostic::{Safety, Severity};
use crate::rules::literal::steps;
use crate::rules::{Check, Findings, Rule, mend};

pub(super) const RULE: Rule = Rule {
    id: "semantic/reboot-timeout",
    severity: Severity::Warning,
    summary: "a time limit on Reboot",
    why: "The Reboot action does not support a step timeout, so the value limits nothing.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("reboot_timeout.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in steps(component, &["Reboot"]) {
        let Some(entry) = step.node.entry("timeoutSeconds") else {
            continue;
        };
        // Any other value has a finding of its own.
        let number = entry.value.resolved().and_then(|value| value.as_integer());
        if number.is_some_and(|number| number == -1 || number >= 1) {
            let finding = found.report(entry.span(), "`timeoutSeconds` has no effect on Reboot");
            finding.help("leave it out; `delaySeconds` under `inputs` waits before the reboot");
            if let Some(edit) = mend::without_entry(step.node, entry) {
                finding.fix(Safety::Unsafe, "leave it out", vec![edit]);
            }
        }
    }
}
