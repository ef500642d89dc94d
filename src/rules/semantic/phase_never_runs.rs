use super::no_image_builder_phase::RUN;
use crate::component::Component;
use crate::diagnostic::{Safety, Severity};
use crate::nearest::nearest;
use crate::rules::literal::is_name;
use crate::rules::{Check, Findings, Rule, mend};

pub(super) const RULE: Rule = Rule {
    id: "semantic/phase-never-runs",
    severity: Severity::Warning,
    summary: "a phase that Image Builder does not run",
    why: "Image Builder runs the phases build, validate, test and container-host-test, and skips all others without a word.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("phase_never_runs.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    // Without any of the four it is one finding about the document.
    if !component.phases.iter().any(|phase| phase.stage().is_some()) {
        return;
    }
    for phase in &component.phases {
        let Some(name) = phase.name.filter(|_| is_name(phase.text())) else {
            continue;
        };
        if phase.stage().is_some() {
            continue;
        }
        let finding = found.report(
            name.span(),
            format!("Image Builder never runs the phase `{}`", name.shown()),
        );
        match nearest(phase.text(), RUN) {
            Some(meant) if component.phase(meant).is_some() => {
                finding.help(format!("move its steps to the phase `{meant}`"))
            }
            Some(meant) => {
                // Its steps have not run so far.
                mend::write(finding, Safety::Unsafe, name, meant);
                finding
            }
            None => finding.help(
                "move its steps to `build`, `validate` or `test`, unless ExecuteDocument is to run this phase",
            ),
        };
    }
}
