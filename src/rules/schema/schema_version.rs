use super::values::place;
use crate::component::Component;
use crate::component::template;
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend};

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
    let finding = found.report(place(entry), message);
    finding.help("write `1.0`");
    // Another number may be that of another kind of document.
    let is_first = text.trim_start_matches(['v', 'V']).starts_with("1.0");
    let safety = if is_first { Safety::Safe } else { Safety::Unsafe };
    if let Some(edit) = mend::bare(value, "1.0") {
        finding.fix(safety, "write `1.0`", vec![edit]);
    }
}
