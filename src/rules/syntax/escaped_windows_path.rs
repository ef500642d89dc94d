use super::support::nodes;
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend};
use crate::source::Span;
use crate::yaml::escape::{Escape, EscapeKind, escapes};
use crate::yaml::{Node, Style, Tree};

pub(super) const RULE: Rule = Rule {
    id: "syntax/escaped-windows-path",
    severity: Severity::Warning,
    summary: "a Windows path whose backslashes are escapes",
    why: "In double quotes `\\t` is a tab and `\\n` a line break, so the path is not the one that is written.",
    source: "https://yaml.org/spec/1.2.2/#57-escaped-characters",
    page: include_str!("escaped_windows_path.md"),
    checks: &[Check::Yaml(check)],
};

fn check(tree: &Tree<'_>, found: &mut Findings<'_>) {
    for node in nodes(tree).filter(|node| node.style() == Some(Style::DoubleQuoted)) {
        for (path, escape) in paths(node) {
            let written = tree.slice(path).trim_end_matches('\\').replace("\\\\", "\\");
            let message = format!(
                "`{}` in this path is an escape, not a backslash",
                tree.slice(escape)
            );
            let finding = found.report(path, message);
            finding.help(format!(
                "use single quotes: `'{}'`, or double every backslash",
                crate::yaml::shorten(&written)
            ));
            if let Some(quoted) = in_single_quotes(node, path) {
                finding.replace(Safety::Safe, "use single quotes", node.span(), quoted);
            }
        }
    }
}

/// The Windows paths in a double-quoted scalar with an escape that was meant as a backslash and a letter; the first
/// such escape of each.
fn paths(node: Node<'_>) -> Vec<(Span, Span)> {
    let raw = node.raw();
    let inner = &raw[1..raw.len().max(2) - 1];
    let base = node.span().start as usize + 1;
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(colon) = inner.get(at..).and_then(|rest| rest.find(":\\")).map(|i| at + i) {
        at = colon + 2;
        let Some(drive) = colon
            .checked_sub(1)
            .filter(|i| inner.as_bytes()[*i].is_ascii_alphabetic())
        else {
            continue;
        };
        if drive > 0 && inner.as_bytes()[drive - 1].is_ascii_alphanumeric() {
            continue;
        }
        let end = token_end(inner, colon + 1);
        at = end;
        let meant: Vec<Escape> = escapes(&inner[..end], colon + 1).filter(is_letter).collect();
        let breaks_only = meant.iter().all(|escape| matches!(escape.letter, 'n' | 'r'));
        // `A:\nnext line` is more likely a line break than a folder, unless other backslashes are doubled or the
        // path is all there is.
        let breaks_only = breaks_only && !inner[drive..end].contains("\\\\");
        if let Some(first) = meant
            .first()
            .filter(|_| !breaks_only || drive == 0 && end == inner.len())
        {
            let shift = |i: u32| base + i as usize;
            let escape = Span::new(shift(first.span.start), shift(first.span.end));
            found.push((Span::new(base + drive, base + end), escape));
        }
    }
    found
}

/// Whether the escape is a backslash with a letter or digit: what a path can have by mistake.
fn is_letter(escape: &Escape) -> bool {
    escape.kind == EscapeKind::Known && (escape.letter.is_ascii_alphanumeric() || escape.letter == '_')
}

/// The value in single quotes: when the path is all there is of it, and no backslash in it is written as an escape.
fn in_single_quotes(node: Node<'_>, path: Span) -> Option<String> {
    let inner = node.raw().strip_prefix('"')?.strip_suffix('"')?;
    let is_all = path.len() == inner.trim().len() && !inner.contains("\\\\");
    mend::single(inner).filter(|_| is_all)
}

/// Where the path ends: at a blank, a quote or another character that no path has.
fn token_end(text: &str, from: usize) -> usize {
    let mut before = '\0';
    for (i, c) in text[from..].char_indices() {
        if c.is_whitespace() || matches!(c, '"' | '\'' | '|' | '<' | '>' | ';' | ',' | '*' | '?') {
            // The backslash before a quote is the quote's.
            return from + i - usize::from(c == '"' && before == '\\');
        }
        before = c;
    }
    text.len()
}
