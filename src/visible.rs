//! Shows characters that would otherwise act on a terminal, a log or the eye.
//!
//! Document text, paths and messages made of them are hostile until shown to be harmless: an escape sequence recolours or
//! rewrites a terminal, a bidirectional control reorders a line, a zero-width character hides in a name.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character is never to be printed as it is: controls (C0, DEL, C1), line and paragraph separators, bidirectional
/// and other format controls, and characters that have no shape of their own.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// A text on one line: hidden characters as `\n`, `\r`, `\t` or `\u{1b}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        push(&mut out, c);
    }
    Cow::Owned(out)
}

/// Adds one character in its visible form.
pub fn push(out: &mut String, c: char) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if is_hidden(c) => {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        }
        c => out.push(c),
    }
}

/// The longest part of a value that an error shows.
const EXCERPT: usize = 200;

/// The begin of a value as an error can show it: on one line, and without what a runner of GitHub Actions takes for a command
/// anywhere in a line.
pub fn excerpt(text: &str) -> String {
    let mut out: String = text.chars().take(EXCERPT).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    visible(&out).replace("##[", "# #[")
}

/// The same JSON with what could act on a terminal or on a runner's log written as `\u` escapes. Such characters occur in
/// strings only.
pub fn inert_json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push(c),
            // `##[name]` is a command to a runner of GitHub Actions anywhere in a line.
            '[' if out.ends_with("##") => out.push_str("\\u005b"),
            c if is_hidden(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    // Writing to a string cannot fail.
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_spelled_out_and_others_stay() {
        for (text, shown) in [
            ("plain text, é 漢 🦀 \\", "plain text, é 漢 🦀 \\"),
            ("a\nb\r\tc", "a\\nb\\r\\tc"),
            ("\u{1b}[31m", "\\u{1b}[31m"),
            ("\0\u{7f}\u{9b}\u{85}", "\\u{0}\\u{7f}\\u{9b}\\u{85}"),
            ("\u{202e}\u{2066}\u{200f}", "\\u{202e}\\u{2066}\\u{200f}"),
            ("a\u{200b}b\u{feff}c\u{e0041}", "a\\u{200b}b\\u{feff}c\\u{e0041}"),
            ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }

    #[test]
    fn harmless_text_is_not_copied() {
        assert!(matches!(visible("schema/unknown-action"), Cow::Borrowed(_)));
    }

    #[test]
    fn an_error_shows_a_value_on_one_line_and_not_all_of_it() {
        for (text, shown) in [
            ("yes", "yes"),
            (
                "a\n::add-mask::b\r##[error]c\u{1b}",
                "a\\n::add-mask::b\\r# #[error]c\\u{1b}",
            ),
        ] {
            assert_eq!(excerpt(text), shown);
        }
        let long = excerpt(&"漢".repeat(100_000));
        assert_eq!(long, "漢".repeat(EXCERPT) + "…");
    }

    #[test]
    fn json_stays_the_same_and_acts_nowhere() {
        let text = "##[add-mask]a ###[b \u{1b} \u{202e} \u{e0041} é";
        let json = serde_json::to_string(&[text]).expect("JSON");
        let inert = inert_json(&json);
        assert!(!inert.contains(is_hidden) && !inert.contains("##["), "{inert}");
        let read: Vec<String> = serde_json::from_str(&inert).expect("JSON");
        assert_eq!(read, [text]);
    }
}
