//! `gitlab`: the list that GitLab's code quality report takes.
//!
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>. GitLab tells findings apart by their
//! fingerprint alone, and drops all but one of those that share it.

use std::collections::HashMap;
use std::fmt::Write as _;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Format;
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::{FileReport, Report, fingerprint};
use crate::rules;
use crate::visible::{inert_json, visible};

pub(super) const FORMAT: Format = Format {
    name: "gitlab",
    summary: "for GitLab: a code quality report",
    render: |report, _| render(report),
};

#[derive(Serialize)]
struct Issue {
    r#type: &'static str,
    check_name: &'static str,
    description: String,
    content: Content,
    categories: [&'static str; 1],
    severity: &'static str,
    fingerprint: String,
    location: Location,
}

#[derive(Serialize)]
struct Content {
    body: String,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
    positions: Positions,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

#[derive(Serialize)]
struct Positions {
    begin: Place,
    end: Place,
}

#[derive(Serialize)]
struct Place {
    line: u32,
    column: u32,
}

/// A JSON list and a line break. What was not checked has no place in it.
pub fn render(report: &Report) -> String {
    let issues: Vec<Issue> = report
        .files
        .iter()
        .flat_map(|file| issues(report, file))
        .collect();
    // Strings and numbers only: there is nothing in it that could fail to serialize.
    let mut text = serde_json::to_string_pretty(&issues).unwrap_or_default();
    text.push('\n');
    inert_json(&text)
}

fn issues(report: &Report, file: &FileReport) -> Vec<Issue> {
    if file.findings.is_empty() {
        return Vec::new();
    }
    let path = report.seen_from_root(file.source.path());
    let lines = fingerprint::of_lines(file.source.text());
    let mut seen = HashMap::new();
    let issue = |finding: &Diagnostic| {
        let begin = file.source.position(finding.span.start);
        let end = file.source.position(finding.span.end).max(begin);
        let line = lines.get(begin.line as usize - 1).map_or("", String::as_str);
        let same: &mut u32 = seen.entry((finding.rule, line)).or_default();
        *same += 1;
        Issue {
            r#type: "issue",
            check_name: finding.rule,
            description: description(finding),
            content: Content { body: body(finding) },
            categories: [category(finding.rule)],
            severity: match finding.severity {
                Severity::Error => "critical",
                Severity::Warning => "minor",
                Severity::Info => "info",
            },
            fingerprint: fingerprint(&[&path, finding.rule, line, &same.to_string()]),
            location: Location {
                path: path.clone(),
                lines: Lines {
                    begin: begin.line,
                    end: end.line,
                },
                positions: Positions {
                    begin: Place {
                        line: begin.line,
                        column: begin.column,
                    },
                    end: Place {
                        line: end.line,
                        column: end.column,
                    },
                },
            },
        }
    };
    file.findings.iter().map(issue).collect()
}

/// A hash of some texts, none of which holds a zero byte that a path could not hold either.
fn fingerprint(parts: &[&str]) -> String {
    let mut out = String::new();
    for byte in Sha256::digest(parts.join("\0").as_bytes()) {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}

fn description(finding: &Diagnostic) -> String {
    let message = visible(&finding.message);
    match &finding.help {
        Some(help) => format!("{message}; {}", visible(help)),
        // GitLab asks for one.
        None if message.is_empty() => finding.rule.to_owned(),
        None => message.into_owned(),
    }
}

fn body(finding: &Diagnostic) -> String {
    rules::find(finding.rule).map_or_else(String::new, |rule| {
        format!("{} See [{}]({}).", rule.why, rule.id, rule.url())
    })
}

/// The category of Code Climate that a rule's group belongs to.
fn category(rule: &str) -> &'static str {
    match rule.split('/').next() {
        Some("security") => "Security",
        Some("portability" | "windows" | "containers" | "eks") => "Compatibility",
        Some("style" | "lint") => "Style",
        _ => "Bug Risk",
    }
}
