//! `json`: the machine contract `amiforge/findings/v1`.
//!
//! Lines and columns count from 1, columns in Unicode code points; a tab is one, a byte order mark none; `end_column` is
//! exclusive. Findings are sorted by path, then place.

use serde::Serialize;

use crate::report::Report;
use crate::rules;

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    findings: Vec<Finding<'a>>,
    not_checked: Vec<NotChecked<'a>>,
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    severity: &'static str,
    path: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    message: &'a str,
    help: Option<&'a str>,
    url: String,
}

#[derive(Serialize)]
struct NotChecked<'a> {
    path: &'a str,
    reason: &'a str,
}

/// One JSON object and a line break.
pub fn render(report: &Report) -> String {
    let findings = report
        .findings()
        .map(|(source, finding)| {
            let start = source.position(finding.span.start);
            let end = source.position(finding.span.end);
            Finding {
                rule: finding.rule,
                severity: finding.severity.word(),
                path: source.path(),
                line: start.line,
                column: start.column,
                end_line: end.line,
                end_column: end.column,
                message: &finding.message,
                help: finding.help.as_deref(),
                url: rules::find(finding.rule)
                    .map(rules::Rule::url)
                    .unwrap_or_default(),
            }
        })
        .collect();
    let not_checked = report
        .not_checked
        .iter()
        .map(|file| NotChecked {
            path: &file.path,
            reason: &file.reason,
        })
        .collect();
    let document = Document {
        schema: "amiforge/findings/v1",
        findings,
        not_checked,
    };
    // Strings and numbers only: there is nothing in it that could fail to serialize.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}
