//! `amiforge/findings/v1`: what was found, for programs and for everything that tells people. `v1` only grows.
//!
//! Lines and columns count from 1, columns in Unicode code points; a tab is one, a byte order mark none; `end_column` is
//! exclusive. Findings are sorted by path, then place. `docs/schemas/findings.schema.json` describes it.
//!
//! `amiforge report` reads it back from files that others may have written, so nothing in it may be believed there.

use serde::{Deserialize, Serialize};

use super::{Report, seen_from};
use crate::diagnostic::{self, Label, Safety, Severity};
use crate::rules;
use crate::source::{Source, Span};

/// The word in `schema`.
pub const SCHEMA: &str = "amiforge/findings/v1";

/// The whole document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Document {
    /// [`SCHEMA`].
    pub schema: String,
    /// What was judged.
    pub about: About,
    /// The whole result in one line; empty in files of versions that did not write it.
    pub verdict: String,
    /// How many files were judged.
    pub files_checked: Option<usize>,
    /// Whether a finding fails the run.
    pub failed: Option<bool>,
    /// Whether the run ended in trouble, so that findings may be missing.
    pub incomplete: bool,
    /// The folder that paths are relative to, as seen from the root of the repository; empty for the root.
    pub folder: String,
    /// What the run says about itself.
    pub notices: Vec<String>,
    /// Sorted by path, then place.
    pub findings: Vec<Finding>,
    /// Files that were not judged.
    pub not_checked: Vec<NotChecked>,
}

/// What was judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// Documents, by `validate`.
    #[default]
    Documents,
    /// Pinned images, by `pins --check`.
    Pins,
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule, `group/name`.
    pub rule: String,
    /// How bad it is.
    pub severity: Severity,
    /// The file, from the working directory, with `/`.
    pub path: String,
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// What is wrong, one line.
    pub message: String,
    /// What to write instead.
    #[serde(default)]
    pub help: Option<String>,
    /// The page of the rule.
    #[serde(default)]
    pub url: String,
    /// Other places that explain it.
    #[serde(default)]
    pub labels: Vec<Labelled>,
    /// How it can be repaired.
    #[serde(default)]
    pub fix: Option<Fix>,
}

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The first line.
    pub line: u32,
    /// The first column.
    pub column: u32,
    /// The last line.
    pub end_line: u32,
    /// The column behind the last one.
    pub end_column: u32,
}

/// A place and what is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labelled {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// What is there.
    pub text: String,
}

/// How a finding can be repaired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// How sure it is.
    pub safety: Safety,
    /// What it does, as a command.
    pub title: String,
    /// The changes, disjoint, all of them or none.
    pub edits: Vec<Edit>,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// What stands there instead.
    pub text: String,
}

/// A file that was not judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotChecked {
    /// The file.
    pub path: String,
    /// Why.
    pub reason: String,
}

impl Document {
    /// The document of a report.
    pub fn of(report: &Report) -> Self {
        let findings = report.findings();
        let not_checked = report.not_checked.iter().map(|file| NotChecked {
            path: file.path.clone(),
            reason: file.reason.clone(),
        });
        Self {
            schema: SCHEMA.to_owned(),
            about: report.about,
            verdict: report.verdict(),
            files_checked: Some(report.files.len()),
            failed: Some(report.fails()),
            incomplete: report.incomplete,
            folder: report.folder.clone(),
            notices: report.notices.clone(),
            findings: findings.map(|(source, found)| finding(source, found)).collect(),
            not_checked: not_checked.collect(),
        }
    }

    /// A path of the document as seen from the root of the repository.
    pub fn seen_from_root(&self, path: &str) -> String {
        seen_from(&self.folder, path)
    }
}

fn finding(source: &Source, found: &diagnostic::Diagnostic) -> Finding {
    let rule = rules::find(found.rule);
    Finding {
        rule: found.rule.to_owned(),
        severity: found.severity,
        path: source.path().to_owned(),
        place: place(source, found.span),
        message: found.message.clone(),
        help: found.help.clone(),
        url: rule.map(rules::Rule::url).unwrap_or_default(),
        labels: found.labels.iter().map(|label| labelled(source, label)).collect(),
        fix: found.fix.as_ref().map(|found| fix(source, found)),
    }
}

fn place(source: &Source, span: Span) -> Place {
    let start = source.position(span.start);
    let end = source.position(span.end);
    Place {
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}

fn labelled(source: &Source, label: &Label) -> Labelled {
    Labelled {
        place: place(source, label.span),
        text: label.text.clone(),
    }
}

fn fix(source: &Source, fix: &diagnostic::Fix) -> Fix {
    let edits = fix.edits.iter().map(|edit| Edit {
        place: place(source, edit.span),
        text: edit.text.clone(),
    });
    Fix {
        safety: fix.safety,
        title: fix.title.clone(),
        edits: edits.collect(),
    }
}
