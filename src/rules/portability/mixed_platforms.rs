use super::platforms;
use crate::component::{Component, Platform, Step};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "portability/mixed-platforms",
    severity: Severity::Error,
    summary: "actions that no platform has all of",
    why: "A component has one platform, and CreateComponent refuses an action that the platform does not have.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("mixed_platforms.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    // With a platform, each action that it does not have is a finding of `action-platform`.
    if component.platform.is_some() {
        return;
    }
    let first = |wanted: &dyn Fn(&Step<'_>) -> bool| component.steps().find(|step| wanted(step));
    let only_windows = first(&|step| {
        step.module
            .is_some_and(|module| module.platforms == [Platform::Windows])
    });
    let bash = first(&|step| step.runs("ExecuteBash"));
    let other = || {
        first(&|step| {
            step.module
                .is_some_and(|module| !module.platforms.contains(&Platform::Windows))
        })
    };
    let (Some(windows), Some(unix)) = (only_windows, bash.or_else(other)) else {
        return;
    };
    let at = |step: &Step<'_>| (step.phase, step.index);
    let (earlier, later) = if at(windows) < at(unix) {
        (windows, unix)
    } else {
        (unix, windows)
    };
    let (Some(first), Some(second)) = (earlier.action, later.action) else {
        return;
    };
    let on = |step: &Step<'_>| {
        step.module
            .map_or_else(String::new, |m| platforms::listed(m.platforms))
    };
    let finding = found.report(
        second.span(),
        format!(
            "no platform has both `{}` and `{}`",
            earlier.action_text(),
            later.action_text()
        ),
    );
    finding
        .help("make one component for each platform; an `if` does not help, every action is checked against the platform")
        .label(first.span(), format!("for {} only", on(earlier)));
    if bash.is_none() {
        finding.warning().help(
            "make one component for each platform; AWS's page says that this action does not work on Windows",
        );
    }
}
