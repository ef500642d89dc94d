use crate::component::{Component, Step, template};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::Node;

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
        for (value, place) in places(step) {
            let Some((reference, _)) = template::find(value).first().cloned() else {
                continue;
            };
            let written = value.written_span();
            let span = if value.is_alias() { written } else { reference };
            found
                .report(span, format!("references are not documented for {place}"))
                .help("write the value itself")
                .claims(written);
        }
    }
}

/// The names of phases and steps are left out: braces are none of their characters, which has its own finding.
fn places<'a>(step: &Step<'a>) -> Vec<(Node<'a>, String)> {
    let mut found = Vec::new();
    for key in STEP_KEYS {
        found.extend(step.node.present(key).map(|value| (value, format!("`{key}`"))));
    }
    if let Some(own) = &step.looping {
        found.extend(own.name.map(|name| (name, "the name of a loop".to_owned())));
        let delimiter = own
            .node
            .present("forEach")
            .and_then(|items| items.present("delimiter"));
        found.extend(delimiter.map(|value| (value, "`delimiter`".to_owned())));
    }
    found.retain(|(value, _)| value.is_scalar());
    found
}
