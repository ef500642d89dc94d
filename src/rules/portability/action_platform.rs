use super::platforms;
use crate::component::modules::Module;
use crate::component::{Component, Platform};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "portability/action-platform",
    severity: Severity::Error,
    summary: "an action that does not exist on the component's platform",
    why: "CreateComponent refuses an action that the component's platform does not have.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("action_platform.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    // A platform that was concluded from the actions has all of them.
    let Some(platform) = component.platform else {
        return;
    };
    for step in component.steps() {
        let (Some(module), Some(action)) = (step.module, step.action) else {
            continue;
        };
        if module.platforms.contains(&platform) {
            continue;
        }
        let finding = found.report(
            action.span(),
            format!("`{}` does not exist on {}", module.name, platform.word()),
        );
        finding.help(help(module, platform));
        if platforms::headed_for_windows(module) && step.condition.is_some() {
            finding.warning();
        }
    }
}

fn help(module: &Module, platform: Platform) -> String {
    let on = platforms::listed(module.platforms);
    let shell = match platform {
        Platform::Windows => "ExecutePowerShell",
        Platform::Linux | Platform::MacOs => "ExecuteBash",
    };
    let mut only = format!("the action is for {on}");
    if module.platforms.len() == 1 {
        only.push_str(" only");
    }
    format!("{only}; on {} use `{shell}`", platform.word())
}
