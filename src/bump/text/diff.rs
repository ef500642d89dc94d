//! A change of a file as a unified diff, for people: what would act on a terminal is spelled out, so it is not for `patch`.

use std::fmt::Write as _;

use similar::{Change, ChangeTag, TextDiff};

use crate::visible::{is_hidden, push, visible};

/// Lines around a change.
const CONTEXT: usize = 3;
/// Characters of a line.
const LINE: usize = 400;

/// The difference between two texts of the file at `path`; empty when there is none.
pub fn diff(path: &str, old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    let mut out = String::new();
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        if out.is_empty() {
            let path = visible(path);
            // Writing to a string cannot fail.
            let _ = writeln!(out, "--- a/{path}\n+++ b/{path}");
        }
        let _ = writeln!(out, "{}", hunk.header());
        let changes: Vec<_> = hunk.iter_changes().collect();
        for run in changes.chunk_by(|a, b| kept(a) == kept(b)) {
            let cuts = cuts(run);
            for (change, cut) in run.iter().zip(cuts) {
                out.push(match change.tag() {
                    ChangeTag::Delete => '-',
                    ChangeTag::Insert => '+',
                    ChangeTag::Equal => ' ',
                });
                push_line(&mut out, change.value(), cut);
                if change.missing_newline() {
                    out.push_str("\\ No newline at end of file\n");
                }
            }
        }
    }
    out
}

fn kept(change: &Change<&str>) -> bool {
    change.tag() == ChangeTag::Equal
}

/// The byte from which each line of a run is shown: 0, or a little before the first difference of a line that is too long to
/// be shown whole and of the line that takes its place.
fn cuts(run: &[Change<&str>]) -> Vec<usize> {
    let half = run.len() / 2;
    let paired = run.len() == 2 * half
        && run[..half].iter().all(|change| change.tag() == ChangeTag::Delete)
        && run[half..].iter().all(|change| change.tag() == ChangeTag::Insert);
    let cut = |index: usize| {
        let (a, b) = (run[index % half].value(), run[half + index % half].value());
        if !paired || a.len().max(b.len()) <= LINE {
            return 0;
        }
        let same = a.char_indices().zip(b.chars()).take_while(|((_, a), b)| a == b);
        let start = same.map(|((at, _), _)| at).last().unwrap_or_default();
        let near = start.saturating_sub(LINE / 4);
        (near..=start)
            .find(|at| a.is_char_boundary(*at))
            .unwrap_or_default()
    };
    (0..run.len())
        .map(|index| if half == 0 { 0 } else { cut(index) })
        .collect()
}

/// A line without what would act on a terminal. A line break of any kind is one line break.
fn push_line(out: &mut String, line: &str, from: usize) {
    let line = line.strip_suffix('\n').unwrap_or(line);
    let line = line.strip_suffix('\r').unwrap_or(line);
    let line = line.get(from..).unwrap_or_default();
    if from > 0 {
        out.push('…');
    }
    let end = line.char_indices().nth(LINE).map(|(at, _)| at);
    for c in line.get(..end.unwrap_or(line.len())).unwrap_or_default().chars() {
        match c {
            '\t' => out.push('\t'),
            c if is_hidden(c) => push(out, c),
            c => out.push(c),
        }
    }
    if end.is_some() {
        out.push('…');
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_with_its_surroundings() {
        let old = "1\n2\n3\n4\n5\tami-1\n6\n7\n8\n9\n10\n11\n12\n13 ami-1";
        let new = old.replace("ami-1", "ami-2");
        assert_eq!(
            diff("a b/c.tf", old, &new),
            "--- a/a b/c.tf\n+++ b/a b/c.tf\n\
             @@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\tami-1\n+5\tami-2\n 6\n 7\n 8\n\
             @@ -10,4 +10,4 @@\n 10\n 11\n 12\n-13 ami-1\n\\ No newline at end of file\n+13 ami-2\n\\ No newline at end of file\n"
        );
        assert_eq!(diff("a", "same\n", "same\n"), "");
    }

    #[test]
    fn nothing_acts_on_a_terminal() {
        let shown = diff(
            "a\u{1b}[2J\nb",
            "x\u{1b}[31m\r\u{202e}y\r\nold\r\n",
            "x\u{1b}[31m\r\u{202e}y\r\nnew\r\n",
        );
        assert_eq!(
            shown,
            "--- a/a\\u{1b}[2J\\nb\n+++ b/a\\u{1b}[2J\\nb\n@@ -1,3 +1,3 @@\n x\\u{1b}[31m\n \\u{202e}y\n-old\n+new\n"
        );
    }

    #[test]
    fn of_long_lines_the_part_that_differs_is_shown() {
        let long = "é".repeat(10_000);
        let shown = diff("a", &format!("{long}old{long}"), &format!("{long}new{long}"));
        assert!(shown.len() < 4_000, "{}", shown.len());
        assert!(shown.contains("éold") && shown.contains("énew"), "{shown}");
        let (before, behind) = ("a\n".repeat(3), "b\n".repeat(3));
        let shown = diff(
            "a",
            &format!("{before}{long}\n{behind}x\n"),
            &format!("{before}{long}\n{behind}y\n"),
        );
        assert!(shown.ends_with("-x\n+y\n"), "{shown}");
    }

    #[test]
    fn files_of_nothing_but_changes_take_bounded_time() {
        let text = |digit: char| {
            let mut text = String::new();
            for number in 0..100_000 {
                let _ = writeln!(text, "ami-{number:016x}{digit}");
            }
            text
        };
        assert_eq!(diff("a", &text('0'), &text('1')).lines().count(), 200_003);
        let same = |line: &str| line.repeat(100_000);
        assert_eq!(diff("a", &same("a\n"), &same("b\n")).lines().count(), 200_003);
    }
}
