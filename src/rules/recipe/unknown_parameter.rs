use super::support;
use crate::diagnostic::{Safety, Severity};
use crate::nearest::nearest;
use crate::recipe::Review;
use crate::rules::{Check, Findings, Rule, words};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "recipe/unknown-parameter",
    severity: Severity::Error,
    summary: "a recipe that sets a parameter that the component does not declare",
    why: "Image Builder refuses the recipe: parameters are not defined in the provided component.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-component-parameters.html",
    page: include_str!("unknown_parameter.md"),
    checks: &[Check::Recipe(check)],
};

fn check(review: &Review, at: usize, found: &mut Findings<'_>) {
    for (file, _, recipe) in support::recipes(review, at) {
        for used in &recipe.components {
            let Some(document) = review
                .target(at, used)
                .document
                .filter(|document| document.complete)
            else {
                continue;
            };
            for setting in &used.settings {
                let Some(name) = setting.name.known() else {
                    continue;
                };
                if document.parameter(name).is_some() {
                    continue;
                }
                let names: Vec<&str> = document
                    .parameters
                    .iter()
                    .map(|known| known.name.as_str())
                    .collect();
                let meant = nearest(name, names.iter().copied());
                let finding = found.report(
                    setting.name.span,
                    format!(
                        "{} has no parameter `{}`",
                        support::called(file, used),
                        shorten(name)
                    ),
                );
                finding.help(match meant {
                    Some(meant) => format!("write `{}`", shorten(meant)),
                    None if names.is_empty() => {
                        "remove it, or declare it in the component's `parameters`".to_owned()
                    }
                    None => format!("its parameters are {}", shorten(&words::all_of(&names))),
                });
                if let Some(meant) = meant.filter(|_| setting.name.verbatim) {
                    finding.replace(
                        Safety::Unsafe,
                        format!("write `{}`", shorten(meant)),
                        setting.name.span,
                        meant,
                    );
                }
            }
        }
    }
}
