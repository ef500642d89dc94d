use super::support;
use crate::diagnostic::Severity;
use crate::recipe::{ComponentArn, Parent, Review, Which};
use crate::rules::{Check, Findings, Rule};
use crate::source::Span;
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "recipe/mixed-regions",
    severity: Severity::Warning,
    summary: "a recipe with components or images of several regions",
    why: "Components, images and recipes are kept by region. A recipe is created in one of them, so an ARN of another one is a copy that was not adapted.",
    source: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2imagebuilder.html",
    page: include_str!("mixed_regions.md"),
    checks: &[Check::Recipe(check)],
};

fn check(review: &Review, at: usize, found: &mut Findings<'_>) {
    for (file, _, recipe) in support::recipes(review, at) {
        let mut first: Option<(&str, Span)> = None;
        let parent =
            recipe
                .parent
                .as_ref()
                .filter(|_| !recipe.container)
                .and_then(
                    |value| match Parent::read(value.pattern()?, file.language).ok()? {
                        Parent::Arn { region, .. } => Some((region?, value.span)),
                        _ => None,
                    },
                );
        let components = recipe.components.iter().filter_map(|used| match &used.which {
            Which::Arn(value) => Some((ComponentArn::read(value.pattern()?).ok()?.region?, value.span)),
            _ => None,
        });
        for (region, span) in parent.into_iter().chain(components) {
            match first {
                Some((other, place)) if other != region => {
                    found
                        .report(
                            span,
                            format!(
                                "the ARN is of `{}`, and another one of `{}`",
                                shorten(region),
                                shorten(other)
                            ),
                        )
                        .label(place, format!("this is of `{}`", shorten(other)))
                        .help("name what is in the region in which the recipe is created");
                }
                Some(_) => {}
                None => first = Some((region, span)),
            }
        }
    }
}
