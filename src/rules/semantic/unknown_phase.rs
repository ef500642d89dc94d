use super::chain::{self, Problem};
use super::hints::{self, Hints};
use super::no_image_builder_phase::RUN;
use crate::component::{Component, Phase};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule, mend};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "semantic/unknown-phase",
    severity: Severity::Error,
    summary: "a reference to a phase that does not exist",
    why: "A reference reaches only the phases and steps of its own document; names are case sensitive.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("unknown_phase.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    let mut hints = Hints::default();
    for fault in chain::faults(component) {
        let Problem::UnknownPhase = fault.problem else {
            continue;
        };
        let name = fault.chained.phase;
        let message = format!("no phase has the name `{}`", shorten(name));
        let place = fault.reference.part(name);
        let finding = found.report(place, message);
        let phases = || component.phases.iter().map(Phase::text);
        match hints.nearest(0, name, phases()) {
            // The phase is what has to change: Image Builder runs it under this name only.
            Some(meant) if RUN.contains(&name) && meant.eq_ignore_ascii_case(name) => {
                finding.help(format!("rename `{meant}` to `{name}`"));
            }
            Some(meant) => {
                let tree = component.root.tree();
                mend::write_part(finding, mend::of_names(name, meant), tree, (place, name), meant);
            }
            None => {
                finding.help(format!("the phases here: {}", hints::list(phases())));
            }
        }
    }
}
