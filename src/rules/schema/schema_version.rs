use super::values::place;
use crate::component::Component;
use crate::component::template;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "schema/schema-version",
    severity: Severity::Error,
    summary: "a schema version that does not exist",
    why: "There is one version of the component schema: `1.0`, which may also be written `1`.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("schema_version.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    let Some(entry) = component.root.entry("schemaVersion") else {
        return;
    };
    let value = entry.value;
    // The text counts, not the number: `1.00` is no version.
    let text = value.text().unwrap_or_default();
    if value.is_null() || matches!(text, "1.0" | "1") || template::is_dynamic(text) {
        return;
    }
    let message = if value.is_scalar() {
        format!("`{}` is not a schema version", value.shown())
    } else {
        format!("`schemaVersion` is {}, not a version", value.kind().word())
    };
    found.report(place(entry), message).help("write `1.0`");
}
