use super::support;
use crate::diagnostic::Severity;
use crate::recipe::Review;
use crate::release::image_builder::Version;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "recipe/stale-recipe-version",
    severity: Severity::Warning,
    summary: "a recipe that changed and whose version did not",
    why: "A version of a recipe cannot change. Whoever deploys another one under the same version is told that it already exists.",
    source: "https://github.com/hashicorp/terraform-provider-aws/issues/28677",
    page: include_str!("stale_recipe_version.md"),
    checks: &[Check::Recipe(check)],
};

fn check(review: &Review, at: usize, found: &mut Findings<'_>) {
    for (file, number, recipe) in support::recipes(review, at) {
        let Some((part, revision)) = review.changed_recipe(at, number) else {
            continue;
        };
        let Some(value) = &recipe.version else { continue };
        let version = value.known().and_then(|text| Version::parse(text).ok());
        // Image Builder counts by itself.
        if version.is_some_and(|version| version.has_x()) {
            continue;
        }
        let finding = found.report(
            value.span,
            format!(
                "{} since {}, and the version of the recipe is still `{}`",
                part.changed(),
                shorten(revision),
                support::shown(file, value)
            ),
        );
        support::write_next(finding, value, version, "");
    }
}
