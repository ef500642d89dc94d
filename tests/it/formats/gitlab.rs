//! GitLab's code quality report: fingerprints.

use amiforge::diagnostic::Severity;
use amiforge::report::formats::gitlab;
use amiforge::report::{FileReport, Report};
use amiforge::source::{Source, Span};
use serde_json::Value;

use super::{diagnostic, many};

fn issues(report: &Report) -> Vec<Value> {
    serde_json::from_str(&gitlab::render(report)).expect("a list")
}

fn fingerprints(path: &str, text: &str) -> Vec<String> {
    let spans = text
        .match_indices("oops")
        .map(|(at, found)| Span::new(at, at + found.len()));
    let findings = spans.map(|span| diagnostic("style/sample", Severity::Error, span, "m"));
    let report = Report {
        files: vec![FileReport {
            source: Source::new(path, text),
            findings: findings.collect(),
        }],
        ..Report::default()
    };
    let issues = issues(&report);
    let hash = |issue: &Value| issue["fingerprint"].as_str().expect("a text").to_owned();
    issues.iter().map(hash).collect()
}

#[test]
fn a_fingerprint_is_its_findings_own_and_stays_when_lines_move() {
    let text = "a: oops\nb: oops oops\nc: oops\n";
    let first = fingerprints("a.yaml", text);
    let all: std::collections::BTreeSet<_> = first.iter().collect();
    assert_eq!(all.len(), 4, "{first:?}");
    assert_eq!(fingerprints("a.yaml", &format!("# x\n\n{text}")), first);
    assert_ne!(fingerprints("b.yaml", text), first);
}

#[test]
fn nothing_found_is_an_empty_list() {
    assert_eq!(gitlab::render(&Report::default()), "[]\n");
    let severities: Vec<Value> = issues(&many(1, 1, 1))
        .iter()
        .map(|issue| issue["severity"].clone())
        .collect();
    assert_eq!(severities, ["info", "minor", "critical"]);
}

#[test]
fn paths_are_those_of_the_repository() {
    let mut report = many(1, 0, 0);
    "sub".clone_into(&mut report.folder);
    assert_eq!(issues(&report)[0]["location"]["path"], "sub/a.yaml");
}
