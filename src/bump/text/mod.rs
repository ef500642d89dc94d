//! What is said about a plan: pure functions, one file a text.
//!
//! Names, reasons and paths come from outside. Markdown takes them through `markdown` only; everything else goes through
//! `plain` or `visible`.

mod body;
mod commit;
pub mod console;
mod diff;
mod fold;
mod images;
mod list;
mod marker;
mod notes;
mod proofs;
mod title;
mod witness;

use std::borrow::Cow;

use jiff::civil::Date;
use jiff::tz::Offset;

use crate::markdown::counted;
use crate::pin::{Pin, Scanned};
use crate::release::Time;
use crate::visible::visible;

use super::{PinRef, Verdict};

pub use body::body;
pub use commit::commit_message;
pub use diff::diff;
pub use list::list;
pub use marker::{Marker, Reading, read_marker};
pub use title::title;
pub use witness::{FactsFile, Witness};

/// The key of the trailer that names the group of a commit.
pub const TRAILER: &str = "Amiforge-Group";

/// A pin and where it stands.
#[derive(Clone, Copy)]
struct Located<'a> {
    path: &'a str,
    line: u32,
    column: u32,
    pin: &'a Pin,
}

/// Finds a pin; none for a number of other files.
fn located(files: &[Scanned], at: PinRef) -> Option<Located<'_>> {
    let file = files.get(at.file)?;
    let pin = file.pins.get(at.pin)?;
    let place = file.source.position(pin.span.start);
    Some(Located {
        path: file.source.path(),
        line: place.line,
        column: place.column,
        pin,
    })
}

/// What a pin stands on, in words that need no file.
fn standing(verdict: &Verdict) -> &str {
    let image = verdict.current.image.as_ref().map(|image| image.id.as_str());
    image.unwrap_or_else(|| verdict.holes.get("current").map_or("", String::as_str))
}

/// `a`, `a and b`, `a, b and c`; of more than five, how many the others are.
pub fn listed(words: &[&str]) -> String {
    const NAMED: usize = 5;
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        words if words.len() > NAMED => {
            let rest = words.len() - NAMED + 1;
            format!("{} and {rest} more", words[..NAMED - 1].join(", "))
        }
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// Each value once, in order.
fn distinct<T: Ord>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values.dedup();
    values
}

/// The day of a time in UTC.
fn day(time: Time) -> Date {
    Offset::UTC.to_datetime(time).date()
}

/// Days from one time to another; none when they run backwards.
fn days(from: Time, to: Time) -> Option<i64> {
    let seconds = to.as_second().checked_sub(from.as_second())?;
    (seconds >= 0).then_some(seconds / 86_400)
}

/// A text for titles and commit messages, which GitHub reads without Markdown: on one line, and nobody is mentioned, no issue
/// referred to or closed, whatever a file or an image is called.
fn plain(text: &str) -> Cow<'_, str> {
    let shown = visible(text);
    let refers = |at: usize, c: char| match c {
        '@' | '#' => true,
        // `GH-12` is issue 12, an address may be that of an issue.
        '-' => {
            let mut before = shown.get(..at).unwrap_or_default().chars().rev();
            let mut letter = || before.next().map(|c| c.to_ascii_lowercase());
            let word = (letter(), letter()) == (Some('h'), Some('g'));
            word && before.next().is_none_or(|c| !c.is_alphanumeric())
        }
        '/' => {
            let address = |before: &str, from: &str| before.ends_with(':') && from.starts_with("//");
            address(
                shown.get(..at).unwrap_or_default(),
                shown.get(at..).unwrap_or_default(),
            )
        }
        _ => false,
    };
    if !shown.char_indices().any(|(at, c)| refers(at, c)) {
        return shown;
    }
    let mut out = String::with_capacity(shown.len() + 8);
    for (at, c) in shown.char_indices() {
        if refers(at, c) {
            out.extend(["\\u{", &format!("{:x}", u32::from(c)), "}"]);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_listed_and_counted() {
        for (words, text) in [
            (&[][..], ""),
            (&["a"], "a"),
            (&["a", "b"], "a and b"),
            (&["a", "b", "c"], "a, b and c"),
            (&["a", "b", "c", "d", "e"], "a, b, c, d and e"),
            (&["a", "b", "c", "d", "e", "f", "g"], "a, b, c, d and 3 more"),
        ] {
            assert_eq!(listed(words), text);
        }
        assert_eq!(
            (counted(1, "pin").as_str(), counted(0, "pin").as_str()),
            ("1 pin", "0 pins")
        );
    }

    #[test]
    fn plain_text_refers_to_nobody() {
        for (text, shown) in [
            ("Windows_Server-2022 é", "Windows_Server-2022 é"),
            ("@octocat fixes #1", "\\u{40}octocat fixes \\u{23}1"),
            (
                "closes GH-1, gh-2 and high-3",
                "closes GH\\u{2d}1, gh\\u{2d}2 and high-3",
            ),
            ("https://github.com/a/b", "https:\\u{2f}/github.com/a/b"),
            ("ssm:/golden/win", "ssm:/golden/win"),
            ("a\nb\u{202e}", "a\\nb\\u{202e}"),
        ] {
            assert_eq!(plain(text), shown);
        }
    }

    #[test]
    fn days_do_not_run_backwards() {
        let time = |text: &str| -> Time { text.parse().expect("a time") };
        let early = time("2026-09-08T23:59:59Z");
        assert_eq!(days(early, time("2026-09-10T23:59:58Z")), Some(1));
        assert_eq!(days(early, time("2026-09-08T00:00:00Z")), None);
        assert_eq!(day(early).to_string(), "2026-09-08");
    }
}
