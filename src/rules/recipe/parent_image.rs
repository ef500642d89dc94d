use super::support;
use crate::diagnostic::{Diagnostic, Safety, Severity};
use crate::recipe::{Language, Parent, ParentFault, Review, Value};
use crate::rules::{Check, Findings, Rule};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "recipe/parent-image",
    severity: Severity::Error,
    summary: "a parent image in none of the forms that Image Builder takes",
    why: "A recipe starts from an AMI id, the ARN of an Image Builder image, `ssm:` and a parameter, or a product of the Marketplace; anything else is refused.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImageRecipe.html",
    page: include_str!("parent_image.md"),
    checks: &[Check::Recipe(check)],
};

fn check(review: &Review, at: usize, found: &mut Findings<'_>) {
    for (file, _, recipe) in support::recipes(review, at) {
        let Some(value) = recipe.parent.as_ref().filter(|_| !recipe.container) else {
            continue;
        };
        let Some(text) = value.pattern() else { continue };
        if let Err(fault) = Parent::read(text, file.language) {
            let shown = support::shown(file, value);
            let (message, help) = words(fault, &shown, file.language);
            let finding = found.report(value.span, message).help(help);
            repair(finding, fault, value);
        }
    }
}

const FORMS: &str =
    "write an AMI id, the ARN of an Image Builder image, or `ssm:` and the parameter that holds the id";

fn words(fault: ParentFault<'_>, shown: &str, language: Language) -> (String, String) {
    match fault {
        ParentFault::ImageId => (
            format!("`{shown}` is not an AMI id: these have 17 or 8 hexadecimal digits, in lower case"),
            "write the id as EC2 shows it".to_owned(),
        ),
        ParentFault::Resolve(_) => (
            format!("`{shown}` is the form of launch templates; a recipe does not resolve it"),
            "write `ssm:` and the parameter".to_owned(),
        ),
        ParentFault::DynamicReference => (
            "`{{resolve:…}}` is resolved by CloudFormation only".to_owned(),
            "write `ssm:` and the parameter".to_owned(),
        ),
        ParentFault::NoPrefix => (
            format!("`{shown}` is a parameter without `ssm:` before it"),
            "write `ssm:` before the parameter's name or ARN".to_owned(),
        ),
        ParentFault::Parameter => (
            format!("`{shown}` names no parameter"),
            "write the parameter's name or ARN right behind `ssm:`".to_owned(),
        ),
        ParentFault::Kind(kind) => (
            format!(
                "`{shown}` is the ARN of something else than an image: `{}`",
                shorten(kind)
            ),
            "write the ARN of an image, with `:image/`".to_owned(),
        ),
        ParentFault::NoVersion => (
            "the ARN of the image has no version".to_owned(),
            "write `/x.x.x` behind the name for the newest version".to_owned(),
        ),
        ParentFault::Version(version, bad) => (
            format!("the version `{}` {}", shorten(version), support::bad_version(bad)),
            "write a version such as `1.2.3`, or `x` in place of its last numbers".to_owned(),
        ),
        ParentFault::Pin if language == Language::CloudFormation => (
            "`pin:` is read in request files only".to_owned(),
            "write an AMI id or `ssm:` and a parameter".to_owned(),
        ),
        ParentFault::Pin => (
            "`pin:` is read in request files only".to_owned(),
            FORMS.to_owned(),
        ),
        ParentFault::OtherArn | ParentFault::Form => (
            format!("`{shown}` is no form of a parent image"),
            FORMS.to_owned(),
        ),
    }
}

fn repair(finding: &mut Diagnostic, fault: ParentFault<'_>, value: &Value) {
    let Some(text) = value.known().filter(|_| value.verbatim) else {
        return;
    };
    match fault {
        ParentFault::Resolve(rest) if !rest.is_empty() => {
            finding.replace(Safety::Safe, "write `ssm:`", value.span, format!("ssm:{rest}"));
        }
        ParentFault::NoPrefix => {
            finding.replace(
                Safety::Safe,
                "write `ssm:` before it",
                value.span,
                format!("ssm:{text}"),
            );
        }
        ParentFault::NoVersion => {
            finding.replace(
                Safety::Unsafe,
                "take the newest version",
                value.span,
                format!("{}/x.x.x", text.trim_end_matches('/')),
            );
        }
        _ => {}
    }
}
