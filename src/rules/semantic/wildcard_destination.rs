use super::wildcard_position::{ACTIONS, is_early};
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::literal::{Known, ends_in_separator, input_maps};
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "semantic/wildcard-destination",
    severity: Severity::Warning,
    summary: "a wildcard source whose destination is not written as a folder",
    why: "When `*` matches more than one thing, the destination has to end in a separator.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("wildcard_destination.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for item in input_maps(component, &ACTIONS) {
        let known = |name: &str| item.present(name).and_then(Known::of);
        let (Some(source), Some(destination)) = (known("source"), known("destination")) else {
            continue;
        };
        let wildcard = source.start.contains('*') || source.end.contains('*');
        // Behind a reference nothing is known of the end.
        if !wildcard || is_early(&source) || destination.end.is_empty() || ends_in_separator(destination.end)
        {
            continue;
        }
        let text = destination.node.text().unwrap_or_default();
        let separator = if text.contains('\\') && !text.starts_with('/') {
            '\\'
        } else {
            '/'
        };
        found
            .report(
                destination.node.span(),
                format!("`{}` does not end in a separator", destination.node.shown()),
            )
            .help(format!("write `{}{separator}`", destination.node.shown()))
            .label(source.node.span(), "this can match more than one");
    }
}
