use super::support::{self, nodes};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::source::Span;
use crate::yaml::{Tree, shorten};

pub(super) const RULE: Rule = Rule {
    id: "syntax/unquoted-reference",
    severity: Severity::Error,
    summary: "a value that starts with `{{` and has no quotes",
    why: "Without quotes YAML reads `{{` as the start of a map, not as a reference.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("unquoted_reference.md"),
    checks: &[Check::Yaml(check)],
};

fn check(tree: &Tree<'_>, found: &mut Findings<'_>) {
    let mut last = Span::empty(0);
    for node in nodes(tree).filter(|node| node.is_map() && node.is_flow()) {
        let span = node.span();
        let inside = !last.is_empty() && last.contains(span);
        if !inside && node.raw().starts_with("{{") && node.raw().ends_with("}}") && tree.fault.is_none() {
            last = span;
            report(tree, span, found);
        }
    }
    if let Some(span) = support::unquoted_reference(tree) {
        report(tree, span, found);
    }
}

fn report(tree: &Tree<'_>, span: Span, found: &mut Findings<'_>) {
    found
        .report(span, "a value that starts with `{{` needs quotes")
        .help(format!("write `'{}'`", shorten(tree.slice(span))))
        .claims(span);
}
