use crate::component::{Component, Platform};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "portability/input-platform",
    severity: Severity::Error,
    summary: "an input that does not work on Windows",
    why: "The action fails on Windows when this input is there.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("input_platform.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    if component.platform != Some(Platform::Windows) {
        return;
    }
    for step in component.steps() {
        let Some(module) = step.module else { continue };
        for entry in step.input_maps().into_iter().flat_map(Node::entries) {
            let unfit = module.input(entry.name()).is_some_and(|input| !input.on_windows);
            if !unfit || entry.value.is_null() {
                continue;
            }
            let finding = found.report(
                entry.key.written_span(),
                format!("`{}` of {} does not work on Windows", entry.name(), module.name),
            );
            finding.help(
                "leave it out; rights on Windows are set by `ExecutePowerShell`, with `icacls` or `Set-Acl`",
            );
            // The step may be one that never runs.
            if step.condition.is_some() {
                finding.warning();
            }
        }
    }
}
