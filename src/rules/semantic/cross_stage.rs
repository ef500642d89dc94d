use super::chain::{self, Problem};
use crate::component::{Component, Stage};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "semantic/cross-stage",
    severity: Severity::Error,
    summary: "a reference from the build stage to the test stage, or back",
    why: "`build` and `validate` run in one stage and `test` and `container-host-test` in another; a reference cannot cross from one to the other.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-components.html",
    page: include_str!("cross_stage.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for fault in chain::faults(component) {
        let Problem::CrossStage { here, there } = fault.problem else {
            continue;
        };
        let phase = fault.chained.phase;
        found
            .report(
                fault.reference.part(phase),
                format!(
                    "phase `{phase}` runs in the {} stage, this step in the {} stage",
                    word(there),
                    word(here)
                ),
            )
            .help("pass the value to both stages in a parameter, or find it out in this stage again");
    }
}

fn word(stage: Stage) -> &'static str {
    match stage {
        Stage::Build => "build",
        Stage::Test => "test",
    }
}
