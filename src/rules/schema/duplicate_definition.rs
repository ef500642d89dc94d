use crate::component::Component;
use crate::component::Definition;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use std::collections::HashMap;

pub(super) const RULE: Rule = Rule {
    id: "schema/duplicate-definition",
    severity: Severity::Error,
    summary: "one name for two parameters or constants",
    why: "A name is unique in the document, across parameters and constants together.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("duplicate_definition.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    let mut all: Vec<&Definition<'_>> = component.definitions().collect();
    all.sort_by_key(|definition| definition.name.span());
    let mut first: HashMap<&str, &Definition<'_>> = HashMap::new();
    for definition in all {
        let Some(other) = first.get(definition.text()) else {
            first.insert(definition.text(), definition);
            continue;
        };
        let name = definition.name.shown();
        found
            .report(
                definition.name.span(),
                format!("`{name}` is already the name of a {}", other.kind.word()),
            )
            .help("give it another name, or remove one of the two")
            .label(other.name.span(), "first defined here");
    }
}
