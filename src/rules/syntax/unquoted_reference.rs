use super::support::{self, nodes};
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend};
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
    // Behind ` #` stands a comment.
    let written = tree.slice(span);
    let value = written.split(" #").next().unwrap_or(written).trim_end();
    let title = format!("write `'{}'`", shorten(value));
    let finding = found.report(span, "a value that starts with `{{` needs quotes");
    finding.help(title.clone()).claims(span);
    if let Some(quoted) = mend::single(value) {
        let start = span.start as usize;
        let place = Span::new(start, start + value.len());
        finding.replace(Safety::Safe, title, place, quoted);
    }
}
