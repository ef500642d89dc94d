use super::support;
use crate::diagnostic::Severity;
use crate::recipe::{File, HOLE, Review, Text, Value};
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "recipe/resource-name",
    severity: Severity::Error,
    summary: "a name that components and recipes cannot have",
    why: "Names have 3 to 128 letters, digits, blanks, `-` and `_`, with no blank at either end; others are refused.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html",
    page: include_str!("resource_name.md"),
    checks: &[Check::Recipe(check)],
};

fn check(review: &Review, at: usize, found: &mut Findings<'_>) {
    for (file, _, component) in support::components(review, at) {
        if let Some(name) = &component.name {
            name_of(file, name, found);
        }
    }
    for (file, _, recipe) in support::recipes(review, at) {
        if let Some(name) = &recipe.name {
            name_of(file, name, found);
        }
    }
}

fn name_of(file: &File, value: &Value, found: &mut Findings<'_>) {
    let Some(text) = value.pattern() else { return };
    let whole = matches!(value.text, Text::Known(_));
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ' ' | HOLE);
    let shown = support::shown(file, value);
    let message = if let Some(wrong) = text.chars().find(|c| !fits(*c)) {
        format!(
            "the name `{shown}` has a character that no name has: `{}`",
            crate::visible::visible(&wrong.to_string())
        )
    } else if text.starts_with(' ') || text.ends_with(' ') {
        format!("the name `{shown}` begins or ends with a blank")
    } else if whole && !(3..=128).contains(&text.len()) {
        format!("the name `{shown}` has {} characters, not 3 to 128", text.len())
    } else {
        return;
    };
    found
        .report(value.span, message)
        .help("write letters, digits, blanks, `-` and `_`");
}
