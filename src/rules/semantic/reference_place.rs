use crate::component::{Component, Step, template};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::Entry;

pub(super) const RULE: Rule = Rule {
    id: "semantic/reference-place",
    severity: Severity::Warning,
    summary: "a reference in a place that is not documented for references",
    why: "References are documented for values of `inputs`, for conditions and for the items of a loop; elsewhere the text may be taken as it is.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("reference_place.md"),
    checks: &[Check::Component(check)],
};

const STEP_KEYS: &[&str] = &["action", "timeoutSeconds", "maxAttempts", "onFailure"];

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps() {
        for Entry { key, value } in places(step) {
            let Some((reference, _)) = template::find(value).first().cloned() else {
                continue;
            };
            found
                .report(
                    reference,
                    format!("a reference in `{}` may be taken as it is", key.shown()),
                )
                .help("write the value itself")
                .claims(value.span());
        }
    }
}

/// The names of phases and steps are left out: braces are none of their characters, which has its own finding.
fn places<'a>(step: &Step<'a>) -> Vec<Entry<'a>> {
    let of_loop = step.looping.as_ref().and_then(|own| own.node.entry("name"));
    let delimiter = step
        .looping
        .as_ref()
        .and_then(|own| own.node.present("forEach"))
        .and_then(|items| items.entry("delimiter"));
    STEP_KEYS
        .iter()
        .filter_map(|key| step.node.entry(key))
        .chain(of_loop)
        .chain(delimiter)
        .filter(|entry| entry.value.is_scalar())
        .collect()
}
