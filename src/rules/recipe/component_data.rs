use super::support;
use crate::diagnostic::Severity;
use crate::recipe::Review;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "recipe/component-data",
    severity: Severity::Error,
    summary: "a component with two documents, or with none",
    why: "Exactly one of both says what the component does: the document itself, or where it lies in Amazon S3.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html",
    page: include_str!("component_data.md"),
    checks: &[Check::Recipe(check)],
};

fn check(review: &Review, at: usize, found: &mut Findings<'_>) {
    for (_, _, component) in support::components(review, at) {
        match (&component.data, &component.uri) {
            // In templates one of both may be left out by a condition.
            (Some(data), Some(uri)) if data.known().is_some() && uri.pattern().is_some() => {
                found
                    .report(uri.span, "the component has a document and a place in Amazon S3")
                    .help("keep one of both");
            }
            (None, None) => {
                found
                    .report(component.place, "the component has no document")
                    .help("give the document, or the place where it lies in Amazon S3");
            }
            _ => {}
        }
    }
}
