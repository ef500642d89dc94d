//! `line`: one line a finding, `path:line:column: severity: message [rule]`, for problem matchers, editors and review bots.
//!
//! `docs/problem-matcher.json` has the patterns by which a runner of GitHub Actions reads it.

use std::fmt::Write as _;

use super::Format;
use crate::diagnostic::Diagnostic;
use crate::report::Report;
use crate::source::Source;
use crate::visible::visible;

pub(super) const FORMAT: Format = Format {
    name: "line",
    summary: "one line a finding, for problem matchers and editors",
    render: |report, _| render(report),
};

/// A line for each finding, then one for each file that was not checked. A clean run says nothing.
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    for (source, finding) in report.findings() {
        out.push_str(&line(source.path(), source, finding));
        out.push('\n');
    }
    for file in &report.not_checked {
        let text = format!("{}: not checked: {}", visible(&file.path), visible(&file.reason));
        out.push_str(&inert(&text));
        out.push('\n');
    }
    out
}

/// One finding without a line break, harmless wherever it is printed.
pub(super) fn line(path: &str, source: &Source, finding: &Diagnostic) -> String {
    let at = source.position(finding.span.start);
    let mut line = format!("{}:{}:{}: ", visible(path), at.line, at.column);
    // Writing to a string cannot fail.
    let _ = write!(
        line,
        "{}: {} [{}]",
        finding.severity.word(),
        visible(&finding.message),
        finding.rule
    );
    inert(&line)
}

/// A line that is no command to a runner of GitHub Actions: neither `::name` at its begin nor `##[name]` anywhere.
fn inert(line: &str) -> String {
    let line = line.replace("##[", "##\\u{5b}");
    if line.trim_start().starts_with("::") {
        return format!("./{line}");
    }
    line
}
