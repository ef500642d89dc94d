use crate::component::Platform;
use crate::config::document::{ConfigDocument, PLATFORMS, Shape, TextKind, WORKFLOW_KINDS};
use crate::diagnostic::Severity;
use crate::nearest::nearest;
use crate::release::families;
use crate::rules::{Check, Findings, Rule};
use crate::workflow::WorkflowKind;
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "config/unknown-value",
    severity: Severity::Error,
    summary: "a platform, kind of workflow or family of images that does not exist",
    why: "What is not understood is not used, so it has no effect.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md",
    page: include_str!("unknown_value.md"),
    checks: &[Check::Config(check)],
};

fn check(document: &ConfigDocument<'_>, found: &mut Findings<'_>) {
    let texts = document.texts().into_iter();
    for (node, _) in texts.filter(|(_, kind)| *kind == TextKind::Family) {
        family(node, found);
    }
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

/// A family, or with `*` at the end the start of some.
fn family(node: Node<'_>, found: &mut Findings<'_>) {
    let word = node.text().unwrap_or_default();
    let mut names = families::ALL.iter().map(|family| family.name);
    let known = match word.strip_suffix('*') {
        Some(start) => names.any(|name| name.starts_with(start)),
        None => names.any(|name| name == word),
    };
    if known {
        return;
    }
    let names = || families::ALL.iter().map(|family| family.name);
    let help = match nearest(word.trim_end_matches('*'), names()) {
        Some(meant) => format!("write `{meant}`"),
        None => format!("the families are {}", names().collect::<Vec<_>>().join(", ")),
    };
    found
        .report(node.written_span(), format!("`{}` is not a family", node.shown()))
        .help(help);
}
