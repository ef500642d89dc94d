use super::support::command_items;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::source::Span;
use crate::yaml::{Node, Style, Tree};

pub(super) const RULE: Rule = Rule {
    id: "syntax/folded-continuation",
    severity: Severity::Warning,
    summary: "a `\\` at a line end that YAML folds away from it",
    why: "YAML joins the lines with a blank, so the shell sees `\\ `: a blank that is part of a word.",
    source: "https://yaml.org/spec/1.2.2/#65-line-folding",
    page: include_str!("folded_continuation.md"),
    checks: &[Check::Yaml(check)],
};

fn check(tree: &Tree<'_>, found: &mut Findings<'_>) {
    for item in command_items(tree) {
        if let Some(backslash) = folded_backslash(item) {
            found
                .report(
                    backslash,
                    "YAML joins this line with the next, so the `\\` escapes a blank",
                )
                .help("write the command as a `|` block, or leave the `\\` out");
        }
    }
}

/// The first backslash at the end of a line that is joined with the next one.
fn folded_backslash(item: Node<'_>) -> Option<Span> {
    let folded = match item.style()? {
        Style::Plain | Style::SingleQuoted => false,
        Style::Folded => true,
        Style::DoubleQuoted | Style::Literal => return None,
    };
    let raw = item.raw();
    let start = item.span().start as usize;
    let text = item.tree().text();
    let line_start = text.get(..start)?.rfind(['\n', '\r']).map_or(0, |i| i + 1);
    // In a `>` block, lines indented deeper than the first keep their line breaks.
    let indent = start - line_start;
    let mut at = start;
    let mut first = true;
    let mut lines = raw.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let code = line.trim_end_matches(['\n', '\r']);
        let code = if folded { code } else { code.trim_end() };
        let next = lines.peek().map_or("", |next| next.trim_end());
        let deep = |line: &str, whole: bool| {
            let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
            folded && blanks != if whole { 0 } else { indent }
        };
        if code.ends_with('\\') && !next.trim().is_empty() && !deep(code, first) && !deep(next, false) {
            let end = at + code.len();
            return Some(Span::new(end - 1, end));
        }
        at += line.len();
        first = false;
    }
    None
}
