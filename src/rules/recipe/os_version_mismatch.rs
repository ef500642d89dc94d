use super::support;
use crate::diagnostic::Severity;
use crate::recipe::{Review, System, Value};
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "recipe/os-version-mismatch",
    severity: Severity::Warning,
    summary: "a component that is not for the operating system of the parent image",
    why: "When a recipe is created, Image Builder compares the versions that a component supports with that of the parent image, and refuses what does not fit.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html",
    page: include_str!("os_version_mismatch.md"),
    checks: &[Check::Recipe(check)],
};

fn check(review: &Review, at: usize, found: &mut Findings<'_>) {
    for (file, _, recipe) in support::recipes(review, at) {
        let Some(system) = review.system(at, recipe) else {
            continue;
        };
        for used in &recipe.components {
            let target = review.target(at, used);
            let Some(component) = target.component.filter(|component| !component.systems.is_empty()) else {
                continue;
            };
            // That is said by `recipe/platform-mismatch`.
            if target.platform.is_some() && target.platform != system.platform() {
                continue;
            }
            let supported: Option<Vec<System>> = component
                .systems
                .iter()
                .map(|value| System::of_version(value.known()?))
                .collect();
            let excluded = supported
                .is_some_and(|supported| supported.iter().all(|supported| system.excludes(supported)));
            if !excluded {
                continue;
            }
            let names: Vec<&str> = component.systems.iter().filter_map(Value::known).collect();
            found
                .report(
                    used.which.value().map_or(used.place, |value| value.span),
                    format!(
                        "{} supports {}, and the parent image is {}",
                        support::called(file, used),
                        crate::rules::words::all_of(&names),
                        system.label()
                    ),
                )
                .help("name another component, or add the version to what the component supports");
        }
    }
}
