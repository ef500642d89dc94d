use super::support::nodes;
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend};
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
        let finding = found.report(*span, "`\\'` is no escape in YAML, though some readers take it");
        finding
            .help("write `'`: in double quotes it needs no backslash")
            .warning();
        finding.replace(Safety::Safe, "write `'`", *span, "'");
    }
    // JSON may write `\/`, and a document in braces is JSON or close to it.
    if tree.root().is_some_and(|root| root.is_map() && root.is_flow()) {
        return;
    }
    for node in nodes(tree).filter(|node| node.style() == Some(Style::DoubleQuoted)) {
        let at = node.span().start as usize + 1;
        for escape in escapes(tree.text(), at).filter(|escape| escape.kind == EscapeKind::Slash) {
            let message = "`\\/` is an escape in JSON and YAML 1.2, not in YAML 1.1";
            let finding = found.report(escape.span, message).warning();
            finding.help("write `/`: it needs no backslash");
            finding.replace(Safety::Safe, "write `/`", escape.span, "/");
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
    let finding = found.report(span, message);
    finding.help(help);
    if let Some((whole, quoted)) = in_single_quotes(tree, span) {
        finding.replace(Safety::Safe, "use single quotes", whole, quoted);
    } else if tree.slice(span).starts_with('\\') {
        let at = Span::empty(span.start);
        finding.replace(Safety::Safe, "double the backslash", at, "\\");
    }
}

/// The value around a bad escape in single quotes: when it ends on its line, and is a path or has no escape in it.
fn in_single_quotes(tree: &Tree<'_>, span: Span) -> Option<(Span, String)> {
    let text = tree.text();
    // Within double quotes every other `"` has a backslash before it.
    let before = text.get(..span.start as usize)?;
    let start = before
        .rfind('"')
        .filter(|at| !before.get(*at..).is_some_and(|b| b.contains(['\n', '\r'])))?;
    let inner = text.get(start + 1..)?;
    let end = inner
        .find(['"', '\n', '\r'])
        .filter(|end| inner.get(*end..).is_some_and(|rest| rest.starts_with('"')))?;
    let inner = inner.get(..end)?;
    // All of a path is meant as it stands; in other text a `\n` may be a line break.
    let is_path =
        inner.get(1..3) == Some(":\\") && !inner.contains("\\\\") && !inner.contains(char::is_whitespace);
    let none = escapes(text, start + 1)
        .take_while(|escape| (escape.span.start as usize) < start + 1 + end)
        .all(|escape| matches!(escape.kind, EscapeKind::Unknown | EscapeKind::BadNumber));
    let whole = Span::new(start, start + end + 2);
    Some((whole, mend::single(inner).filter(|_| none || is_path)?))
}
