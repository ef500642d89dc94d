//! Takes secrets out of what AWS and logs of builds say, before anybody else reads it.
//!
//! It hides too much rather than too little: what it takes away is still in the log, which only those can read who may.
//! The work grows with the length of the text.

mod blocks;
mod named;
mod shapes;

use std::ops::Range;

/// What stands in the place of a secret.
pub const HIDDEN: &str = "***";

/// The text with [`HIDDEN`] in the place of every secret in it. Ids, ARNs, digests and versions stay.
///
/// Secrets that go over several lines, such as private keys, are found only when the lines come together.
pub fn scrub(text: &str) -> String {
    let mut found = Vec::new();
    blocks::find(text, &mut found);
    shapes::find(text, &mut found);
    named::find(text, &mut found);
    hide(text, found)
}

/// Ranges that overlap or touch become one.
fn hide(text: &str, mut found: Vec<Range<usize>>) -> String {
    found.retain(|range| range.start < range.end);
    found.sort_unstable_by_key(|range| range.start);
    let mut out = String::with_capacity(text.len());
    let mut shown = 0;
    let mut ranges = found.into_iter().peekable();
    while let Some(mut range) = ranges.next() {
        while let Some(next) = ranges.next_if(|next| next.start <= range.end) {
            range.end = range.end.max(next.end);
        }
        out.push_str(text.get(shown..range.start).unwrap_or_default());
        out.push_str(HIDDEN);
        shown = range.end;
    }
    out.push_str(text.get(shown..).unwrap_or_default());
    out
}

/// The end of the run of bytes that `takes`, from `start`.
fn run(bytes: &[u8], start: usize, takes: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    start + rest.iter().position(|byte| !takes(*byte)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests;
