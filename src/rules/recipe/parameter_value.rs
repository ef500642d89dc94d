use super::support;
use crate::diagnostic::Severity;
use crate::recipe::{File, Review, Setting, Use};
use crate::rules::{Check, Findings, Rule, words};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "recipe/parameter-value",
    severity: Severity::Error,
    summary: "the value of a component's parameter is no list, or none of those allowed",
    why: "The API takes a list of texts for each parameter. A value that the component does not allow is known to be wrong before anything is built.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ComponentParameter.html",
    page: include_str!("parameter_value.md"),
    checks: &[Check::Recipe(check)],
};

fn check(review: &Review, at: usize, found: &mut Findings<'_>) {
    for (file, _, recipe) in support::recipes(review, at) {
        for used in &recipe.components {
            for setting in &used.settings {
                shape(file, setting, found);
                allowed(review, at, file, used, setting, found);
            }
        }
    }
}

fn shape(file: &File, setting: &Setting, found: &mut Findings<'_>) {
    if let Some(place) = setting.place.filter(|_| !setting.shaped) {
        found
            .report(
                place,
                format!(
                    "the value of `{}` is one text, not a list",
                    support::shown(file, &setting.name)
                ),
            )
            .help("write it as a list with one item");
    }
}

fn allowed(review: &Review, at: usize, file: &File, used: &Use, setting: &Setting, found: &mut Findings<'_>) {
    let Some(parameter) = setting
        .name
        .known()
        .and_then(|name| review.target(at, used).document?.parameter(name))
        .filter(|parameter| !parameter.allowed.is_empty())
    else {
        return;
    };
    for value in &setting.values {
        let Some(text) = value.known() else { continue };
        if parameter.allowed.iter().any(|allowed| allowed == text) {
            continue;
        }
        let names: Vec<&str> = parameter.allowed.iter().map(String::as_str).collect();
        found
            .report(
                value.span,
                format!(
                    "`{}` is none of the values that {} allows for `{}`",
                    shorten(text),
                    support::called(file, used),
                    shorten(&parameter.name)
                ),
            )
            .help(format!("write {}", words::one_of(&names)))
            .warning();
    }
}
