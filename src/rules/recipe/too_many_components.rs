use super::support;
use crate::diagnostic::Severity;
use crate::recipe::Review;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "recipe/too-many-components",
    severity: Severity::Warning,
    summary: "a recipe with more than 20 components",
    why: "An account has a quota of 20 components a recipe unless it was raised; a recipe above it is refused.",
    source: "https://docs.aws.amazon.com/general/latest/gr/imagebuilder.html",
    page: include_str!("too_many_components.md"),
    checks: &[Check::Recipe(check)],
};

/// The default quota "Components per image recipe".
const MOST: usize = 20;

fn check(review: &Review, at: usize, found: &mut Findings<'_>) {
    for (_, _, recipe) in support::recipes(review, at) {
        if let Some(used) = recipe.components.get(MOST) {
            found
                .report(
                    used.which.value().map_or(used.place, |value| value.span),
                    format!(
                        "the recipe has {} components, and the default quota is {MOST}",
                        recipe.components.len()
                    ),
                )
                .help("put several into one, or have the quota raised");
        }
    }
}
