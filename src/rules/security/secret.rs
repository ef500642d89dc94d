//! What a secret looks like.

use crate::source::Span;
use crate::yaml::{Node, Style};

/// Words in values that a person has to replace, in lower case.
const PLACEHOLDERS: [&str; 15] = [
    "example",
    "placeholder",
    "your",
    "replace",
    "change_me",
    "change-me",
    "todo",
    "dummy",
    "redacted",
    "insert",
    "enter_",
    "enter-",
    "xxxx",
    "....",
    "****",
];

/// Whether a value that stands where a secret belongs can be one: neither a reference nor a variable, a path or an
/// address, a switch, or something that is to be filled in. `quoted` says that a shell takes it as it stands.
pub(super) fn may_be_secret(value: &str, quoted: bool) -> bool {
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    let unknown = value.contains("{{")
        || value.contains("${")
        || value.contains("$(")
        || !quoted && value.contains('$');
    let elsewhere = value.starts_with(['/', '.', '~', '@', '-', '<', '[', '{', '`', '*', '('])
        || value.starts_with('%') && value.ends_with('%')
        || value.contains("://")
        || value.get(1..3) == Some(":\\")
        || [
            "arn:", "aws:", "ssm:", "env:", "file:", "fileb:", "resolve:", "stdin",
        ]
        .iter()
        .any(|start| lower.starts_with(start));
    let word = matches!(
        lower.as_str(),
        "true"
            | "false"
            | "yes"
            | "no"
            | "none"
            | "null"
            | "default"
            | "optional"
            | "required"
            | "enabled"
            | "disabled"
    );
    value.len() >= 4
        && !unknown
        && !elsewhere
        && !word
        && !value.contains(char::is_whitespace)
        && !is_placeholder(value)
}

/// Whether a text is one that a person has to replace: it says so, or repeats a character or two.
pub(super) fn is_placeholder(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let mut different: Vec<char> = lower.chars().collect();
    different.sort_unstable();
    different.dedup();
    different.len() <= 2 || value.contains(['<', '>']) || PLACEHOLDERS.iter().any(|word| lower.contains(word))
}

/// Where the text of a scalar stands, without its quotes.
pub(super) fn inside(node: Node<'_>) -> Span {
    let span = node.span();
    match node.style() {
        Some(Style::SingleQuoted | Style::DoubleQuoted) if span.len() >= 2 => {
            Span::new(span.start as usize + 1, span.end as usize - 1)
        }
        _ => span,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_a_secret_is_none() {
        for value in ["hunter2", "Passw0rd!", "changeme", "a$b!cd"] {
            assert!(may_be_secret(value, true), "{value}");
        }
        for value in [
            "",
            "abc",
            "{{ aws:ssm:/a }}",
            "${TOKEN}",
            "$(cat x)",
            "/run/secret",
            "C:\\pw.txt",
            "%PASSWORD%",
            "<password>",
            "your-password",
            "arn:aws:secretsmanager:x",
            "ssm:/a/b",
            "true",
            "xxxxxxxx",
            "********",
            "file://pw",
            "two words",
            "EXAMPLE1",
            "aaaa",
        ] {
            assert!(!may_be_secret(value, true), "{value}");
        }
        assert!(!may_be_secret("a$b!cd", false));
    }
}
