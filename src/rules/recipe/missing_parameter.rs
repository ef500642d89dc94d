use super::support;
use crate::diagnostic::Severity;
use crate::recipe::Review;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "recipe/missing-parameter",
    severity: Severity::Error,
    summary: "a recipe that leaves out a parameter without a default",
    why: "A parameter without a default has to get its value from the recipe; without one, Image Builder refuses.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-component-parameters.html",
    page: include_str!("missing_parameter.md"),
    checks: &[Check::Recipe(check)],
};

fn check(review: &Review, at: usize, found: &mut Findings<'_>) {
    for (file, _, recipe) in support::recipes(review, at) {
        for used in recipe.components.iter().filter(|used| used.complete) {
            // A name that is computed may be the one that is missing.
            if used.settings.iter().any(|setting| setting.name.known().is_none()) {
                continue;
            }
            let Some(document) = review.target(at, used).document else {
                continue;
            };
            for parameter in document.parameters.iter().filter(|parameter| parameter.required) {
                let set = used
                    .settings
                    .iter()
                    .any(|setting| setting.name.known() == Some(parameter.name.as_str()));
                if !set {
                    found
                        .report(
                            used.which.value().map_or(used.place, |value| value.span),
                            format!(
                                "{} wants a value for `{}`",
                                support::called(file, used),
                                shorten(&parameter.name)
                            ),
                        )
                        .help("set it below the component, or give it a `default` in the component");
                }
            }
        }
    }
}
