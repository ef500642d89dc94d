//! Backslash escapes in double quotes.

use crate::source::Span;

/// What a backslash and the character behind it are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EscapeKind {
    /// An escape that every reader knows.
    Known,
    /// `\/`: in YAML 1.2 and JSON, not in YAML 1.1.
    Slash,
    /// `\'`: not YAML, but Go's readers take it.
    Quote,
    /// `\x`, `\u` or `\U` without the digits of a character.
    BadNumber,
    /// No escape at all.
    Unknown,
}

/// One escape as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Escape {
    /// The backslash and the character behind it.
    pub span: Span,
    /// That character.
    pub letter: char,
    /// What it is.
    pub kind: EscapeKind,
}

/// The escapes of the double-quoted scalar whose text continues at byte `at`, up to its closing quote.
pub fn escapes(text: &str, at: usize) -> impl Iterator<Item = Escape> + '_ {
    let mut at = at;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at
            + rest
                .find(['\\', '"'])
                .filter(|i| rest.as_bytes().get(*i) == Some(&b'\\'))?;
        let (escape, length) = one(text, start)?;
        at = start + length;
        Some(escape)
    })
}

/// The escape whose backslash stands at byte `start`, and its length with all digits.
fn one(text: &str, start: usize) -> Option<(Escape, usize)> {
    let rest = text.get(start + 1..)?;
    let letter = rest.chars().next()?;
    let short = 1 + letter.len_utf8();
    let (kind, length) = match letter {
        '0' | 'a' | 'b' | 't' | '\t' | 'n' | 'v' | 'f' | 'r' | 'e' | ' ' | '"' | '\\' | 'N' | '_' | 'L'
        | 'P' | '\n' | '\r' => (EscapeKind::Known, short),
        '/' => (EscapeKind::Slash, short),
        '\'' => (EscapeKind::Quote, short),
        'x' => number(&rest[1..], 2).map_or((EscapeKind::BadNumber, short), |_| (EscapeKind::Known, 4)),
        'U' => number(&rest[1..], 8)
            .and_then(char::from_u32)
            .map_or((EscapeKind::BadNumber, short), |_| (EscapeKind::Known, 10)),
        'u' => utf16(rest).map_or((EscapeKind::BadNumber, short), |length| {
            (EscapeKind::Known, 1 + length)
        }),
        _ => (EscapeKind::Unknown, short),
    };
    let span = Span::new(start, start + short);
    Some((Escape { span, letter, kind }, length))
}

/// The length of `uXXXX`, or of `uXXXX\uXXXX` when the two are the halves of one character.
fn utf16(rest: &str) -> Option<usize> {
    let high = number(rest.get(1..)?, 4)?;
    if char::from_u32(high).is_some() {
        return Some(5);
    }
    let low = number(rest.get(5..)?.strip_prefix("\\u")?, 4)?;
    ((0xD800..0xDC00).contains(&high) && (0xDC00..0xE000).contains(&low)).then_some(11)
}

fn number(text: &str, digits: usize) -> Option<u32> {
    let digits = text.get(..digits)?;
    digits
        .bytes()
        .all(|b| b.is_ascii_hexdigit())
        .then(|| u32::from_str_radix(digits, 16).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_escape_has_its_kind_and_two_characters() {
        use EscapeKind::{BadNumber, Known, Quote, Slash, Unknown};
        let cases: &[(&str, &[(&str, EscapeKind)])] = &[
            (r#"plain""#, &[]),
            (r#"a\tb\\n""#, &[(r"\t", Known), (r"\\", Known)]),
            (r#"C:\Users\x""#, &[(r"\U", BadNumber), (r"\x", BadNumber)]),
            (
                r#"\x41\u00e9\U0001F600""#,
                &[(r"\x", Known), (r"\u", Known), (r"\U", Known)],
            ),
            (r#"\uD83D\uDE00\uD83D""#, &[(r"\u", Known), (r"\u", BadNumber)]),
            (r#"\uDE00""#, &[(r"\u", BadNumber)]),
            (
                r#"it\'s a\/b \M \é""#,
                &[(r"\'", Quote), (r"\/", Slash), (r"\M", Unknown), (r"\é", Unknown)],
            ),
            (r#"\"" \q"#, &[(r#"\""#, Known)]),
            ("a\\\n b\"", &[("\\\n", Known)]),
            ("open\\", &[]),
        ];
        for (text, expected) in cases {
            let found: Vec<_> = escapes(text, 0)
                .map(|e| (&text[e.span.range()], e.kind))
                .collect();
            assert_eq!(&found, expected, "{text}");
        }
    }
}
