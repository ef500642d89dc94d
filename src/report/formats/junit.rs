//! `junit`: XML that CI systems show as test results, in the form that Jenkins' schema asks for.
//!
//! A file is a test suite. A rule with findings in it is a test case, which fails where its findings would fail the run; one
//! whose findings would not passes and says them in its output. A file without findings is one case that passes, one that was
//! not checked one that was skipped.

use std::fmt::Write as _;

use quick_xml::escape::escape;

use super::{Format, line};
use crate::diagnostic::{Diagnostic, Severity};
use crate::markdown::{counted, cut};
use crate::report::{FileReport, Report};
use crate::rules;
use crate::visible::{is_hidden, push, visible};

pub(super) const FORMAT: Format = Format {
    name: "junit",
    summary: "for CI systems that show test results: JUnit XML",
    render: |report, _| render(report),
};

/// Findings of one rule in one file that are listed.
const LISTED: usize = 100;
/// Characters of one message.
const MESSAGE: usize = 1_000;

/// One XML document.
pub fn render(report: &Report) -> String {
    let suites: Vec<Suite> = suites(report);
    let tests: usize = suites.iter().map(|suite| suite.cases.len()).sum();
    let failures: usize = suites.iter().map(Suite::failed).sum();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "<testsuites name=\"amiforge\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" time=\"0\">"
    );
    for suite in &suites {
        suite.write(&mut out);
    }
    out.push_str("</testsuites>\n");
    out
}

struct Suite {
    path: String,
    cases: Vec<Case>,
    said: Vec<String>,
}

struct Case {
    name: String,
    outcome: Outcome,
}

enum Outcome {
    Passed,
    /// Findings that do not fail the run.
    Remarked(String),
    Failed {
        severity: Severity,
        message: String,
        text: String,
    },
    Skipped(String),
}

fn suites(report: &Report) -> Vec<Suite> {
    let judged = report.files.iter().map(|file| suite(report, file));
    let skipped = report.not_checked.iter().map(|file| Suite {
        path: report.seen_from_root(&file.path),
        cases: vec![Case {
            name: "not checked".to_owned(),
            outcome: Outcome::Skipped(file.reason.clone()),
        }],
        said: Vec::new(),
    });
    let notices = (!report.notices.is_empty()).then(|| Suite {
        path: "amiforge".to_owned(),
        cases: Vec::new(),
        said: report.notices.clone(),
    });
    judged.chain(skipped).chain(notices).collect()
}

fn suite(report: &Report, file: &FileReport) -> Suite {
    let mut by_rule: Vec<(&'static str, Vec<&Diagnostic>)> = Vec::new();
    for finding in &file.findings {
        match by_rule.iter_mut().find(|(rule, _)| *rule == finding.rule) {
            Some((_, findings)) => findings.push(finding),
            None => by_rule.push((finding.rule, vec![finding])),
        }
    }
    let path = report.seen_from_root(file.source.path());
    let mut cases: Vec<Case> = by_rule
        .iter()
        .map(|(rule, findings)| Case {
            name: (*rule).to_owned(),
            outcome: outcome(report, file, &path, findings),
        })
        .collect();
    if cases.is_empty() {
        cases.push(Case {
            name: "no findings".to_owned(),
            outcome: Outcome::Passed,
        });
    }
    Suite {
        path,
        cases,
        said: Vec::new(),
    }
}

fn outcome(report: &Report, file: &FileReport, path: &str, findings: &[&Diagnostic]) -> Outcome {
    // The worst first; those of one severity stay in order of place.
    let mut sorted = findings.to_vec();
    sorted.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let mut text = String::new();
    for finding in sorted.iter().take(LISTED) {
        text.push_str(&cut(&line::line(path, &file.source, finding), MESSAGE));
        text.push('\n');
        if let Some(help) = &finding.help {
            text.push_str("  help: ");
            text.push_str(&cut(&visible(help), MESSAGE));
            text.push('\n');
        }
    }
    if sorted.len() > LISTED {
        let _ = writeln!(text, "and {} more", sorted.len() - LISTED);
    }
    let Some(worst) = sorted.first() else {
        return Outcome::Passed;
    };
    if let Some(rule) = rules::find(worst.rule) {
        let _ = writeln!(text, "{}\nsee {}", rule.why, rule.url());
    }
    if report.fails_from.is_none_or(|least| worst.severity < least) {
        return Outcome::Remarked(text);
    }
    let at = file.source.position(worst.span.start);
    let more = match sorted.len() - 1 {
        0 => String::new(),
        number => format!(", and {}", counted(number, "more finding")),
    };
    Outcome::Failed {
        severity: worst.severity,
        message: format!(
            "line {}: {}{more}",
            at.line,
            cut(&visible(&worst.message), MESSAGE)
        ),
        text,
    }
}

impl Suite {
    fn failed(&self) -> usize {
        let failed = |case: &&Case| matches!(case.outcome, Outcome::Failed { .. });
        self.cases.iter().filter(failed).count()
    }

    fn skipped(&self) -> usize {
        let skipped = |case: &&Case| matches!(case.outcome, Outcome::Skipped(_));
        self.cases.iter().filter(skipped).count()
    }

    fn write(&self, out: &mut String) {
        let path = attribute(&self.path);
        let _ = writeln!(
            out,
            "  <testsuite name=\"{path}\" file=\"{path}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" time=\"0\">",
            self.cases.len(),
            self.failed(),
            self.skipped()
        );
        for case in &self.cases {
            case.write(&path, out);
        }
        for said in &self.said {
            let _ = writeln!(out, "    <system-out>{}</system-out>", attribute(said));
        }
        out.push_str("  </testsuite>\n");
    }
}

impl Case {
    fn write(&self, class: &str, out: &mut String) {
        let start = format!(
            "    <testcase name=\"{}\" classname=\"{class}\" time=\"0\"",
            attribute(&self.name)
        );
        out.push_str(&start);
        let _ = match &self.outcome {
            Outcome::Passed => writeln!(out, "/>"),
            Outcome::Remarked(text) => writeln!(
                out,
                ">\n      <system-out>{}</system-out>\n    </testcase>",
                content(text)
            ),
            Outcome::Failed {
                severity,
                message,
                text,
            } => writeln!(
                out,
                ">\n      <failure type=\"{}\" message=\"{}\">{}</failure>\n    </testcase>",
                severity.word(),
                attribute(message),
                content(text)
            ),
            Outcome::Skipped(reason) => writeln!(
                out,
                ">\n      <skipped message=\"{}\"/>\n    </testcase>",
                attribute(reason)
            ),
        };
    }
}

/// One line of text with nothing in it that XML 1.0 forbids or a reader would act on.
fn attribute(text: &str) -> String {
    escape(allowed(text, false)).replace("##[", "##&#91;")
}

/// The same with its line breaks.
fn content(text: &str) -> String {
    escape(allowed(text, true)).replace("##[", "##&#91;")
}

fn allowed(text: &str, breaks: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' if breaks => out.push(c),
            // Not hidden, and not a character to XML either.
            '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c if is_hidden(c) => push(&mut out, c),
            c => out.push(c),
        }
    }
    out
}
