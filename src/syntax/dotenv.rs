//! Lines of `NAME=value`, as shells, Docker and the dotenv libraries read them.

use super::builder::Builder;
use super::{Content, Document, Key, Syntax};
use crate::source::Span;

/// Reads a file of variables. Nothing when a line is something else: these files have no one grammar, and what is not
/// understood is better read as text.
pub(super) fn read(text: &str) -> Option<Document> {
    let mut out = Builder::new(text, 0);
    let mut at = super::start(text);
    out.open(Key::Root, Span::new(at, text.len()), Content::Map);
    while at < text.len() && !out.is_full() {
        at = line(&mut out, text, at)?;
    }
    out.close();
    out.finish(Syntax::Dotenv)
}

/// Reads the line at byte `at`, of which a quoted value may make several; gives the end of what was read.
fn line(out: &mut Builder<'_>, text: &str, at: usize) -> Option<usize> {
    let at = skip(text, at, |c| c.is_ascii_whitespace());
    let rest = &text[at..];
    if rest.is_empty() {
        return Some(at);
    }
    if rest.starts_with('#') {
        let end = line_end(text, at);
        out.comment(Span::new(at, end));
        return Some(end);
    }
    let start = match rest.strip_prefix("export") {
        Some(behind) if behind.starts_with([' ', '\t']) => skip(text, at + "export".len(), is_blank),
        _ => at,
    };
    let end = skip(text, start, |c| {
        c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
    });
    if start == end {
        return None;
    }
    let equals = skip(text, end, is_blank);
    if !text[equals..].starts_with('=') {
        return None;
    }
    let key = Key::Name(text[start..end].to_owned(), Span::new(start, end));
    value(out, text, key, skip(text, equals + 1, is_blank))
}

/// Reads a value and what may follow it on its line.
fn value(out: &mut Builder<'_>, text: &str, key: Key, at: usize) -> Option<usize> {
    let Some(quote) = text[at..].chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        let line = &text[at..line_end(text, at)];
        let code = (0..line.len())
            .find(|i| line.as_bytes()[*i] == b'#' && (*i == 0 || line[..*i].ends_with([' ', '\t'])))
            .map_or(line, |i| &line[..i]);
        let span = Span::new(at, at + code.trim_end().len());
        let content = out.scalar(span, out.slice(span), false);
        out.leaf(key, span, content);
        return rest(out, text, at + code.len());
    };
    let (value, length) = quoted(&text[at + 1..], quote)?;
    let inner = Span::new(at + 1, at + 1 + length);
    let content = out.scalar(inner, value, true);
    out.leaf(key, Span::new(at, at + length + 2), content);
    rest(out, text, at + length + 2)
}

/// What follows a value: nothing but a comment.
fn rest(out: &mut Builder<'_>, text: &str, at: usize) -> Option<usize> {
    let at = skip(text, at, is_blank);
    let end = line_end(text, at);
    if text[at..].starts_with('#') {
        out.comment(Span::new(at, end));
        return Some(end);
    }
    (at == end).then_some(end)
}

/// The text up to the closing quote, with its length as written. Only double quotes have escapes.
fn quoted(text: &str, quote: char) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            c if c == quote => return Some((value, at)),
            '\\' if quote == '"' => match chars.next()?.1 {
                'n' => value.push('\n'),
                'r' => value.push('\r'),
                't' => value.push('\t'),
                c @ ('"' | '\\' | '$' | '`') => value.push(c),
                c => value.extend(['\\', c]),
            },
            c => value.push(c),
        }
    }
    None
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t')
}

/// The first byte from `at` on that is not of a kind.
fn skip(text: &str, at: usize, kind: impl Fn(char) -> bool) -> usize {
    text.len() - text[at..].trim_start_matches(kind).len()
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find(['\n', '\r']).map_or(text.len(), |i| at + i)
}
