//! What a secret is called, and what one looks like.

use crate::source::Span;
use crate::yaml::{Node, Style};

/// Ends of names of secrets, in lower case, without `-` and `_`.
const NAMES: [&str; 11] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "apikey",
    "secretkey",
    "secretaccesskey",
    "privatekey",
    "storageaccesskey",
];

/// First words of names that say what is done with a secret, or whether there is one.
const ABOUT: [&str; 16] = [
    "no", "disable", "disabled", "enable", "ask", "prompt", "use", "require", "reset", "allow", "skip",
    "has", "is", "change", "delete", "revoke",
];

/// Whether a name, such as that of an option or a variable, is one of a secret itself: `--db-password`, `API_TOKEN`,
/// `$AdminPassword`. Not one of something about it: `SECRET_NAME`, `--no-password`.
pub(super) fn names_secret(name: &str) -> bool {
    let name = name.trim_start_matches(['-', '/', '$']);
    let letters = || name.bytes().filter(u8::is_ascii_alphanumeric);
    let ends_with = |word: &str| {
        let backwards = letters().rev().map(|byte| byte.to_ascii_lowercase());
        backwards.take(word.len()).eq(word.bytes().rev())
    };
    // Most names are none, and this is what tells most of them.
    if !ends_with("pass") && !NAMES.iter().any(|end| ends_with(end)) {
        return false;
    }
    let first = name.split(['-', '_', '.']).next().unwrap_or_default();
    if ABOUT.iter().any(|word| first.eq_ignore_ascii_case(word)) {
        return false;
    }
    let plain: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let lower = name.to_ascii_lowercase();
    // The folder that a shell is in, and the one before it.
    let folder = matches!(plain.as_str(), "pwd" | "oldpwd");
    let pass =
        lower == "pass" || lower.ends_with("_pass") || lower.ends_with("-pass") || name.ends_with("Pass");
    !folder && (pass || NAMES.iter().any(|end| plain.ends_with(end)))
}

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
    fn secrets_are_known_by_the_end_of_their_name() {
        for name in [
            "--password",
            "DbPassword",
            "DB_PASSWD",
            "API_TOKEN",
            "--api-token",
            "-ApiKey",
            "aws_secret_access_key",
            "MYSQL_PWD",
            "DB_PASS",
            "AdminPass",
            "$token",
            "clientSecret",
        ] {
            assert!(names_secret(name), "{name}");
        }
        for name in [
            "PWD",
            "OLDPWD",
            "SecretName",
            "SECRET_ARN",
            "--password-file",
            "--no-password",
            "PasswordLength",
            "bypass",
            "--disabled-password",
            "Tokens",
            "SecretId",
            "access_key",
            "",
        ] {
            assert!(!names_secret(name), "{name}");
        }
    }

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
