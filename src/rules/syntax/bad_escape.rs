use super::support::nodes;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::source::Span;
use crate::yaml::escape::{EscapeKind, escapes};
use crate::yaml::{FaultKind, Style, Tree};

pub(super) const RULE: Rule = Rule {
    id: "syntax/bad-escape",
    severity: Severity::Error,
    summary: "a backslash in double quotes that starts no escape",
    why: "In double quotes a backslash starts an escape; readers refuse those that do not exist.",
    source: "https://yaml.org/spec/1.2.2/#57-escaped-characters",
    page: include_str!("bad_escape.md"),
    checks: &[Check::Yaml(check)],
};

fn check(tree: &Tree<'_>, found: &mut Findings<'_>) {
    if let Some(fault) = tree.fault.as_ref().filter(|f| f.kind == FaultKind::Escape) {
        refused(tree, fault.span, found);
    }
    for span in &tree.quote_escapes {
        found
            .report(*span, "`\\'` is no escape in YAML, though some readers take it")
            .help("write `'`: in double quotes it needs no backslash")
            .warning();
    }
    // JSON may write `\/`, and a document in braces is JSON or close to it.
    if tree.root().is_some_and(|root| root.is_map() && root.is_flow()) {
        return;
    }
    for node in nodes(tree).filter(|node| node.style() == Some(Style::DoubleQuoted)) {
        let at = node.span().start as usize + 1;
        for escape in escapes(tree.text(), at).filter(|escape| escape.kind == EscapeKind::Slash) {
            found
                .report(
                    escape.span,
                    "`\\/` is an escape in JSON and YAML 1.2, not in YAML 1.1",
                )
                .help("write `/`: it needs no backslash")
                .warning();
        }
    }
}

fn refused(tree: &Tree<'_>, span: Span, found: &mut Findings<'_>) {
    let shown = tree.slice(span).replace('\n', " ");
    let (message, help) = match shown.get(1..) {
        Some("x") => (
            "`\\x` needs the two hexadecimal digits of a character".to_owned(),
            "write `\\\\x` for a backslash, or use single quotes",
        ),
        Some("u") => (
            "`\\u` needs the four hexadecimal digits of a character".to_owned(),
            "write `\\\\u` for a backslash, or use single quotes",
        ),
        Some("U") => (
            "`\\U` needs the eight hexadecimal digits of a character".to_owned(),
            "write `\\\\U` for a backslash, or use single quotes",
        ),
        _ => (
            format!("`{shown}` is no escape"),
            "write `\\\\` for a backslash, or use single quotes",
        ),
    };
    found.report(span, message).help(help);
}
