use crate::component::{Component, template};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "schema/reference-in-definition",
    severity: Severity::Warning,
    summary: "a reference in a default or in a constant",
    why: "References are documented for steps only; in a definition the text probably stays as it is.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("reference_in_definition.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for definition in component.definitions() {
        let key = definition.value_key();
        let Some(value) = definition.body.present(key).filter(|node| node.is_scalar()) else {
            continue;
        };
        let Some((span, _)) = template::find(value).into_iter().next() else {
            continue;
        };
        found
            .report(
                span,
                format!("a reference in `{key}` of a {}", definition.kind.word()),
            )
            .help("write the reference where the value is used: in `inputs`, `if` or `loop` of a step");
    }
}
