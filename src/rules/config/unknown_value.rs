use crate::component::Platform;
use crate::config::document::{ConfigDocument, PLATFORMS, Shape, WORKFLOW_KINDS};
use crate::diagnostic::Severity;
use crate::nearest::nearest;
use crate::rules::{Check, Findings, Rule};
use crate::workflow::WorkflowKind;

pub(super) const RULE: Rule = Rule {
    id: "config/unknown-value",
    severity: Severity::Error,
    summary: "a platform or kind of workflow that does not exist",
    why: "What is not understood is not used, and rules that need to know it stay silent.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md",
    page: include_str!("unknown_value.md"),
    checks: &[Check::Config(check)],
};

fn check(document: &ConfigDocument<'_>, found: &mut Findings<'_>) {
    for keyed in document.entries() {
        let value = keyed.entry.value;
        let Some(word) = value.text().filter(|_| !value.is_null()) else {
            continue;
        };
        let (known, words, what) = match keyed.key.map(|key| key.shape) {
            Some(Shape::Platform) => (Platform::parse(word).is_some(), PLATFORMS, "platform"),
            Some(Shape::WorkflowKind) => (
                WorkflowKind::parse(word).is_some(),
                WORKFLOW_KINDS,
                "kind of workflow",
            ),
            _ => continue,
        };
        if known {
            continue;
        }
        let help = match nearest(word, words) {
            Some(meant) => format!("write `{meant}`"),
            None => format!("write `{}`, `{}` or `{}`", words[0], words[1], words[2]),
        };
        found
            .report(
                value.written_span(),
                format!("`{}` is not a {what}", value.shown()),
            )
            .help(help);
    }
}
