//! Secrets that are known by their shape, wherever they stand.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::secret::is_placeholder;

/// A secret in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// What it is, for people.
    pub(super) what: &'static str,
    /// Where it stands.
    pub(super) range: Range<usize>,
}

/// What kinds of secret begin with, or follow behind, and how the rest is read: from the text and the place of the start
/// and the end of that word. Every reader looks at a bounded number of bytes.
type Reader = fn(&str, usize, usize) -> Option<Range<usize>>;

const KINDS: [(&str, &str, Reader); 18] = [
    ("AKIA", "an AWS access key id", access_key),
    ("ASIA", "an AWS access key id", access_key),
    ("ghp_", "a GitHub token", github_token),
    ("gho_", "a GitHub token", github_token),
    ("ghu_", "a GitHub token", github_token),
    ("ghs_", "a GitHub token", github_token),
    ("ghr_", "a GitHub token", github_token),
    ("github_pat_", "a GitHub token", fine_grained_token),
    ("glpat-", "a GitLab token", gitlab_token),
    ("xoxa-", "a Slack token", slack_token),
    ("xoxb-", "a Slack token", slack_token),
    ("xoxp-", "a Slack token", slack_token),
    ("xoxr-", "a Slack token", slack_token),
    ("-----BEGIN ", "a private key", private_key),
    ("://", "a password in a URL", url_password),
    ("SecretAccessKey", SECRET_KEY, secret_key),
    ("secret_access_key", SECRET_KEY, secret_key),
    ("aws_secret_key", SECRET_KEY, secret_key),
];

const SECRET_KEY: &str = "an AWS secret access key";

static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(KINDS.map(|(start, ..)| start))
        .ok()
});

/// The words of which one, in this letter case, begins every secret that is not found by a name or an address.
static STARTS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let starts = KINDS.iter().map(|(start, ..)| *start);
    AhoCorasick::builder()
        // Only for this kind it looks at many bytes at once.
        .match_kind(MatchKind::LeftmostFirst)
        .build(starts.filter(|start| start.ends_with(['A', '_', '-', ' '])))
        .ok()
});

/// Whether a closer look is worth while. Nearly every text has none of this, and some have addresses without a `@`.
fn may_have(text: &str) -> bool {
    let bytes = text.as_bytes();
    STARTS.as_ref().is_some_and(|starts| starts.is_match(text))
        || memchr::memchr(b'@', bytes).is_some() && memchr::memmem::find(bytes, b"://").is_some()
        // The names all end with `key`, behind an `s` or a `_`.
        || memchr::memchr2_iter(b'k', b'K', bytes).any(|at| {
            let around = at.checked_sub(1).and_then(|before| bytes.get(before..at + 3));
            around.is_some_and(|word| word.eq_ignore_ascii_case(b"skey") || word.eq_ignore_ascii_case(b"_key"))
        })
}

/// The secrets in a text, in order, none inside another.
pub(super) fn find(text: &str) -> Vec<Shape> {
    if !may_have(text) {
        return Vec::new();
    }
    let Some(finder) = FINDER.as_ref() else {
        return Vec::new();
    };
    let mut found: Vec<Shape> = Vec::new();
    for hit in finder.find_iter(text) {
        let Some((word, what, read)) = KINDS.get(hit.pattern().as_usize()) else {
            continue;
        };
        // Names of keys are written in many ways, the starts of tokens in one.
        let named = *what == SECRET_KEY;
        if !named && text.get(hit.range()) != Some(*word) {
            continue;
        }
        let Some(range) = read(text, hit.start(), hit.end()) else {
            continue;
        };
        if found.last().is_none_or(|last| last.range.end <= range.start) {
            found.push(Shape { what, range });
        }
    }
    found
}

/// From `start`, a word that goes on behind `end` with `at_least` to `at_most` bytes that fit, when it begins and ends there.
fn word(
    text: &str,
    start: usize,
    end: usize,
    fits: impl Fn(u8) -> bool,
    length: (usize, usize),
) -> Option<Range<usize>> {
    let before = start.checked_sub(1).and_then(|at| text.as_bytes().get(at));
    if before.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
        return None;
    }
    let rest = text.as_bytes().get(end..)?;
    let count = rest
        .iter()
        .take(length.1 + 1)
        .take_while(|byte| fits(**byte))
        .count();
    let range = start..end + count;
    let fits = (length.0..=length.1).contains(&count) && !is_sample(text.get(range.clone())?);
    fits.then_some(range)
}

/// Whether it is made up: AWS's and other documentation marks its samples so, or writes the alphabet or a row of one character.
fn is_sample(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let mut different = lower.as_bytes().to_vec();
    different.sort_unstable();
    different.dedup();
    different.len() < 10
        || is_placeholder(text)
        || ["1234567890", "0123456789", "abcdefgh"]
            .iter()
            .any(|row| lower.contains(row))
}

fn access_key(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    // Base 32: there is no 0, 1, 8 or 9. Behind the 16 no further letter or digit.
    let fits = |byte: u8| byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte);
    let behind = text.as_bytes().get(end + 16);
    if behind.is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    word(text, start, end, fits, (16, 16))
}

fn github_token(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    word(text, start, end, |byte| byte.is_ascii_alphanumeric(), (36, 255))
}

fn fine_grained_token(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    word(text, start, end, fits, (60, 255))
}

fn gitlab_token(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    word(text, start, end, fits, (20, 300))
}

fn slack_token(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let number = text.as_bytes().get(end).is_some_and(u8::is_ascii_digit);
    number.then(|| word(text, start, end, fits, (20, 300))).flatten()
}

/// The line that begins a private key, when some of the key stands behind it: scripts ask for that line alone too.
fn private_key(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    const MARK: &str = "PRIVATE KEY";
    const LINE: usize = 60;
    let head = bounded(text, end, LINE);
    let at = head.find(MARK)?;
    let kind = head.get(..at)?;
    let rest = head.get(at + MARK.len()..)?;
    let rest = rest.strip_prefix(" BLOCK").unwrap_or(rest);
    let words = kind.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b' ');
    if !words || !rest.starts_with("-----") {
        return None;
    }
    let line_end = end + head.len() - rest.len() + "-----".len();
    let body = bounded(text, line_end, 400).replace("\\n", "\n");
    let is_key = |line: &str| {
        line.len() >= 24
            && !is_sample(line)
            && line
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
    };
    let mut words = body.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\'));
    words.any(is_key).then_some(start..line_end)
}

/// The password of `scheme://user:password@host`.
fn url_password(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    let scheme = text.as_bytes().get(start.checked_sub(1)?)?;
    if !scheme.is_ascii_alphanumeric() {
        return None;
    }
    let authority = bounded(text, end, 300);
    let stop = authority.find(|c: char| c.is_whitespace() || "/?#\"'`<>{}$\\|()".contains(c));
    let authority = authority.get(..stop.unwrap_or(authority.len()))?;
    let (login, host) = authority.rsplit_once('@')?;
    let (user, password) = login.split_once(':')?;
    let variable = password.starts_with('%') && password.ends_with('%');
    let made_up = matches!(
        password.to_ascii_lowercase().as_str(),
        "password" | "passwd" | "pass" | "pw" | "pwd" | "secret" | "token" | "mypassword"
    );
    if host.is_empty() || password.is_empty() || variable || made_up || is_placeholder(password) {
        return None;
    }
    let at = end + user.len() + 1;
    Some(at..at + password.len())
}

/// The 40 characters behind the name of a secret access key.
fn secret_key(text: &str, _: usize, end: usize) -> Option<Range<usize>> {
    let gap = bounded(text, end, 20);
    let value = gap.find(|c: char| !matches!(c, ' ' | '\t' | '"' | '\'' | ':' | '=' | ','))?;
    if value == 0 {
        return None;
    }
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let at = end + value;
    let behind = text.as_bytes().get(at + 40);
    if behind.is_some_and(|byte| *byte == b'=') {
        return None;
    }
    word(text, at, at, fits, (40, 40))
}

/// Up to so many bytes from a place on, cut at a character.
fn bounded(text: &str, from: usize, most: usize) -> &str {
    let mut end = text.len().min(from + most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(from..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Put together here, so that nobody who looks for secrets finds any in this file.
    fn secrets() -> Vec<(String, &'static str)> {
        let body = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ";
        vec![
            (format!("AKIA{}", "QX7HTNWZ2RVM5KJC"), "an AWS access key id"),
            (format!("ASIA{}", "QX7HTNWZ2RVM5KJC"), "an AWS access key id"),
            (
                format!("ghp_{}", "Zk3v9QpLx7TnRw2YcBd8HsJf5MgVu4EaK1oX"),
                "a GitHub token",
            ),
            (
                format!("github_pat_{}", "11QZk3v9QpLx7TnRw2Yc_".repeat(4)),
                "a GitHub token",
            ),
            (format!("glpat-{}", "Zk3v9QpLx7TnRw2YcBd8"), "a GitLab token"),
            (format!("xoxb-{}", "2039485761-Zk3v9QpLx7TnRw2Y"), "a Slack token"),
            (
                format!("-----BEGIN {} KEY-----\n  {body}\n", "OPENSSH PRIVATE"),
                "a private key",
            ),
            (
                format!("-----BEGIN {} KEY-----\\n{body}", "PRIVATE"),
                "a private key",
            ),
            (
                format!("https://deploy:{}@git.example.com/x", "Tr0ub4dor"),
                "a password in a URL",
            ),
            (
                format!(
                    "aws_secret_access_key = {}",
                    "Zk3v9QpLx7TnRw2YcBd8HsJf5MgVu4Ea/1oX+qWe"
                ),
                "an AWS secret access key",
            ),
            (
                format!(
                    "\"SecretAccessKey\": \"{}\"",
                    "Zk3v9QpLx7TnRw2YcBd8HsJf5MgVu4Ea/1oX+qWe"
                ),
                "an AWS secret access key",
            ),
        ]
    }

    #[test]
    fn secrets_are_known_by_their_shape() {
        for (text, what) in secrets() {
            for text in [text.clone(), format!("é '{text}' x")] {
                let found = find(&text);
                assert_eq!(found.len(), 1, "{text}");
                assert_eq!(found[0].what, what, "{text}");
            }
        }
    }

    #[test]
    fn samples_references_and_near_misses_are_none() {
        let body = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ";
        for text in [
            "AKIAIOSFODNN7EXAMPLE",
            "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "aws_secret_access_key = {{ aws:ssm:/a }}",
            "aws_secret_access_key=$SECRET",
            "AKIAXXXXXXXXXXXXXXXX",
            "AKIA1234567890ABCDEF",
            "akiaqx7htnwz2rvm5kjc",
            "XAKIAQX7HTNWZ2RVM5KJC",
            "AKIAQX7HTNWZ2RVM5KJCA",
            "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
            "xoxb-your-token-goes-right-here",
            "grep -q -- '-----BEGIN RSA PRIVATE KEY-----' /etc/key",
            "https://user:password@example.com",
            "https://x-access-token:${TOKEN}@github.com/a",
            "https://x-access-token:$TOKEN@github.com/a",
            "https://user:{{ Password }}@example.com",
            "https://user:%PW%@example.com",
            "https://example.com:8080/a@b",
            "https://user@example.com",
            "ssh://git@example.com:22/x",
            "http://<user>:<pw>@host",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
        let public = format!("-----BEGIN PUBLIC KEY-----\n{body}");
        assert_eq!(find(&public), []);
    }

    #[test]
    fn hostile_texts_take_no_time() {
        for piece in [
            "AKIA",
            "://a:",
            "-----BEGIN ",
            "aws_secret_access_key ",
            "ghp_a",
            "xoxb-1",
            "://é:é@",
        ] {
            let text = piece.repeat(1_000_000);
            assert!(find(&text).len() <= 1_000_000);
        }
    }
}
