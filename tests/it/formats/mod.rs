//! Every output format on one report, with hostile text in it, and what holds for any report.

// The configuration that allows it in tests knows test functions only, not what they call.
#![allow(clippy::expect_used)]

mod gitlab;
mod hostile;
mod junit;
mod limits;
mod line;
mod sarif;
mod valid;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use amiforge::diagnostic::{Diagnostic, Label, Safety, Severity};
use amiforge::posting;
use amiforge::report::document::Document;
use amiforge::report::formats::{self, Style, github, json, text};
use amiforge::report::{FileReport, NotChecked, Report};
use amiforge::source::{Edit, Source, Span};

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
        conceals: None,
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
    misspelled.replace(
        Safety::Safe,
        "write `ExecutePowerShell`",
        span(plain, "ExecutePowershell"),
        "ExecutePowerShell",
    );
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
    let cut = |part| Edit {
        span: span(&hostile, part),
        text: "\u{1b}]]>&amp;\n::error::x\u{ffff}".to_owned(),
    };
    acting.fix(
        Safety::Unsafe,
        "\u{1b}[x](javascript:y)",
        vec![cut("red"), cut("fault")],
    );
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
        fails_from: Some(Severity::Warning),
        ..Report::default()
    }
}

/// The summary of the job.
fn summary(report: &Report) -> String {
    posting::summary::render(&posting::findings::posting(&Document::of(report)))
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
fn junit_of_the_sample() {
    insta::assert_snapshot!(formats::junit::render(&sample()));
}

#[test]
fn gitlab_of_the_sample() {
    insta::assert_snapshot!(formats::gitlab::render(&sample()));
}

#[test]
fn line_of_the_sample() {
    insta::assert_snapshot!(formats::line::render(&sample()));
}

#[test]
fn summary_of_the_sample() {
    insta::assert_snapshot!(summary(&sample()));
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
        .filter(|name| name != "mod")
        .collect();
    let names: BTreeSet<String> = formats::ALL.iter().map(|format| format.name.to_owned()).collect();
    assert_eq!(names, files);
    assert_eq!(names.len(), formats::ALL.len());
    for format in formats::ALL {
        let found = formats::find(format.name).expect("by name");
        assert!(found.name == format.name && !found.summary.is_empty());
    }
    let page =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/formats.md")).expect("the page");
    for name in &names {
        assert!(
            page.contains(&format!("\n| `{name}` | ")),
            "docs/formats.md: {name}"
        );
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
        // The rules alone are long in one of them.
        let empty = (format.render)(&Report::default(), Style::default());
        let shown = (format.render)(&report, Style::default());
        let length = shown.len() - empty.len();
        assert!(length < 20_000, "{}: {length}", format.name);
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
