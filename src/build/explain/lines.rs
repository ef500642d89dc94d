//! The last lines of a log that say something.

use std::collections::VecDeque;

use super::toe::{Block, Read, Section};
use crate::markdown::cut;
use crate::visible::visible;

/// So many lines are shown.
const MOST: usize = 30;

/// Lines of the output of a step that are shown before its errors, when those are few.
const BEFORE: usize = 10;

/// Errors of so many lines need nothing before them.
const ENOUGH: usize = 10;

/// Characters of a line.
const LONGEST: usize = 400;

/// Bytes of all lines.
const MOST_BYTES: usize = 8 << 10;

/// What was cut out of a log.
#[derive(Debug, Default)]
pub(super) struct Cut {
    /// The lines, in order.
    pub(super) lines: Vec<String>,
    /// What AWSTOE calls the error.
    pub(super) error: Option<String>,
    /// The exit code of the step.
    pub(super) exit: Option<i64>,
    /// The exit code as the log has it.
    pub(super) exit_line: Option<String>,
}

/// The lines about a step that failed: what sums it up first, then what it wrote to standard error; its output where there
/// is little of that.
pub(super) fn of_step(block: Option<&Block<'_>>, section: Option<&Section<'_>>) -> Cut {
    let of_block = block
        .map(|block| last(block.error.iter().copied(), BEFORE))
        .unwrap_or_default();
    let errors = block
        .map(|block| last(block.stderr.iter().copied(), MOST))
        .filter(|lines| !lines.is_empty())
        .or_else(|| section.map(|section| last(section.stderr.iter().copied(), MOST)))
        .unwrap_or_default();
    let output = section
        .filter(|_| errors.len() < ENOUGH)
        .map(|section| {
            let most = if errors.is_empty() && of_block.is_empty() {
                MOST
            } else {
                BEFORE
            };
            last(section.stdout.iter().copied(), most)
        })
        .unwrap_or_default();
    let exit = section.and_then(|section| section.exit).filter(|code| *code != 0);
    let error = of_block.first().cloned();
    Cut {
        lines: fit(of_block.into_iter().chain(output).chain(errors).collect()),
        error,
        exit,
        exit_line: exit.map(|code| format!("ExitCode {code}")),
    }
}

/// The last lines of a whole log.
pub(super) fn of_tail(read: &Read<'_>) -> Cut {
    Cut {
        lines: fit(last(read.lines(), MOST)),
        ..Cut::default()
    }
}

/// The last lines that say something, without what repeats the line before.
fn last<'t>(lines: impl Iterator<Item = &'t str>, most: usize) -> Vec<String> {
    let mut kept: VecDeque<&str> = VecDeque::with_capacity(most + 1);
    for line in lines {
        // What is written over with a carriage return is seen by nobody.
        let line = line.trim_end().rsplit('\r').next().unwrap_or_default();
        if is_noise(line) || kept.back() == Some(&line) {
            continue;
        }
        if kept.len() == most {
            kept.pop_front();
        }
        kept.push_back(line);
    }
    kept.into_iter()
        .map(|line| cut(&visible(line), LONGEST))
        .collect()
}

/// Lines from the end that have together no more bytes than are shown.
fn fit(lines: Vec<String>) -> Vec<String> {
    let mut left = MOST_BYTES;
    let from_end = lines.iter().rev().take(MOST).take_while(|line| {
        let fits = line.len() < left;
        left = left.saturating_sub(line.len() + 1);
        fits
    });
    let kept = from_end.count();
    lines
        .into_iter()
        .rev()
        .take(kept)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect()
}

/// Whether a line says nothing: it is empty, a line that is drawn, or tells how far something is.
fn is_noise(line: &str) -> bool {
    let line = line.trim();
    let Some(first) = line.chars().next() else {
        return true;
    };
    let debug = ["debug ", "debug:", "[debug]", "verbose:", "##[debug]"];
    let start = line
        .get(..10.min(line.len()))
        .unwrap_or_default()
        .to_ascii_lowercase();
    if debug.iter().any(|word| start.starts_with(word)) {
        return true;
    }
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    let marks = line
        .chars()
        .filter(|c| !c.is_alphanumeric() && !c.is_whitespace())
        .count();
    // The marks below a place in PowerShell's errors, `+ ~~~~`, are drawn too.
    if letters == 0 && (marks > 0 || first.is_ascii_digit()) || letters <= 3 && line.len() > 24 {
        return true;
    }
    let lower = line.to_ascii_lowercase();
    let before_percent = lower.split_once('%').map(|(before, _)| before);
    let percent = before_percent.is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()));
    let bar = ["====", "####", "---->"].iter().any(|bar| line.contains(bar));
    let of_progress = PROGRESS.iter().any(|word| lower.contains(word));
    percent && letters <= 12
        || bar && letters <= 24
        || of_progress && (percent || bar)
        || is_of_a_layer(&lower)
}

/// Words of those who tell how far they are.
const PROGRESS: [&str; 5] = [
    "downloading",
    "extracting",
    "progress",
    "reading database",
    "unpacking",
];

/// Whether `docker pull` tells of a layer: `65014b3c3121: Pull complete`.
fn is_of_a_layer(line: &str) -> bool {
    line.split_once(": ").is_some_and(|(id, said)| {
        let is_layer = id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_layer && !said.contains("error") && !said.contains("fail")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_goes_and_errors_stay() {
        for noise in [
            "",
            "   ",
            "-----------",
            "+ ~~~~~~~~~~~~~",
            "  10.5%",
            "######################## 100.0%",
            "Debug reading the file",
            "VERBOSE: Performing the operation",
            "65014b3c3121: Pull complete",
            "65014b3c3121: Downloading [=====>       ]  12MB/20MB",
            "(Reading database ... 45%",
            "  0 12.3M    0     0    0     0      0      0 --:--:--  0:00:01 --:--:--     0",
            "Progress: 42%",
        ] {
            assert!(is_noise(noise), "{noise}");
        }
        for line in [
            "E: Unable to locate package htpd",
            "Error: Unable to find a match: htpd",
            "make: *** [all] Error 2",
            "the disk is 100% full: no space left on device",
            "curl: (22) The requested URL returned error: 404",
            "    + CategoryInfo          : ObjectNotFound: (C:\\missingFolder:String) [Get-ChildItem]",
            "Downloading the agent failed",
            "+ ls 'c:\\missingFolder'",
            "é",
        ] {
            assert!(!is_noise(line), "{line}");
        }
    }

    #[test]
    fn lines_are_few_short_and_not_repeated() {
        let many: Vec<String> = (0..1_000).map(|number| format!("line {number}")).collect();
        let kept = last(many.iter().map(String::as_str), MOST);
        assert_eq!(
            (kept.len(), kept[0].as_str(), kept[29].as_str()),
            (30, "line 970", "line 999")
        );
        assert_eq!(last(["a", "a", "b", "a"].into_iter(), 9), ["a", "b", "a"]);
        assert_eq!(
            last(["old\rnew", "\u{1b}[31mred"].into_iter(), 9),
            ["new", "\\u{1b}[31mred"]
        );
        let long = "x".repeat(9_000);
        assert_eq!(
            last([long.as_str()].into_iter(), 9)[0].chars().count(),
            LONGEST + 1
        );
        let wide: Vec<String> = (0..30).map(|_| "é".repeat(LONGEST)).collect();
        let fitting = fit(wide);
        assert!(fitting.len() < 30 && fitting.iter().map(String::len).sum::<usize>() <= MOST_BYTES);
    }
}
