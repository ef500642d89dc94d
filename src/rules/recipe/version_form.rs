use super::support;
use crate::diagnostic::Severity;
use crate::recipe::{File, Review, Value};
use crate::release::image_builder::{BadVersion, MOST_OF_VERSION, Version};
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "recipe/version-form",
    severity: Severity::Error,
    summary: "the version of a component or a recipe that is none",
    why: "A version is three numbers up to 1073741823; only a recipe may leave its last ones to Image Builder, as `x`. Anything else is refused.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/ibhow-semantic-versioning.html",
    page: include_str!("version_form.md"),
    checks: &[Check::Recipe(check)],
};

fn check(review: &Review, at: usize, found: &mut Findings<'_>) {
    for (file, _, component) in support::components(review, at) {
        if let Some(version) = &component.version {
            version_of(file, version, false, found);
        }
    }
    for (file, _, recipe) in support::recipes(review, at) {
        if let Some(version) = &recipe.version {
            version_of(file, version, true, found);
        }
    }
}

fn version_of(file: &File, value: &Value, wildcard: bool, found: &mut Findings<'_>) {
    let Some(text) = value.known() else { return };
    let shown = support::shown(file, value);
    match Version::parse(text) {
        Ok(version) if version.has_x() && !wildcard => {
            found
                .report(
                    value.span,
                    format!("the version `{shown}` of a component has an `x`"),
                )
                .help("write three numbers; a recipe may name the component with an `x`");
        }
        Ok(_) => {}
        Err(bad) => {
            let help = match bad {
                BadVersion::Form => {
                    "write a version such as `1.2.3`; Image Builder adds the build number".to_owned()
                }
                BadVersion::TooLarge => format!("write numbers up to {MOST_OF_VERSION}"),
                BadVersion::NumberBehindX => {
                    "write `x` for every number behind the first `x`, such as `1.x.x`".to_owned()
                }
            };
            found
                .report(
                    value.span,
                    format!("the version `{shown}` {}", support::bad_version(bad)),
                )
                .help(help);
        }
    }
}
