//! From findings to text. Every format is a pure function of one [`Report`].

pub mod formats;

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Source;

/// All that one run has to say.
#[derive(Debug, Default)]
pub struct Report {
    /// Files with findings, or without any.
    pub files: Vec<FileReport>,
    /// Files that were not judged.
    pub not_checked: Vec<NotChecked>,
    /// What the run wants to say about itself, such as that everything was checked instead of what changed.
    pub notices: Vec<String>,
}

/// One judged file.
#[derive(Debug)]
pub struct FileReport {
    /// The file.
    pub source: Source,
    /// Its findings, sorted by place.
    pub findings: Vec<Diagnostic>,
}

/// A file that was not judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotChecked {
    /// The path as shown to people.
    pub path: String,
    /// Why.
    pub reason: String,
}

impl Report {
    /// Every finding with its file, in order of path and place.
    pub fn findings(&self) -> impl Iterator<Item = (&Source, &Diagnostic)> {
        self.files
            .iter()
            .flat_map(|file| file.findings.iter().map(move |finding| (&file.source, finding)))
    }

    /// How many findings there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings().filter(|(_, d)| d.severity == severity).count()
    }

    /// The worst severity found.
    pub fn worst(&self) -> Option<Severity> {
        self.findings().map(|(_, d)| d.severity).max()
    }
}
