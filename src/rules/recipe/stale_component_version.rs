use super::support;
use crate::diagnostic::Severity;
use crate::recipe::Review;
use crate::release::image_builder::Version;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "recipe/stale-component-version",
    severity: Severity::Warning,
    summary: "a component whose document changed and whose version did not",
    why: "Terraform wants a new version for a new document, and so did Image Builder until November 2025; since then it makes another build of the same version, and recipes that name a build do not see it.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html",
    page: include_str!("stale_component_version.md"),
    checks: &[Check::Recipe(check)],
};

fn check(review: &Review, at: usize, found: &mut Findings<'_>) {
    for (file, number, component) in support::components(review, at) {
        let Some(revision) = review.changed_component(at, number) else {
            continue;
        };
        let Some(value) = &component.version else { continue };
        let name = component.name.as_ref().unwrap_or(value);
        let finding = found.report(
            value.span,
            format!(
                "the document of `{}` is another than at {}, and the version is still `{}`",
                support::shown(file, name),
                shorten(revision),
                support::shown(file, value)
            ),
        );
        let version = value.known().and_then(|text| Version::parse(text).ok());
        let besides = ", or a larger step when recipes have to follow";
        support::write_next(finding, value, version, besides);
    }
}
