use crate::component::{Component, head};
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend};
use crate::yaml::scalar::Resolved;

pub(super) const RULE: Rule = Rule {
    id: "schema/default-type",
    severity: Severity::Warning,
    summary: "a default or constant value that is not text",
    why: "The type is `string`, so the value has to be text; readers disagree on what an unquoted number or boolean becomes.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("default_type.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for definition in component.definitions() {
        let key = definition.value_key();
        let Some(value) = definition.body.present(key) else {
            continue;
        };
        if !value.is_scalar() {
            let is = value.kind().word();
            let finding = found.report(head(value), format!("`{key}` must be text, not {is}"));
            finding.help(if value.is_list() {
                "write one text, for example with commas between its parts"
            } else {
                "write one text, for example a `|` block"
            });
            continue;
        }
        let is = match value.resolved() {
            Some(Resolved::Boolean(_) | Resolved::MaybeBoolean(_)) => "a boolean",
            Some(Resolved::Integer(_) | Resolved::Float(_)) => "a number",
            Some(Resolved::Date) => "a date",
            _ => continue,
        };
        let shown = value.shown();
        let message = format!("YAML reads `{shown}` as {is}, and `{key}` must be text");
        let finding = found.report(value.span(), message).info();
        mend::write_quoted(finding, Safety::Safe, value);
    }
}
