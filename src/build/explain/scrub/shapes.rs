//! What is a secret by its own look, wherever it stands.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memmem;

use super::run;

/// A secret with a start of its own.
struct Shape {
    start: &'static str,
    /// Which bytes it is made of.
    takes: fn(u8) -> bool,
    /// Whether a whole run of them is one.
    is: fn(&str) -> bool,
}

const fn shape(start: &'static str, takes: fn(u8) -> bool, is: fn(&str) -> bool) -> Shape {
    Shape { start, takes, is }
}

/// Access keys: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes>.
/// Session tokens are base64 of a structure whose start does not change. Tokens of GitHub:
/// <https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/>. `QVdTOmV5` is the
/// base64 of `AWS:ey`, which the token of ECR begins with.
static SHAPES: [Shape; 24] = [
    shape("AKIA", key_letter, is_key_id),
    shape("ASIA", key_letter, is_key_id),
    shape("ABIA", key_letter, is_key_id),
    shape("ACCA", key_letter, is_key_id),
    shape("FwoGZXIvYXdz", base64, is_long),
    shape("FQoGZXIvYXdz", base64, is_long),
    shape("IQoJb3JpZ2lu", base64, is_long),
    shape("AQoDYXdz", base64, is_long),
    shape("QVdTOmV5", base64, is_long),
    shape("eyJ", jwt, is_jwt),
    shape("ghp_", token, is_token),
    shape("gho_", token, is_token),
    shape("ghu_", token, is_token),
    shape("ghs_", token, is_token),
    shape("ghr_", token, is_token),
    shape("github_pat_", token, is_token),
    shape("glpat-", token, is_token),
    shape("dckr_pat_", token, is_token),
    shape("npm_", token, is_token),
    shape("pypi-", token, is_token),
    shape("xoxb-", token, is_token),
    shape("xoxp-", token, is_token),
    shape("sk_live_", token, is_token),
    shape("AIza", token, is_token),
];

static STARTS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(SHAPES.iter().map(|shape| shape.start))
        .ok()
});

pub(super) fn find(text: &str, found: &mut Vec<Range<usize>>) {
    with_start(text, found);
    secret_keys(text, found);
    in_addresses(text, found);
}

fn with_start(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let Some(starts) = STARTS.as_ref() else {
        return;
    };
    // How far each shape has looked: a second start in the same run can be no longer one.
    let mut looked = [0; SHAPES.len()];
    for start in starts.find_iter(text) {
        let which = start.pattern().as_usize();
        let (Some(shape), Some(looked)) = (SHAPES.get(which), looked.get_mut(which)) else {
            continue;
        };
        let alone = start.start() == 0
            || bytes
                .get(start.start() - 1)
                .is_some_and(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
        if !alone || start.start() < *looked {
            continue;
        }
        let end = run(bytes, start.start(), shape.takes);
        *looked = end;
        if text.get(start.start()..end).is_some_and(shape.is) {
            found.push(start.start()..end);
        }
    }
}

fn key_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn is_key_id(text: &str) -> bool {
    text.len() == 20
        && text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

fn base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_' | b'%')
}

fn is_long(text: &str) -> bool {
    text.len() >= 48
}

fn token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// Words have letters of one case and no digits among them.
fn is_token(text: &str) -> bool {
    text.len() >= 24
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

fn jwt(byte: u8) -> bool {
    base64(byte) || byte == b'.'
}

/// `{"…` in base64: with the dots of a JWT, or as long as a password of ECR.
fn is_jwt(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').take(3).collect();
    text.len() >= 80 || parts.len() >= 2 && parts.iter().take(2).all(|part| part.len() >= 8)
}

/// Secret access keys have 40 characters and no start of their own. What has as many and is none, such as a commit or a path,
/// changes less often between capitals, small letters and digits.
fn secret_keys(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'+');
    let mut at = 0;
    while at < bytes.len() {
        let end = run(bytes, at, letter);
        let glued = |at: Option<usize>| {
            at.and_then(|at| bytes.get(at))
                .is_some_and(|byte| matches!(byte, b'_' | b'-' | b'.'))
        };
        if end - at == 40
            && !glued(at.checked_sub(1))
            && !glued(Some(end))
            && bytes.get(end) != Some(&b'=')
            && is_secret_key(bytes.get(at..end).unwrap_or_default())
        {
            found.push(at..end);
        }
        at = end.max(at + 1);
        at = run(bytes, at, |byte| !letter(byte));
    }
}

fn is_secret_key(bytes: &[u8]) -> bool {
    let class = |byte: &u8| match byte {
        b'A'..=b'Z' => 0,
        b'a'..=b'z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    };
    let has = |wanted| bytes.iter().any(|byte| class(byte) == wanted);
    let changes = bytes
        .windows(2)
        .filter(|pair| matches!(pair, [a, b] if class(a) != class(b)))
        .count();
    let slashes = memchr::memchr_iter(b'/', bytes).count();
    has(0) && has(1) && has(2) && changes >= 15 && slashes < 5
}

/// `https://user:password@host`. The name alone is none where people log in with a key: `ssh://git@host`.
fn in_addresses(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    for scheme in memmem::find_iter(bytes, "://") {
        let start = scheme + 3;
        let part_of = |byte: u8| {
            !byte.is_ascii_whitespace()
                && !matches!(
                    byte,
                    b'/' | b'?' | b'#' | b'"' | b'\'' | b'<' | b'>' | b'\\' | b'`'
                )
        };
        let end = run(bytes, start, part_of);
        let Some(at) = text.get(start..end).and_then(|authority| authority.rfind('@')) else {
            continue;
        };
        let user = text.get(start..start + at).unwrap_or_default();
        let web = text
            .get(..scheme)
            .is_some_and(|before| before.ends_with("http") || before.ends_with("https"));
        if web || user.contains(':') {
            found.push(start..start + at);
        }
    }
}
