use std::collections::BTreeMap;

use super::support;
use crate::diagnostic::Severity;
use crate::recipe::{File, Review, Use};
use crate::rules::{Check, Findings, Rule};
use crate::source::Span;

pub(super) const RULE: Rule = Rule {
    id: "recipe/duplicate-component",
    severity: Severity::Warning,
    summary: "a component that stands in a recipe twice, with the same parameters",
    why: "Components run in the order of the recipe, each as often as it is listed. A second run of the same one mostly repeats what is done, and takes the time again.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/create-image-recipes.html",
    page: include_str!("duplicate_component.md"),
    checks: &[Check::Recipe(check)],
};

fn check(review: &Review, at: usize, found: &mut Findings<'_>) {
    for (file, _, recipe) in support::recipes(review, at) {
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        for used in &recipe.components {
            let Some(value) = used.which.value().filter(|_| used.complete) else {
                continue;
            };
            let key = key(file, used, value);
            // To restart and to update again is what one does in between.
            if key.contains("reboot") || key.contains("update") {
                continue;
            }
            match seen.get(&key) {
                Some(first) => {
                    found
                        .report(
                            value.span,
                            format!("{} stands in the recipe twice", support::called(file, used)),
                        )
                        .label(*first, "first here")
                        .help("remove one of them");
                }
                None => {
                    seen.insert(key, value.span);
                }
            }
        }
    }
}

/// The component and what is set, as written.
fn key(file: &File, used: &Use, value: &crate::recipe::Value) -> String {
    let mut key = file.written(value.span).to_ascii_lowercase();
    for setting in &used.settings {
        key.push('\n');
        key.push_str(file.written(setting.name.span));
        for value in &setting.values {
            key.push('\t');
            key.push_str(file.written(value.span));
        }
    }
    key
}
