use super::support::command_items;
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend};
use crate::source::Span;
use crate::yaml::{Style, Tree};

pub(super) const RULE: Rule = Rule {
    id: "syntax/command-cut-by-comment",
    severity: Severity::Warning,
    summary: "a command that ` #` cuts",
    why: "In text without YAML quotes a `#` behind a blank starts a comment, also within quotes of the shell.",
    source: "https://yaml.org/spec/1.2.2/#66-comments",
    page: include_str!("command_cut_by_comment.md"),
    checks: &[Check::Yaml(check)],
};

fn check(tree: &Tree<'_>, found: &mut Findings<'_>) {
    for item in command_items(tree) {
        let Some(text) = item.text().filter(|_| item.style() == Some(Style::Plain)) else {
            continue;
        };
        let end = item.span().end;
        let next = tree.comments.partition_point(|comment| comment.span.start < end);
        let Some(comment) = tree.comments.get(next).map(|comment| comment.span) else {
            continue;
        };
        let between = Span {
            start: end,
            end: comment.start,
        };
        if item.is_null() || tree.slice(between).contains(['\n', '\r']) {
            continue;
        }
        match open_quote(text).filter(|quote| tree.slice(comment).contains(*quote)) {
            Some(quote) => {
                let message = format!("the command ends before ` #`, inside its `{quote}`");
                let finding = found.report(comment, message);
                finding
                    .help("put the whole command in YAML quotes, or write it as a `|` block")
                    .claims(item.span());
                let start = item.span().start as usize;
                let whole = tree.slice(item.span().cover(comment)).trim_end();
                if let Some(quoted) = mend::single(whole) {
                    let place = Span::new(start, start + whole.len());
                    finding.replace(
                        Safety::Safe,
                        "put the whole command in YAML quotes",
                        place,
                        quoted,
                    );
                }
            }
            None => {
                found
                    .report(
                        comment,
                        "this is a comment of the YAML file, not part of the command",
                    )
                    .help("if the command needs it, put the whole command in quotes")
                    .info();
            }
        }
    }
}

/// The quote that a shell would still have open at the end.
fn open_quote(text: &str) -> Option<char> {
    let mut open = None;
    let mut escaped = false;
    for c in text.chars() {
        match (open, c) {
            _ if escaped => escaped = false,
            (None | Some('"'), '\\' | '`') => escaped = true,
            (None, '"' | '\'') => open = Some(c),
            (Some(quote), c) if c == quote => open = None,
            _ => {}
        }
    }
    open
}

#[cfg(test)]
mod tests {
    use super::open_quote;

    #[test]
    fn an_open_quote_is_one_that_a_shell_waits_for() {
        let cases = [
            (r#"echo "issue"#, Some('"')),
            (r#"echo "a" 'b"#, Some('\'')),
            (r#"echo "it's"#, Some('"')),
            (r#"echo "it's""#, None),
            (r#"echo \" x"#, None),
            (r#"echo "a\""#, Some('"')),
            ("echo plain", None),
        ];
        for (text, expected) in cases {
            assert_eq!(open_quote(text), expected, "{text}");
        }
    }
}
