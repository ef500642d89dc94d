//! `github`: annotations for GitHub Actions, then the text for the step's log.
//!
//! The runner makes annotations of at most ten errors, ten warnings and ten notices of a step, and it takes commands from two
//! places: a line that begins with `::`, blanks before it aside, and `##[name]` anywhere in a line. A shown line of a document
//! can hold the second, so the text stands between `stop-commands` and a word that is not in it. Annotations need no such care:
//! a line that is a command of the first kind is not searched for one of the second.

use std::fmt::Write as _;

use super::{Format, Style, text};
use crate::diagnostic::{Diagnostic, Severity};
use crate::markdown::counted;
use crate::report::{Report, SEVERITIES};
use crate::rules;
use crate::source::Source;
use crate::token;
use crate::visible::{self, visible};

pub(super) const FORMAT: Format = Format {
    name: "github",
    summary: "for GitHub Actions: annotations, then the text",
    render,
};

/// Annotations of one level that the runner takes from a step.
const PER_LEVEL: usize = 10;
/// UTF-16 code units of a message that the runner keeps.
const MESSAGE: usize = 4_096;

/// Annotations, the worst first, then the text.
pub fn render(report: &Report, style: Style) -> String {
    let mut out = annotations(report);
    out.push_str(&guarded(&text::render(report, style)));
    out
}

/// A text in which the runner finds no commands. The text ends in a line break, or gets one.
pub fn guarded(text: &str) -> String {
    let word = token::absent_from(text, "amiforge");
    let end = if text.ends_with('\n') { "" } else { "\n" };
    format!("::stop-commands::{word}\n{text}{end}::{word}::\n")
}

fn annotations(report: &Report) -> String {
    let mut out = String::new();
    let mut left_out = Vec::new();
    for severity in SEVERITIES {
        let found: Vec<_> = report
            .findings()
            .filter(|(_, finding)| finding.severity == severity)
            .collect();
        let most = if severity == Severity::Info {
            // Ten notices less those about the run.
            PER_LEVEL - 1 - about_the_run(report).count()
        } else {
            PER_LEVEL
        };
        for (source, finding) in found.iter().take(most) {
            out.push_str(&annotation(report, source, finding));
        }
        if found.len() > most {
            left_out.push(counted(found.len() - most, &format!("more {}", severity.word())));
        }
    }
    for notice in about_the_run(report) {
        out.push_str(&notice_line(&notice));
    }
    if !left_out.is_empty() {
        out.push_str(&notice_line(&format!(
            "{} in the log of this step",
            left_out.join(", ")
        )));
    }
    out
}

/// What is said about the run as a whole: at most [`PER_LEVEL`] less two lines, so that infos and the count of what was left
/// out have room.
fn about_the_run(report: &Report) -> impl Iterator<Item = String> {
    let skipped = report.not_checked.len();
    let skipped = (skipped > 0).then(|| {
        format!(
            "{} not checked, see the log of this step",
            counted(skipped, "file")
        )
    });
    let notices = report.notices.iter().map(|notice| visible(notice).into_owned());
    skipped.into_iter().chain(notices).take(PER_LEVEL - 2)
}

fn notice_line(text: &str) -> String {
    of_the_run("notice", text)
}

/// An annotation without a place.
pub fn of_the_run(level: &str, text: &str) -> String {
    format!("::{level} title=amiforge::{}\n", data(&shortened(text, MESSAGE)))
}

/// An annotation at a line of a file; `path` is from the root of the repository.
pub fn at_line(level: &str, path: &str, line: u32, column: Option<u32>, title: &str, text: &str) -> String {
    let column = column.map(|column| format!(",col={column}")).unwrap_or_default();
    format!(
        "::{level} file={},line={line}{column},title={}::{}\n",
        property(path),
        property(title),
        data(&shortened(&visible(text), MESSAGE))
    )
}

fn annotation(report: &Report, source: &Source, finding: &Diagnostic) -> String {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let start = source.position(finding.span.start);
    let end = source.position(finding.span.end);
    let mut properties = format!(
        "file={},line={},endLine={}",
        // GitHub knows files by their paths from the root, also where a step runs in another folder.
        property(&report.seen_from_root(source.path())),
        start.line,
        end.line
    );
    if start.line == end.line {
        // GitHub takes columns on one line only.
        // Writing to a string cannot fail.
        let _ = write!(properties, ",col={},endColumn={}", start.column, end.column);
    }
    format!(
        "::{level} {properties},title={}::{}\n",
        property(finding.rule),
        data(&message(finding))
    )
}

/// What is wrong, what to write instead, and where to read on. What is too long is cut from the first two.
fn message(finding: &Diagnostic) -> String {
    let mut text = visible(&finding.message).into_owned();
    if let Some(help) = &finding.help {
        text.push_str("\nhelp: ");
        text.push_str(&visible(help));
    }
    let see = rules::find(finding.rule).map(|rule| format!("\nsee {}", rule.url()));
    let see = see.unwrap_or_default();
    let most = MESSAGE.saturating_sub(see.encode_utf16().count());
    shortened(&text, most) + &see
}

/// At most `most` UTF-16 code units, the last one `…` when it was cut.
fn shortened(text: &str, most: usize) -> String {
    if text.encode_utf16().count() <= most {
        return text.to_owned();
    }
    let mut left = most.saturating_sub(1);
    let fits = |c: &char| match left.checked_sub(c.len_utf16()) {
        Some(rest) => {
            left = rest;
            true
        }
        None => false,
    };
    let cut: String = text.chars().take_while(fits).collect();
    cut + "…"
}

/// The part behind the second `::`.
pub fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value before it. Line breaks stay what they are, since a file may be called so; other hidden characters are spelled out.
fn property(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' => out.push_str("%25"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            ':' => out.push_str("%3A"),
            ',' => out.push_str("%2C"),
            c => visible::push(&mut out, c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_annotation_at_a_line_is_one_command() {
        assert_eq!(
            at_line("error", "a,b:c.yml", 3, Some(7), "a\n::b", "100%\n::error::x"),
            "::error file=a%2Cb%3Ac.yml,line=3,col=7,title=a%0A%3A%3Ab::100%25\\n::error::x\n"
        );
        assert_eq!(
            at_line("notice", "a", 1, None, "b", "c"),
            "::notice file=a,line=1,title=b::c\n"
        );
    }

    #[test]
    fn data_and_properties_are_escaped_as_the_runner_unescapes() {
        for (text, in_data, in_property) in [
            ("plain é 漢", "plain é 漢", "plain é 漢"),
            ("100%", "100%25", "100%25"),
            ("%0A", "%250A", "%250A"),
            ("a\r\nb", "a%0D%0Ab", "a%0D%0Ab"),
            ("a::b, c=d", "a::b, c=d", "a%3A%3Ab%2C c=d"),
        ] {
            assert_eq!(
                (data(text), property(text)),
                (in_data.to_owned(), in_property.to_owned())
            );
        }
        assert_eq!(property("a\u{1b}\u{202e}"), "a\\u{1b}\\u{202e}");
    }

    #[test]
    fn cutting_counts_utf_16_and_keeps_characters_whole() {
        assert_eq!(shortened("abc", 3), "abc");
        assert_eq!(shortened("abcd", 3), "ab…");
        assert_eq!(shortened("🦀🦀", 4), "🦀🦀");
        assert_eq!(shortened("🦀🦀", 3), "🦀…");
        assert_eq!(shortened("🦀🦀", 2), "…");
    }

    #[test]
    fn a_guard_ends_with_a_word_that_the_text_does_not_hold() {
        let text = "5 |  - echo '##[add-mask]a' ##[amiforge-0]\n";
        let guarded = guarded(text);
        let lines: Vec<&str> = guarded.lines().collect();
        let word = lines[0].strip_prefix("::stop-commands::").expect("a guard");
        assert_eq!(lines[2], format!("::{word}::"));
        assert!(!text.contains(word));
        assert_eq!(super::guarded("no break").lines().count(), 3);
    }
}
