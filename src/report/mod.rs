//! From findings to text. Every format is a pure function of one [`Report`].

pub mod document;
mod excerpt;
mod fingerprint;
pub mod formats;
mod veil;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::diagnostic::{Diagnostic, Safety, Severity};
use crate::markdown::counted;
use crate::source::Source;

pub use document::About;

/// All that one run has to say.
#[derive(Debug, Default)]
pub struct Report {
    /// What was judged.
    pub about: About,
    /// Files with findings, or without any.
    pub files: Vec<FileReport>,
    /// Files that were not judged.
    pub not_checked: Vec<NotChecked>,
    /// What the run wants to say about itself, such as that everything was checked instead of what changed.
    pub notices: Vec<String>,
    /// The folder that paths are relative to, as seen from the root of the repository, with `/`; empty for the root.
    pub folder: String,
    /// How many findings of severity info the caller left out because nobody asked for them.
    pub infos_hidden: usize,
    /// How many findings the caller left out because its baseline has them.
    pub known: usize,
    /// How many it left out because the change does not touch their lines.
    pub untouched: usize,
    /// The least sure kind of fix whose option is not offered: it was tried before, and what is left does not hold; or the
    /// command has no such option. None where all are offered.
    pub tried: Option<Safety>,
    /// The lowest severity that fails the run; none where no finding does.
    pub fails_from: Option<Severity>,
    /// Whether the run ended in trouble, so that findings may be missing.
    pub incomplete: bool,
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

    /// Whether a finding fails the run.
    pub fn fails(&self) -> bool {
        self.fails_from
            .is_some_and(|least| self.worst().is_some_and(|worst| worst >= least))
    }

    /// The whole result in one line, such as `3 errors, 1 warning in 2 of 14 files`.
    pub fn verdict(&self) -> String {
        let files = counted(self.files.len(), "file");
        let found = by_severity(|severity| self.count(severity));
        let mut line = match (found.is_empty(), self.files.len()) {
            (true, 0) => "no files checked".to_owned(),
            (true, _) => format!("{files}, nothing found"),
            (false, 1) => format!("{found} in {files}"),
            (false, _) => {
                let with = self.files.iter().filter(|file| !file.findings.is_empty());
                format!("{found} in {} of {files}", with.count())
            }
        };
        // Writing to a string cannot fail.
        // Of one file several documents may not have been judged, and others may.
        let paths: BTreeSet<&str> = self.not_checked.iter().map(|row| row.path.as_str()).collect();
        let judged: BTreeSet<&str> = self.files.iter().map(|file| file.source.path()).collect();
        let in_part = paths.intersection(&judged).count();
        if paths.len() > in_part {
            let _ = write!(line, "; {} not checked", counted(paths.len() - in_part, "file"));
        }
        if in_part > 0 {
            let _ = write!(line, "; {} checked in part", counted(in_part, "file"));
        }
        self.tell_repairs(&mut line);
        if self.known > 0 {
            let _ = write!(line, "; {} known (--baseline)", counted(self.known, "finding"));
        }
        if self.untouched > 0 {
            let findings = counted(self.untouched, "finding");
            let _ = write!(line, "; {findings} on other lines (--filter)");
        }
        if self.infos_hidden > 0 {
            let _ = write!(
                line,
                "; {} not shown (--pedantic)",
                counted(self.infos_hidden, "info")
            );
        }
        line
    }

    /// How many of the findings can be repaired, and by which option.
    fn tell_repairs(&self, line: &mut String) {
        let by = |option: &str| {
            let options = self
                .findings()
                .filter_map(|(_, finding)| repaired_by(finding, self.tried));
            options.filter(|other| *other == option).count()
        };
        let _ = match (by(FIX), by(UNSAFE_FIXES)) {
            (0, 0) => Ok(()),
            (0, not_safe) => write!(line, "; {not_safe} can be repaired ({UNSAFE_FIXES})"),
            (safe, 0) => write!(line, "; {safe} can be repaired ({FIX})"),
            (safe, not_safe) => {
                write!(
                    line,
                    "; {safe} can be repaired ({FIX}), {not_safe} more ({UNSAFE_FIXES})"
                )
            }
        };
    }

    /// A path of the report as seen from the root of the repository. One that leaves it, or an absolute one, stays.
    pub fn seen_from_root(&self, path: &str) -> String {
        seen_from(&self.folder, path)
    }

    /// What a step sets as its outputs: name and value. Infos count also where they are not shown.
    pub fn outputs(&self) -> [(&'static str, String); 5] {
        [
            ("errors", self.count(Severity::Error).to_string()),
            ("warnings", self.count(Severity::Warning).to_string()),
            (
                "infos",
                (self.count(Severity::Info) + self.infos_hidden).to_string(),
            ),
            ("files-checked", self.files.len().to_string()),
            ("not-checked", self.not_checked.len().to_string()),
        ]
    }
}

/// A path in a folder as seen from where the folder is.
fn seen_from(folder: &str, path: &str) -> String {
    if folder.is_empty() || path.starts_with('/') || path == "-" {
        return path.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in path.split('/') {
        match part {
            ".." if parts.pop().is_none() => return path.to_owned(),
            "." | ".." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

const FIX: &str = "--fix";
const UNSAFE_FIXES: &str = "--unsafe-fixes";

/// The option of `validate` that repairs a finding; none where it has no fix, or one that was tried and did not hold. What is
/// found in several files together is not repaired by the command: its fix is for programs that read the report.
pub fn repaired_by(finding: &Diagnostic, tried: Option<Safety>) -> Option<&'static str> {
    let fix = finding.fix.as_ref()?;
    if finding.rule.starts_with("recipe/") || tried.is_some_and(|tried| fix.safety <= tried) {
        return None;
    }
    Some(match fix.safety {
        Safety::Safe => FIX,
        Safety::Unsafe => UNSAFE_FIXES,
    })
}

impl FileReport {
    /// A file with its findings. What they conceal is no longer in its text nor in their words, so that no output can show it.
    pub fn new(source: Source, findings: Vec<Diagnostic>) -> Self {
        let (source, findings) = veil::veiled(source, findings);
        Self { source, findings }
    }
}

/// Every severity, the worst first.
const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

fn by_severity(of: impl Fn(Severity) -> usize) -> String {
    let parts = SEVERITIES
        .into_iter()
        .map(|severity| (of(severity), severity.word()))
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| counted(number, word));
    parts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn file(severities: &[Severity]) -> FileReport {
        let finding = |severity: &Severity| Diagnostic {
            rule: "schema/unknown-action",
            severity: *severity,
            span: Span::default(),
            message: String::new(),
            help: None,
            labels: Vec::new(),
            claims: None,
            fix: None,
            conceals: None,
        };
        FileReport {
            source: Source::new("a.yaml", ""),
            findings: severities.iter().map(finding).collect(),
        }
    }

    fn verdict(files: &[&[Severity]], not_checked: usize, infos_hidden: usize) -> String {
        let skipped = |number: usize| NotChecked {
            path: format!("b{}.yaml", number / 2),
            reason: format!("line {number}: too large"),
        };
        let report = Report {
            files: files.iter().map(|severities| file(severities)).collect(),
            not_checked: (0..not_checked).map(skipped).collect(),
            notices: Vec::new(),
            folder: String::new(),
            infos_hidden,
            ..Report::default()
        };
        report.verdict()
    }

    #[test]
    fn paths_are_turned_to_the_root() {
        let report = |folder: &str| Report {
            folder: folder.to_owned(),
            ..Report::default()
        };
        for (folder, path, expected) in [
            ("", "a.yaml", "a.yaml"),
            ("sub/dir", "a.yaml", "sub/dir/a.yaml"),
            ("sub/dir", "../x/./a.yaml", "sub/x/a.yaml"),
            ("sub/dir", "../../.github/amiforge.yaml", ".github/amiforge.yaml"),
            ("sub", "../../elsewhere.yaml", "../../elsewhere.yaml"),
            ("sub", "/etc/a.yaml", "/etc/a.yaml"),
            ("sub", "-", "-"),
        ] {
            assert_eq!(report(folder).seen_from_root(path), expected, "{folder} {path}");
        }
    }

    #[test]
    fn the_verdict_tells_what_can_be_repaired_by_which_option() {
        let fixable = |rule: &'static str, safety: Option<Safety>| {
            let mut found = Diagnostic {
                rule,
                severity: Severity::Error,
                span: Span::default(),
                message: String::new(),
                help: None,
                labels: Vec::new(),
                claims: None,
                fix: None,
                conceals: None,
            };
            if let Some(safety) = safety {
                found.replace(safety, "write `y`", Span::empty(0), "y");
            }
            found
        };
        let (safe, not_safe) = (Some(Safety::Safe), Some(Safety::Unsafe));
        let told = |findings: &[(&'static str, Option<Safety>)], tried: Option<Safety>| {
            let findings = findings
                .iter()
                .map(|(rule, safety)| fixable(rule, *safety))
                .collect();
            let file = FileReport {
                source: Source::new("a.yaml", ""),
                findings,
            };
            let report = Report {
                files: vec![file],
                not_checked: vec![NotChecked {
                    path: "a.yaml".to_owned(),
                    reason: "line 9: known later".to_owned(),
                }],
                tried,
                ..Report::default()
            };
            report.verdict()
        };
        let all = [
            ("schema/a", safe),
            ("schema/b", not_safe),
            ("schema/c", None),
            ("recipe/d", safe),
        ];
        let start = "4 errors in 1 file; 1 file checked in part";
        assert_eq!(
            told(&all, None),
            format!("{start}; 1 can be repaired (--fix), 1 more (--unsafe-fixes)")
        );
        assert_eq!(
            told(&all, safe),
            format!("{start}; 1 can be repaired (--unsafe-fixes)")
        );
        assert_eq!(told(&all, not_safe), start);
    }

    #[test]
    fn the_verdict_counts_what_there_is_and_nothing_else() {
        use Severity::{Error, Info, Warning};
        for (files, not_checked, hidden, expected) in [
            (&[][..], 0, 0, "no files checked"),
            (&[], 3, 0, "no files checked; 2 files not checked"),
            (&[&[][..]], 0, 0, "1 file, nothing found"),
            (&[&[], &[]], 1, 0, "2 files, nothing found; 1 file not checked"),
            (
                &[&[]],
                0,
                1,
                "1 file, nothing found; 1 info not shown (--pedantic)",
            ),
            (&[&[Error]], 0, 0, "1 error in 1 file"),
            (
                &[&[Error, Warning, Error], &[], &[Info, Info]],
                0,
                5,
                "2 errors, 1 warning, 2 infos in 2 of 3 files; 5 infos not shown (--pedantic)",
            ),
        ] {
            assert_eq!(verdict(files, not_checked, hidden), expected);
        }
    }
}
