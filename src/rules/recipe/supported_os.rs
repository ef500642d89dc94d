use super::support;
use crate::component::Platform;
use crate::diagnostic::Severity;
use crate::recipe::{Review, System, Value};
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "recipe/supported-os",
    severity: Severity::Warning,
    summary: "a component that supports operating systems of another platform than its own, or too many",
    why: "The platform says what the component runs on. A version of another platform in its list never fits a recipe.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html",
    page: include_str!("supported_os.md"),
    checks: &[Check::Recipe(check)],
};

/// How many versions the list may have.
const MOST: usize = 25;

fn check(review: &Review, at: usize, found: &mut Findings<'_>) {
    for (file, _, component) in support::components(review, at) {
        if let Some(value) = component.systems.get(MOST) {
            found
                .report(
                    value.span,
                    format!(
                        "the component lists {} versions, and may list {MOST}",
                        component.systems.len()
                    ),
                )
                .help("leave out what is not needed: a part such as `Ubuntu` stands for all of its versions")
                .error();
        }
        let platform = component
            .platform
            .as_ref()
            .and_then(Value::known)
            .and_then(Platform::parse);
        let Some(platform) = platform else { continue };
        for value in &component.systems {
            let other = value
                .known()
                .and_then(System::of_version)
                .and_then(|system| system.platform())
                .filter(|other| *other != platform);
            if let Some(other) = other {
                found
                    .report(
                        value.span,
                        format!(
                            "`{}` is {}, and the component is for {}",
                            support::shown(file, value),
                            other.word(),
                            platform.word()
                        ),
                    )
                    .help("correct the platform, or remove the version");
            }
        }
    }
}
