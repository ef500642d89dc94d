use super::support;
use crate::diagnostic::Severity;
use crate::recipe::{ArnFault, ComponentArn, Review, Which};
use crate::rules::{Check, Findings, Rule};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "recipe/component-arn",
    severity: Severity::Error,
    summary: "an ARN that cannot be one of a component's version",
    why: "Recipes name components by ARNs with a lower-case name and a version, in which everything behind an `x` is an `x`; others are refused.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ComponentConfiguration.html",
    page: include_str!("component_arn.md"),
    checks: &[Check::Recipe(check)],
};

fn check(review: &Review, at: usize, found: &mut Findings<'_>) {
    for (file, _, recipe) in support::recipes(review, at) {
        for used in &recipe.components {
            let Which::Arn(value) = &used.which else { continue };
            let Some(text) = value.pattern() else { continue };
            if let Err(fault) = ComponentArn::read(text) {
                let (message, help) = words(fault, &support::shown(file, value));
                found.report(value.span, message).help(help);
            }
        }
    }
}

fn words(fault: ArnFault<'_>, shown: &str) -> (String, &'static str) {
    match fault {
        ArnFault::Other => (
            format!("`{shown}` is not the ARN of a component"),
            "write `arn:aws:imagebuilder:REGION:ACCOUNT:component/NAME/1.2.3`, with `aws` as the account of what Amazon manages",
        ),
        ArnFault::Kind(kind) => (
            format!("the ARN is one of `{}`, not of a component", shorten(kind)),
            "write the ARN of a component, with `:component/`",
        ),
        ArnFault::Name(name) => (
            format!("`{}` is not how an ARN names a component", shorten(name)),
            "write the name in lower case, with `-` for blanks",
        ),
        ArnFault::NoVersion => (
            "the ARN of the component has no version".to_owned(),
            "write `/1.2.3` behind the name, or `/x.x.x` for the newest version",
        ),
        ArnFault::Version(version, bad) => (
            format!("the version `{}` {}", shorten(version), support::bad_version(bad)),
            "write a version such as `1.2.3`, or `x` in place of its last numbers",
        ),
        ArnFault::BuildOfX => (
            "a version with an `x` has no builds".to_owned(),
            "leave the build out: the newest one is taken",
        ),
        ArnFault::Build(build) => (
            format!("`{}` is not the number of a build", shorten(build)),
            "write the version alone, such as `1.2.3`: the newest build is taken",
        ),
    }
}
