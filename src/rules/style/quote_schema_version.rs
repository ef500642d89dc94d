use crate::component::Component;
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule};
use crate::yaml::Style;

pub(super) const RULE: Rule = Rule {
    id: "style/quote-schema-version",
    severity: Severity::Info,
    summary: "a `schemaVersion` without quotes",
    why: "A program that reads and writes the document can turn `1.0` into `1`.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("quote_schema_version.md"),
    checks: &[Check::Optional(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    let Some(version) = component.root.scalar("schemaVersion") else {
        return;
    };
    // Another version is wrong in any case, and what an alias stands for is written elsewhere.
    if version.style() != Some(Style::Plain)
        || version.is_alias()
        || !matches!(version.text(), Some("1.0" | "1"))
    {
        return;
    }
    let quoted = format!("'{}'", version.raw());
    found
        .report(version.span(), "`schemaVersion` is written as a number")
        .help(format!("write `schemaVersion: {quoted}`"))
        .replace(Safety::Safe, "put quotes around it", version.span(), quoted);
}
