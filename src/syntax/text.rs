//! Text of any kind, of which nothing is known but how comments are marked in most languages.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::builder::Builder;
use super::{Comment, Document, Syntax};
use crate::source::Span;

/// What a line has to say before its comments are looked for: they are of use only beside an image id, or when they speak of
/// one themselves. The last two are what Renovate's users write.
/// <https://docs.renovatebot.com/modules/datasource/aws-machine-image/>
const WORDS: [&str; 4] = ["ami-", "amiforge:", "amifilter", "currentimagename"];

static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(WORDS)
        .ok()
});

/// The marks of comments and what ends them; without an end, the line does.
const MARKS: [(&str, Option<&str>); 6] = [
    ("#", None),
    ("//", None),
    ("--", None),
    (";", None),
    ("/*", Some("*/")),
    ("<!--", Some("-->")),
];

/// Reads a text without nodes.
pub(super) fn read(text: &str) -> Document {
    let mut out = Builder::new(text, 0);
    let mut done = 0;
    for found in FINDER.iter().flat_map(|finder| finder.find_iter(text)) {
        if found.start() < done {
            continue;
        }
        let start = text[..found.start()]
            .rfind(['\n', '\r'])
            .map_or(0, |i| i + 1)
            .max(done);
        let end = text[found.end()..]
            .find(['\n', '\r'])
            .map_or(text.len(), |i| found.end() + i);
        comments(&mut out, start, text[start..end].trim_end());
        done = end;
    }
    out.finish(Syntax::Text)
        .unwrap_or_else(|| Document::new(Syntax::Text, Vec::new(), Vec::new(), Vec::<Comment>::new()))
}

/// Finds the comments of the line at byte `start`.
fn comments(out: &mut Builder<'_>, start: usize, line: &str) {
    let mut at = 0;
    let mut quotes = 0;
    while let Some(length) = line[at..].find(['#', '/', '-', ';', '<', '"']) {
        at += length;
        let rest = &line[at..];
        if rest.starts_with('"') {
            quotes += 1;
            at += 1;
            continue;
        }
        let mark = MARKS.iter().find(|(mark, _)| rest.starts_with(mark));
        match mark.filter(|(mark, _)| quotes % 2 == 0 && begins(line, at, mark)) {
            None => at += 1,
            Some((mark, end)) => {
                let close = end.and_then(|end| Some(rest[mark.len()..].find(end)? + mark.len() + end.len()));
                let length = close.unwrap_or(rest.len());
                out.comment(Span::new(start + at, start + at + length));
                at += length;
            }
        }
    }
}

/// Whether a mark at byte `at` of a line begins a comment: `https://`, `--option` and `a#b` do not.
fn begins(line: &str, at: usize, mark: &str) -> bool {
    let before = line[..at].chars().next_back();
    let apart = before.is_none_or(|c| c.is_whitespace() || c == '\u{feff}');
    let behind = line[at + mark.len()..].chars().next();
    match mark {
        "#" | ";" => apart,
        "--" => apart && behind.is_none_or(char::is_whitespace),
        "//" => apart || before.is_some_and(|c| matches!(c, ',' | ';' | ')' | ']' | '}' | '{' | '(')),
        _ => true,
    }
}
