//! Any text in any field of a report: nothing of it acts on those who read the output.

use amiforge::diagnostic::{Diagnostic, Fix, Label, Safety, Severity};
use amiforge::report::formats::{self, Style, github, json, text};
use amiforge::report::{FileReport, NotChecked, Report};
use amiforge::source::{Edit, Source, Span};
use proptest::prelude::*;

use super::{diagnostic, summary, without_colours};

/// Controls of terminals and of the direction of text.
pub(super) fn acts(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What hostile text is made of.
pub(super) fn hostile() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("::error::"),
        Just("::stop-commands::"),
        Just("##[add-mask]"),
        Just("\n"),
        Just("\r"),
        Just("\r\n"),
        Just("\t"),
        Just("\u{1b}[31m"),
        Just("\u{9b}"),
        Just("\u{7f}"),
        Just("\u{202e}"),
        Just("\u{2067}"),
        Just("\u{2028}"),
        Just("\u{feff}"),
        Just("\u{200d}"),
        Just("%0A"),
        Just(","),
        Just(":"),
        Just("`"),
        Just("|"),
        Just("</details>"),
        Just("<script>"),
        Just("@octocat"),
        Just("🦀"),
        Just("漢"),
        Just(" "),
    ];
    let parts = prop::collection::vec(prop_oneof![part.prop_map(str::to_owned), any::<String>()], 0..12);
    parts.prop_map(|parts| parts.concat())
}

pub(super) fn any_report() -> impl Strategy<Value = Report> {
    let finding = (
        hostile(),
        prop::option::of(hostile()),
        hostile(),
        0..400_u32,
        0..60_u32,
        0..3_usize,
    );
    let file = (hostile(), hostile(), prop::collection::vec(finding, 0..5));
    let skipped = (hostile(), hostile()).prop_map(|(path, reason)| NotChecked { path, reason });
    (
        prop::collection::vec(file, 0..3),
        prop::collection::vec(skipped, 0..2),
        prop::collection::vec(hostile(), 0..2),
    )
        .prop_map(|(files, not_checked, notices)| Report {
            files: files.into_iter().map(file_report).collect(),
            not_checked,
            notices,
            infos_hidden: 1,
            fails_from: Some(Severity::Warning),
            ..Report::default()
        })
}

type AnyFinding = (String, Option<String>, String, u32, u32, usize);

fn file_report((path, text, findings): (String, String, Vec<AnyFinding>)) -> FileReport {
    let findings = findings
        .into_iter()
        .map(|(message, help, label, start, length, severity)| Diagnostic {
            help,
            // Both may lie outside the text and within characters.
            labels: vec![Label {
                span: Span::empty(length),
                text: label.clone(),
            }],
            fix: Some(Fix {
                safety: Safety::Unsafe,
                title: label.clone(),
                edits: vec![Edit {
                    span: Span {
                        start: length,
                        end: start + length,
                    },
                    text: label,
                }],
            }),
            ..diagnostic(
                "schema/unknown-action",
                [Severity::Info, Severity::Warning, Severity::Error][severity],
                Span {
                    start,
                    end: start + length,
                },
                &message,
            )
        })
        .collect();
    FileReport {
        source: Source::new(path, text),
        findings,
    }
}

/// Whether a runner of GitHub Actions takes a line for a command: it trims the line first, and knows an older form that may stand
/// anywhere in it.
pub(super) fn is_command(line: &str) -> bool {
    line.trim_start().starts_with("::") || line.contains("##[")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_text_acts_on_a_terminal(report in any_report()) {
        let shown = text::render(&report, Style::default());
        prop_assert!(!shown.contains(|c| c != '\n' && acts(c)), "{shown:?}");
        prop_assert!(!shown.lines().any(|line| line.trim_start().starts_with("::")), "{shown}");
        prop_assert_eq!(without_colours(&text::render(&report, Style { color: true })), shown);
    }

    #[test]
    fn no_text_acts_on_a_runner(report in any_report()) {
        let shown = github::render(&report, Style::default());
        prop_assert!(!shown.contains(|c| c != '\n' && acts(c)));
        let lines: Vec<&str> = shown.lines().collect();
        let guard = lines.iter().position(|line| line.starts_with("::stop-commands::")).expect("a guard");
        for line in &lines[..guard] {
            let ours = ["::error file=", "::warning file=", "::notice file=", "::notice title=amiforge::"];
            prop_assert!(ours.iter().any(|start| line.starts_with(start)), "{line}");
        }
        // Within the guard only its word acts, and it stands on the last line only.
        let word = &lines[guard]["::stop-commands::".len()..];
        let inside = &lines[guard + 1..lines.len() - 1];
        prop_assert_eq!(lines[lines.len() - 1], format!("::{word}::"));
        prop_assert!(!inside.iter().any(|line| line.to_ascii_lowercase().contains(word)));
    }

    #[test]
    fn json_is_valid_and_acts_on_nothing(report in any_report()) {
        let shown = json::render(&report);
        prop_assert!(!shown.contains(|c| c != '\n' && acts(c)));
        prop_assert!(!shown.lines().any(is_command));
        let found: serde_json::Value = serde_json::from_str(&shown).expect("valid JSON");
        let paths: Vec<&str> = report.findings().map(|(source, _)| source.path()).collect();
        let read: Vec<&str> = found["findings"].as_array().expect("a list").iter().map(|f| f["path"].as_str().expect("a path")).collect();
        prop_assert_eq!(read, paths);
    }

    #[test]
    fn a_summary_holds_no_markup_but_its_own(report in any_report()) {
        let shown = summary(&report);
        prop_assert!(!shown.contains(|c| c != '\n' && acts(c)));
        let mut own = shown.clone();
        for tag in ["<details>", "</details>", "<summary>", "</summary>", "<code>", "</code>", "<br>"] {
            own = own.replace(tag, "");
        }
        prop_assert!(!own.contains(['<', '>', '`', '@', '\\']), "{own}");
        for row in shown.lines().filter(|line| line.starts_with('|')) {
            prop_assert!([3, 5].contains(&row.matches('|').count()), "{row}");
        }
    }

    #[test]
    fn sarif_is_valid_json_and_acts_on_nothing(report in any_report()) {
        let shown = formats::sarif::render(&report);
        prop_assert!(!shown.contains(|c| c != '\n' && acts(c)));
        prop_assert!(!shown.lines().any(is_command));
        let found: serde_json::Value = serde_json::from_str(&shown).expect("valid JSON");
        let results = found["runs"][0]["results"].as_array().expect("results");
        prop_assert_eq!(results.len(), report.findings().count());
        for (result, (source, _)) in results.iter().zip(report.findings()) {
            let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().expect("a uri");
            prop_assert!(uri.bytes().all(|byte| byte.is_ascii_graphic()), "{uri}");
            let text = result["message"]["text"].as_str().expect("a text");
            prop_assert!(!text.is_empty() && !text.contains("](") && !text.contains(|c| c != '\n' && acts(c)), "{text:?}");
            let path = uri.strip_prefix("file:///").unwrap_or(uri);
            prop_assert_eq!(decoded(path), source.path().trim_start_matches('/'));
        }
    }

    #[test]
    fn junit_is_one_element_with_allowed_characters(report in any_report()) {
        let shown = formats::junit::render(&report);
        let forbidden = |c| c != '\n' && acts(c) || c == '\u{fffe}' || c == '\u{ffff}';
        prop_assert!(!shown.contains(forbidden));
        prop_assert!(!shown.lines().any(is_command));
        let mut reader = quick_xml::Reader::from_str(&shown);
        let mut depth = 0;
        loop {
            match reader.read_event().expect("well formed") {
                quick_xml::events::Event::Start(element) => {
                    depth += 1;
                    prop_assert!(element.attributes().all(|attribute| attribute.is_ok()));
                }
                quick_xml::events::Event::End(_) => depth -= 1,
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        prop_assert_eq!(depth, 0);
    }

    #[test]
    fn gitlab_knows_every_finding_by_a_fingerprint_of_its_own(report in any_report()) {
        let shown = formats::gitlab::render(&report);
        prop_assert!(!shown.contains(|c| c != '\n' && acts(c)));
        prop_assert!(!shown.lines().any(is_command));
        let found: serde_json::Value = serde_json::from_str(&shown).expect("valid JSON");
        let issues = found.as_array().expect("a list");
        let of = |issue: &serde_json::Value| (issue["location"]["path"].clone().to_string(), issue["fingerprint"].to_string());
        let all: std::collections::BTreeSet<_> = issues.iter().map(of).collect();
        let files: std::collections::BTreeSet<_> = report.files.iter().map(|file| file.source.path()).collect();
        // Two files of one path do not occur in a run.
        prop_assert!(files.len() < report.files.len() || all.len() == issues.len());
        prop_assert_eq!(issues.len(), report.findings().count());
    }

    #[test]
    fn a_line_is_one_line_and_no_command(report in any_report()) {
        let shown = formats::line::render(&report);
        prop_assert!(!shown.contains(|c| c != '\n' && acts(c)));
        prop_assert!(!shown.lines().any(is_command), "{shown}");
        prop_assert_eq!(shown.lines().count(), report.findings().count() + report.not_checked.len());
    }
}

/// A path of a URI as it was.
fn decoded(path: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first == b'%' {
            let digits = std::str::from_utf8(&rest[..2]).expect("digits");
            bytes.push(u8::from_str_radix(digits, 16).expect("hexadecimal"));
            rest = &rest[2..];
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}
