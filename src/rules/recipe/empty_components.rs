use super::support;
use crate::diagnostic::Severity;
use crate::recipe::{Language, Review};
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "recipe/empty-components",
    severity: Severity::Warning,
    summary: "a list of components with nothing in it",
    why: "The API wants at least one component in the list when there is a list.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImageRecipe.html",
    page: include_str!("empty_components.md"),
    checks: &[Check::Recipe(check)],
};

fn check(review: &Review, at: usize, found: &mut Findings<'_>) {
    for (file, _, recipe) in support::recipes(review, at) {
        let Some(span) = recipe.empty_list else { continue };
        let finding = found
            .report(span, "the list of components is empty")
            .help("name a component, or leave the key out");
        if file.language == Language::Request {
            finding.error();
        }
    }
}
