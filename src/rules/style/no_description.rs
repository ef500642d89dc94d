use crate::component::{Component, head};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "style/no-description",
    severity: Severity::Info,
    summary: "a document without a description",
    why: "A description tells the next reader what the component is for.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("no_description.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    let described = component
        .root
        .entries()
        .iter()
        .any(|entry| entry.name().eq_ignore_ascii_case("description") && !entry.value.is_null());
    if !described {
        found
            .report(head(component.root), "the document has no `description`")
            .help("say in one sentence what the component does");
    }
}
