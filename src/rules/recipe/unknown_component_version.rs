use super::support;
use crate::diagnostic::Severity;
use crate::recipe::{ComponentArn, Review, Which};
use crate::rules::{Check, Findings, Rule};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "recipe/unknown-component-version",
    severity: Severity::Warning,
    summary: "a recipe that names a version of a component that no file declares",
    why: "The repository declares the component, but not in that version: nothing that is deployed from it creates what the recipe asks for.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/ibhow-semantic-versioning.html",
    page: include_str!("unknown_component_version.md"),
    checks: &[Check::Recipe(check)],
};

fn check(review: &Review, at: usize, found: &mut Findings<'_>) {
    for (_, _, recipe) in support::recipes(review, at) {
        for used in &recipe.components {
            let Which::Arn(value) = &used.which else { continue };
            let Some(Ok(arn)) = value.pattern().map(ComponentArn::read) else {
                continue;
            };
            let (Some(name), Some(wanted)) = (arn.name, arn.version) else {
                continue;
            };
            if arn
                .account
                .is_some_and(|account| account.starts_with(|c: char| c.is_ascii_alphabetic()))
            {
                continue;
            }
            let Some(declared) = review.versions(name) else {
                continue;
            };
            let Some(newest) = declared.iter().max() else {
                continue;
            };
            if declared.iter().any(|version| wanted.covers(version)) {
                continue;
            }
            let finding = found.report(
                value.span,
                format!("no file declares `{}` in version `{wanted}`", shorten(name)),
            );
            finding.help(format!("the version declared is `{newest}`"));
            // What was deployed before may still be there.
            if !wanted.has_x() && wanted < *newest {
                finding.info();
            }
        }
    }
}
