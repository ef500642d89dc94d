//! Every output format on one report, with hostile text in it, and what holds for any report.

// The configuration that allows it in tests knows test functions only, not what they call.
#![allow(clippy::expect_used)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use amiforge::diagnostic::{Diagnostic, Label, Severity};
use amiforge::report::formats::{self, Style, github, json, summary, text};
use amiforge::report::{FileReport, NotChecked, Report};
use amiforge::source::{Source, Span};
use proptest::prelude::*;

fn diagnostic(rule: &'static str, severity: Severity, span: Span, message: &str) -> Diagnostic {
    Diagnostic {
        rule,
        severity,
        span,
        message: message.to_owned(),
        help: None,
        labels: Vec::new(),
        claims: None,
        fix: None,
    }
}

/// Where `part` stands in a text.
fn span(text: &str, part: &str) -> Span {
    let start = text.find(part).expect("part of the text");
    Span::new(start, start + part.len())
}

/// A report with a bit of everything: plain findings, a label, text and paths that try to be commands, markup or terminal
/// controls, a byte order mark, CR LF, tabs, a long line, an unknown rule, a clean file.
fn sample() -> Report {
    let plain = "name: web\nphases:\n  - name: build\n    steps:\n      - name: Install\n        action: ExecutePowershell\n";
    let mut misspelled = diagnostic(
        "schema/unknown-action",
        Severity::Error,
        span(plain, "ExecutePowershell"),
        "`ExecutePowershell` is not an action",
    );
    misspelled.help("write `ExecutePowerShell`");
    misspelled.label(span(plain, "Install"), "in this step");
    let shape = diagnostic(
        "style/sample",
        Severity::Info,
        span(plain, "phases:\n  - name: build"),
        "a finding over two lines",
    );

    let hostile = format!(
        "\u{feff}a: \u{1b}[31mred\u{202e}\r\nb:\t'##[add-mask]a'\r\n{}fault{}\r\n",
        "x".repeat(2_000),
        "漢".repeat(2_000)
    );
    let mut acting = diagnostic(
        "style/sample",
        Severity::Warning,
        span(&hostile, "red"),
        "`\u{1b}[2J\u{202e}|</code>` <b>*x*</b>\n::error::@octocat 100%",
    );
    acting.help("see https://example.com, #12\r\n::add-mask::a");
    let masked = diagnostic(
        "syntax/invalid-yaml",
        Severity::Error,
        span(&hostile, "##[add-mask]a"),
        "not valid YAML",
    );
    let mut long = diagnostic(
        "style/sample",
        Severity::Info,
        span(&hostile, "fault"),
        "a long line",
    );
    long.labels = vec![Label {
        span: span(&hostile, "b:"),
        text: "\u{1b}label".to_owned(),
    }];

    Report {
        files: vec![
            FileReport {
                source: Source::new("components/web.yaml", plain),
                findings: vec![shape, misspelled],
            },
            FileReport {
                source: Source::new("clean.yaml", plain),
                findings: Vec::new(),
            },
            FileReport {
                source: Source::new("odd, %0A::name\n::error::\u{202e}|`x`.yaml", hostile),
                findings: vec![acting, masked, long],
            },
        ],
        not_checked: vec![NotChecked {
            path: "huge\u{1b}.yaml".to_owned(),
            reason: "larger than 4 MiB\n::error::x".to_owned(),
        }],
        notices: vec!["everything is checked: `git` knows no base\n::warning::x".to_owned()],
        folder: String::new(),
        infos_hidden: 0,
    }
}

#[test]
fn text_of_the_sample() {
    insta::assert_snapshot!(text::render(&sample(), Style::default()));
}

#[test]
fn github_of_the_sample() {
    insta::assert_snapshot!(github::render(&sample(), Style::default()));
}

#[test]
fn json_of_the_sample() {
    insta::assert_snapshot!(json::render(&sample()));
}

#[test]
fn summary_of_the_sample() {
    insta::assert_snapshot!(summary::render(&sample()));
}

#[test]
fn json_keeps_the_order_of_files_and_findings() {
    let found: serde_json::Value = serde_json::from_str(&json::render(&sample())).expect("valid JSON");
    let rules: Vec<&str> = found["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|finding| finding["rule"].as_str().expect("a rule"))
        .collect();
    let expected = "style/sample schema/unknown-action style/sample syntax/invalid-yaml style/sample";
    assert_eq!(rules.join(" "), expected);
}

#[test]
fn every_format_is_registered_and_named_like_its_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report/formats");
    let files: BTreeSet<String> = fs::read_dir(folder)
        .expect("formats")
        .flatten()
        .map(|file| {
            file.path()
                .file_stem()
                .expect("name")
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name != "mod" && name != "summary")
        .collect();
    let names: BTreeSet<String> = formats::ALL.iter().map(|format| format.name.to_owned()).collect();
    assert_eq!(names, files);
    assert_eq!(names.len(), formats::ALL.len());
    for format in formats::ALL {
        let found = formats::find(format.name).expect("by name");
        assert!(found.name == format.name && !found.summary.is_empty());
    }
    assert!(formats::find("summary").is_none() && formats::find("").is_none());
}

#[test]
fn colours_come_only_when_asked_for() {
    let plain = text::render(&sample(), Style::default());
    let coloured = text::render(&sample(), Style { color: true });
    assert!(!plain.contains('\u{1b}'));
    assert!(coloured.contains("\u{1b}["));
    assert_eq!(without_colours(&coloured), plain);
}

/// The text without `ESC [ digits ; m`.
fn without_colours(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        out.push_str(before);
        let end = after
            .find(|c: char| !c.is_ascii_digit() && c != ';')
            .expect("a colour");
        assert!(after[end..].starts_with('m'), "another escape than a colour");
        rest = &after[end + 1..];
    }
    out + rest
}

#[test]
fn a_huge_line_is_not_printed() {
    let text = format!("a: '{}'\n", "\u{1b}x".repeat(2_000_000));
    let found = [
        Span::new(0, 1),
        Span::new(2_000_001, 2_000_002),
        Span::new(3, text.len()),
    ]
    .map(|span| diagnostic("style/sample", Severity::Error, span, "message"));
    let report = Report {
        files: vec![FileReport {
            source: Source::new("a.yaml", text),
            findings: found.to_vec(),
        }],
        ..Report::default()
    };
    for format in formats::ALL {
        let shown = (format.render)(&report, Style::default());
        assert!(shown.len() < 20_000, "{}: {}", format.name, shown.len());
    }
    let shown = text::render(&report, Style::default());
    assert!(shown.contains("a.yaml:1:2000002"), "{shown}");
}

/// A report of as many findings as asked for of each severity, all in one file.
fn many(errors: usize, warnings: usize, infos: usize) -> Report {
    let text = "x\n".repeat(3);
    let found = |severity, number| {
        (0..number).map(move |index| {
            let message = format!("number {index}");
            diagnostic("style/sample", severity, Span::new(0, 1), &message)
        })
    };
    let findings = found(Severity::Info, infos)
        .chain(found(Severity::Warning, warnings))
        .chain(found(Severity::Error, errors));
    Report {
        files: vec![FileReport {
            source: Source::new("a.yaml", text),
            findings: findings.collect(),
        }],
        ..Report::default()
    }
}

/// The annotations of a report.
fn annotations(report: &Report) -> Vec<String> {
    github::render(report, Style::default())
        .lines()
        .take_while(|line| !line.starts_with("::stop-commands::"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn annotations_keep_to_ten_a_level_and_say_what_is_missing() {
    for (report, errors, warnings, notices, last) in [
        (many(0, 0, 0), 0, 0, 0, None),
        (many(10, 10, 9), 10, 10, 9, None),
        (
            many(11, 2, 0),
            10,
            2,
            1,
            Some("1 more error in the log of this step"),
        ),
        (
            many(13, 11, 12),
            10,
            10,
            10,
            Some("3 more errors, 1 more warning, 3 more infos in the log of this step"),
        ),
    ] {
        let lines = annotations(&report);
        let count = |level: &str| lines.iter().filter(|line| line.starts_with(level)).count();
        assert_eq!(count("::error "), errors);
        assert_eq!(count("::warning "), warnings);
        assert_eq!(count("::notice "), notices);
        if let Some(last) = last {
            assert_eq!(lines.last(), Some(&format!("::notice title=amiforge::{last}")));
        }
        let worst_first = lines.is_sorted_by_key(|line| {
            ["::error", "::warning", "::notice"]
                .iter()
                .position(|level| line.starts_with(level))
        });
        assert!(worst_first, "{lines:?}");
    }
    let mut noisy = many(20, 20, 20);
    noisy.notices = vec!["a notice".to_owned(); 20];
    noisy.not_checked = sample().not_checked;
    let notices = annotations(&noisy)
        .iter()
        .filter(|l| l.starts_with("::notice "))
        .count();
    assert_eq!(notices, 10);
}

#[test]
fn an_annotation_has_columns_on_one_line_only() {
    let lines = annotations(&sample());
    assert!(
        lines[0].starts_with("::error file=components/web.yaml,line=6,endLine=6,col=17,endColumn=34,title="),
        "{}",
        lines[0]
    );
    let two_lines = lines.iter().find(|line| line.contains("endLine=3")).expect("it");
    assert!(
        two_lines.starts_with("::notice file=components/web.yaml,line=2,endLine=3,title="),
        "{two_lines}"
    );
}

#[test]
fn a_long_message_is_cut_and_keeps_its_link() {
    let mut report = many(1, 0, 0);
    report.files[0].findings[0].rule = "schema/unknown-action";
    report.files[0].findings[0].message = "🦀".repeat(5_000);
    let lines = annotations(&report);
    let (_, message) = lines[0][2..].split_once("::").expect("a message");
    let message = message.replace("%0A", "\n");
    assert!((4_095..=4_096).contains(&message.encode_utf16().count()));
    assert!(message.ends_with("unknown_action.md"), "{message}");
}

#[test]
fn a_summary_keeps_to_its_limit_and_its_verdict() {
    let mut report = Report::default();
    for index in 0..300 {
        let mut file = many(usize::from(index % 2 == 0), 12, 0).files.remove(0);
        for finding in &mut file.findings {
            let _ = write!(finding.message, " <{}>", "`x`".repeat(200));
        }
        report.files.push(file);
    }
    let shown = summary::render(&report);
    assert!(shown.len() <= 900 * 1024, "{}", shown.len());
    assert!(shown.starts_with("## amiforge: 150 errors, 3600 warnings in 300 of 300 files\n"));
    assert!(
        shown
            .trim_end()
            .lines()
            .last()
            .expect("a line")
            .starts_with("Left out")
    );
    assert_eq!(
        shown.matches("<details>").count(),
        shown.matches("</details>").count()
    );

    let shown = summary::render(&many(150, 0, 0));
    assert!(shown.contains("and 50 more in the log"), "{shown}");
}

/// Controls of terminals and of the direction of text.
fn acts(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What hostile text is made of.
fn hostile() -> impl Strategy<Value = String> {
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

fn any_report() -> impl Strategy<Value = Report> {
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
            folder: String::new(),
            infos_hidden: 1,
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
                text: label,
            }],
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
fn is_command(line: &str) -> bool {
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
        let shown = summary::render(&report);
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
}
