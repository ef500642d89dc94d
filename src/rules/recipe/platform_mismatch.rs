use super::support;
use crate::component::Platform;
use crate::diagnostic::Severity;
use crate::recipe::{File, Recipe, Review};
use crate::rules::{Check, Findings, Rule};
use crate::source::Span;

pub(super) const RULE: Rule = Rule {
    id: "recipe/platform-mismatch",
    severity: Severity::Error,
    summary: "a component of another platform than the parent image or the other components",
    why: "All components of a recipe run on one instance, started from the parent image: one that is made for another platform cannot run there.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-components.html",
    page: include_str!("platform_mismatch.md"),
    checks: &[Check::Recipe(check)],
};

fn check(review: &Review, at: usize, found: &mut Findings<'_>) {
    for (file, _, recipe) in support::recipes(review, at) {
        let mut known = of_parent(review, at, recipe);
        for used in &recipe.components {
            let Some(platform) = review.target(at, used).platform else {
                continue;
            };
            let span = used.which.value().map_or(used.place, |value| value.span);
            match &known {
                Some(known) if known.platform != platform => {
                    found
                        .report(
                            span,
                            format!(
                                "{} is for {}, and {} for {}",
                                support::called(file, used),
                                platform.word(),
                                known.what,
                                known.platform.word()
                            ),
                        )
                        .label(known.span, format!("this is for {}", known.platform.word()))
                        .help(format!("name a component for {}", known.platform.word()));
                }
                Some(_) => {}
                None => known = Some(of_component(file, used, platform, span)),
            }
        }
    }
}

struct Known {
    platform: Platform,
    what: String,
    span: Span,
}

fn of_parent(review: &Review, at: usize, recipe: &Recipe) -> Option<Known> {
    Some(Known {
        platform: review.system(at, recipe)?.platform()?,
        what: "the parent image is".to_owned(),
        span: recipe.parent.as_ref()?.span,
    })
}

fn of_component(file: &File, used: &crate::recipe::Use, platform: Platform, span: Span) -> Known {
    Known {
        platform,
        what: format!("{} is", support::called(file, used)),
        span,
    }
}
