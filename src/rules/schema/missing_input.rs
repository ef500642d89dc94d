use super::inputs;
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "schema/missing-input",
    severity: Severity::Error,
    summary: "an input that the action requires is left out",
    why: "Image Builder refuses the step, or the step fails; a key with nothing behind it counts as left out.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("missing_input.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps() {
        for map in inputs::maps(step) {
            for name in inputs::key_faults(&map).missing {
                found
                    .report(
                        map.place_of_missing(name),
                        format!("`{name}` is missing, which {} needs", map.what),
                    )
                    .help(format!("add `{name}:` and its value"));
            }
        }
    }
}
