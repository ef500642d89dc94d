use super::keys;
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "schema/missing-key",
    severity: Severity::Error,
    summary: "a required key of the document, a phase or a step is left out",
    why: "Image Builder refuses a document without it; a key with nothing behind it counts as left out.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("missing_key.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for level in keys::levels(component) {
        for name in level.missing() {
            let message = format!("`{name}` is missing from this {}", level.what);
            let help = match name {
                "schemaVersion" => "add `schemaVersion: 1.0`".to_owned(),
                "action" => {
                    "add `action:` and the name of an action module, such as `ExecuteBash`".to_owned()
                }
                "phases" => "add `phases:` and a list of phases".to_owned(),
                "steps" => "add `steps:` and a list of steps".to_owned(),
                _ => format!("write `{name}:` with a name"),
            };
            found.report(level.place_of_missing(name), message).help(help);
        }
    }
}
