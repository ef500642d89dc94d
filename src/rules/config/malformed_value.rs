use crate::config::document::{ConfigDocument, TextKind};
use crate::diagnostic::Severity;
use crate::pin::pointer::Template;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "config/malformed-value",
    severity: Severity::Error,
    summary: "an account, region, label, reviewer or name that is not written as one",
    why: "A text that cannot be what its key takes would match nothing, or be refused when the pull request is opened.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md",
    page: include_str!("malformed_value.md"),
    checks: &[Check::Config(check)],
};

fn check(document: &ConfigDocument<'_>, found: &mut Findings<'_>) {
    for (node, kind) in document.texts() {
        look(node, kind, found);
    }
    for (node, kind) in document.pins.iter().flat_map(|row| &row.templates) {
        // What a name stands for is known when a file is read.
        let template = Template::parse(node.text().unwrap_or_default());
        let names = template
            .as_ref()
            .map(|template| template.names().unwrap_or_default());
        if names.is_ok_and(|names| names.is_empty()) {
            look(*node, *kind, found);
        }
    }
}

fn look(node: Node<'_>, kind: TextKind, found: &mut Findings<'_>) {
    if let Some(flaw) = kind.flaw(node.text().unwrap_or_default()) {
        found
            .report(node.written_span(), format!("`{}` {}", node.shown(), flaw.reason))
            .help(flaw.help);
    }
}
