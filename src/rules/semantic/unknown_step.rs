use std::collections::HashMap;

use super::chain::{self, Problem};
use super::hints::{self, Hints};
use crate::component::{Component, Phase, Step};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule, mend};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "semantic/unknown-step",
    severity: Severity::Error,
    summary: "a reference to a step that does not exist in that phase",
    why: "A reference reaches only the phases and steps of its own document; names are case sensitive.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("unknown_step.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    let mut hints = Hints::default();
    let mut elsewhere: Option<HashMap<&str, &Phase<'_>>> = None;
    for fault in chain::faults(component) {
        let Problem::UnknownStep(phase) = fault.problem else {
            continue;
        };
        let name = fault.chained.step;
        let message = format!(
            "phase `{}` has no step `{}`",
            shorten(phase.text()),
            shorten(name)
        );
        let place = fault.reference.part(name);
        let finding = found.report(place, message);
        let elsewhere = elsewhere.get_or_insert_with(|| phases_of_steps(component));
        let scope = phase.steps.first().map_or(usize::MAX, |step| step.phase);
        let nearest = hints.nearest(scope, name, phase.steps.iter().map(Step::text));
        let here = component.phases.get(fault.step.phase).and_then(Phase::stage);
        let other = elsewhere
            .get(name)
            .filter(|other| other.stage().is_none() || here.is_none() || other.stage() == here);
        match (other, nearest) {
            (Some(other), _) => {
                finding.help(format!(
                    "the step is in phase `{0}`: write `{0}.{name}`",
                    shorten(other.text())
                ));
            }
            (None, Some(meant)) => {
                let tree = component.root.tree();
                mend::write_part(finding, mend::of_names(name, meant), tree, (place, name), meant);
            }
            (None, None) if phase.steps.is_empty() => {}
            (None, None) => {
                finding.help(format!(
                    "the steps there: {}",
                    hints::list(phase.steps.iter().map(Step::text))
                ));
            }
        }
    }
}

/// The phase of every step; of several steps with one name the first.
fn phases_of_steps<'c, 'a>(component: &'c Component<'a>) -> HashMap<&'a str, &'c Phase<'a>> {
    let mut found = HashMap::new();
    for phase in &component.phases {
        for step in &phase.steps {
            found.entry(step.text()).or_insert(phase);
        }
    }
    found
}
