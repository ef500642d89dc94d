use crate::component::{Component, Platform, Stage, Step};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::script::{Script, Scripts};

pub(super) const RULE: Rule = Rule {
    id: "windows/no-reboot-after-updates",
    severity: Severity::Info,
    summary: "the build ends with updates and no reboot",
    why: "Updates that wait for a restart are finished when the first instance starts, which then takes longer.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("no_reboot_after_updates.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let component = scripts.component;
    if component.platform != Some(Platform::Windows) {
        return;
    }
    let Some(last) = component.phase("build").and_then(|phase| phase.steps.last()) else {
        return;
    };
    let script = scripts.all.iter().find(|script| std::ptr::eq(script.step, last));
    let updates = last.runs("UpdateOS") || script.is_some_and(installs_updates);
    if updates && !restarts_later(component, last) {
        found
            .report(
                last.place(),
                "the build ends with updates, and nothing restarts Windows behind them",
            )
            .help("add a step with the action `Reboot` behind it");
    }
}

fn installs_updates(script: &Script<'_, '_>) -> bool {
    let code = script.code.to_ascii_lowercase();
    let installs = script.calls.iter().any(|call| {
        let says = |name: &str| {
            call.arguments()
                .iter()
                .any(|word| word.text.eq_ignore_ascii_case(name))
        };
        let by_name = matches!(
            call.program(),
            "install-windowsupdate" | "get-windowsupdate" | "get-wuinstall"
        );
        let lists = call.program() != "install-windowsupdate" && !says("-Install");
        by_name && !lists && !says("-AutoReboot")
    });
    installs && !code.contains("3010") && !code.contains("restart-computer")
}

/// Whether a later phase of the build stage restarts Windows.
fn restarts_later(component: &Component<'_>, last: &Step<'_>) -> bool {
    component.steps().any(|step| {
        let stage = component
            .phases
            .get(step.phase)
            .and_then(crate::component::Phase::stage);
        step.phase > last.phase && stage == Some(Stage::Build) && step.runs("Reboot")
    })
}
