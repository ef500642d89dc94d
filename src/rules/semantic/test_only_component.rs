use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "semantic/test-only-component",
    severity: Severity::Info,
    summary: "a document whose only phase is `test`",
    why: "Image Builder makes a TEST component of it, which takes no part in the build stage.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/create-component-yaml.html",
    page: include_str!("test_only_component.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    let [phase] = component.phases.as_slice() else {
        return;
    };
    if let Some(name) = phase.name.filter(|_| phase.text() == "test") {
        found
            .report(
                name.span(),
                "`test` is the only phase, which makes this a TEST component",
            )
            .help("add a `build` or `validate` phase if it is to take part in the build too");
    }
}
