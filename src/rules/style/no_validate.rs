use crate::diagnostic::Severity;
use crate::rules::installers;
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;

pub(super) const RULE: Rule = Rule {
    id: "style/no-validate",
    severity: Severity::Info,
    summary: "a build that installs something, and nothing that looks whether it works",
    why: "A `validate` phase fails the build before an image is made of it.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("no_validate.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let component = scripts.component;
    let named = |names: &[&str]| {
        component
            .phases
            .iter()
            .position(|phase| names.contains(&phase.text()))
    };
    let Some(build) = named(&["build"]) else { return };
    if named(&["validate", "test", "container-host-test"]).is_some() {
        return;
    }
    let by_action = component
        .steps()
        .any(|step| step.phase == build && step.runs("InstallMSI"));
    let by_script = || {
        scripts
            .calls()
            .any(|(script, call)| script.step.phase == build && installers::installs(call))
    };
    let name = component.phases.get(build).and_then(|phase| phase.name);
    if let Some(name) = name.filter(|_| by_action || by_script()) {
        found
            .report(name.span(), "the build installs something, and no phase looks whether it works")
            .help("add a phase `validate` with a step that fails when it does not, such as one that asks for the version");
    }
}
