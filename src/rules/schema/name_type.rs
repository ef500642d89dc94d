use super::names;
use super::values::not_text;
use crate::component::Component;
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend};
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "schema/name-type",
    severity: Severity::Warning,
    summary: "a name or description that is not text",
    why: "Tools that rewrite YAML change unquoted numbers, booleans and dates: `1.10` becomes 1.1.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("name_type.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for key in ["name", "description"] {
        if let Some(value) = component.root.present(key) {
            report(key, value, found);
        }
    }
    let names = component.phases.iter().flat_map(|phase| {
        phase
            .name
            .into_iter()
            .chain(phase.steps.iter().filter_map(|step| step.name))
    });
    for name in names {
        // A name with wrong characters or length has a finding already.
        if names::fault(name.text().unwrap_or_default()).is_none() {
            report("name", name, found);
        }
    }
    for looping in component.steps().filter_map(|step| step.looping.as_ref()) {
        if let Some(name) = looping.name {
            report("name", name, found);
        }
    }
}

fn report(key: &str, value: Node<'_>, found: &mut Findings<'_>) {
    if let Some(kind) = not_text(value) {
        let message = format!("the {key} `{}` reads as {kind}, not text", value.shown());
        let finding = found.report(value.first_line(), message);
        mend::write_quoted(finding, Safety::Safe, value);
    }
}
