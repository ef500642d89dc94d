//! How formats keep to the limits of those who read them.

use std::fmt::Write as _;

use amiforge::report::Report;
use amiforge::report::formats::{Style, github};
use amiforge::source::Source;

use super::{many, sample, summary};

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
    assert!(message.ends_with("schema/unknown-action.md"), "{message}");
}

#[test]
fn a_summary_keeps_to_its_limit_and_its_verdict() {
    let mut report = Report::default();
    for index in 0..300 {
        let mut file = many(usize::from(index % 2 == 0), 12, 0).files.remove(0);
        file.source = Source::new(format!("{index}.yaml"), file.source.text());
        for finding in &mut file.findings {
            let _ = write!(finding.message, " <{}>", "`x`".repeat(200));
        }
        report.files.push(file);
    }
    let shown = summary(&report);
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

    let shown = summary(&many(150, 0, 0));
    assert!(shown.contains("and 50 more in the log"), "{shown}");
}
