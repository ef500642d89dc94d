use crate::component::Component;
use crate::component::Definition;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::scalar::Resolved;

pub(super) const RULE: Rule = Rule {
    id: "schema/definition-name",
    severity: Severity::Error,
    summary: "a parameter or constant with a name that is not allowed",
    why: "A name has 3 to 128 characters out of letters, digits, `-` and `_`, and is a YAML string.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("definition_name.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for definition in component.definitions() {
        if !check_text(definition, found) {
            check_type(definition, found);
        }
    }
}

/// Whether the name's text is at fault.
fn check_text(definition: &Definition<'_>, found: &mut Findings<'_>) -> bool {
    let (word, name) = (definition.kind.word(), definition.text());
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let length = name.chars().count();
    let (message, help) = if let Some(bad) = name.chars().find(|c| !allowed(*c)) {
        let message = if bad == ' ' {
            format!("a blank is not allowed in the name of a {word}")
        } else if bad.is_control() {
            format!("a control character is not allowed in the name of a {word}")
        } else {
            format!("`{bad}` is not allowed in the name of a {word}")
        };
        let fixed: String = name.chars().map(|c| if allowed(c) { c } else { '_' }).collect();
        let help = if name.is_ascii() && (3..=128).contains(&length) {
            format!("write `{}`", crate::yaml::shorten(&fixed))
        } else {
            "use letters, digits, `-` and `_`".to_owned()
        };
        (message, help)
    } else if length < 3 {
        let message = format!("the name of a {word} needs 3 characters or more, this one has {length}");
        (message, "use a longer name".to_owned())
    } else if length > 128 {
        let message = format!("the name of a {word} may have 128 characters, this one has {length}");
        (message, "use a shorter name".to_owned())
    } else {
        return false;
    };
    found.report(definition.name.span(), message).help(help);
    true
}

/// Whether YAML reads the name as something other than text.
fn check_type(definition: &Definition<'_>, found: &mut Findings<'_>) {
    let is = match definition.name.resolved() {
        Some(Resolved::Boolean(_) | Resolved::MaybeBoolean(_)) => "a boolean",
        Some(Resolved::Integer(_) | Resolved::Float(_)) => "a number",
        Some(Resolved::Date) => "a date",
        Some(Resolved::Null) => "nothing",
        Some(Resolved::Text) | None => return,
    };
    let shown = definition.name.shown();
    let finding = found.report(
        definition.name.span(),
        format!("YAML reads the name `{shown}` as {is}, and it must be text"),
    );
    finding.help(format!("quote it: `'{shown}':`"));
    // Some readers take `yes` and `off` as text.
    if matches!(definition.name.resolved(), Some(Resolved::MaybeBoolean(_))) {
        finding.warning();
    }
}
