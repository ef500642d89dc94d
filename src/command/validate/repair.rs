//! `--fix`, `--unsafe-fixes` and `--diff`: files are repaired before they are judged, so the report tells what is left.

use std::path::Path;

use super::judge::Asked;
use super::sieve::{OfFile, Why};
use crate::bump::text;
use crate::cli::Validate;
use crate::diagnostic::{Diagnostic, Safety};
use crate::files;
use crate::fix::{self, Fixed, Seen};
use crate::lint::{self, Settings};
use crate::report::FileReport;
use crate::source::Source;
use crate::yaml;

/// What was done in all files.
#[derive(Default)]
pub(super) struct Repaired {
    /// How many findings were repaired.
    pub(super) findings: usize,
    /// In how many files.
    pub(super) files: usize,
    /// How many more `--unsafe-fixes` would repair.
    pub(super) not_safe: usize,
    /// The changes, with `--diff`.
    pub(super) diff: String,
    /// The text of standard input as it is now.
    pub(super) stdin: Option<Vec<u8>>,
}

/// What was done in one file.
pub(super) struct Done {
    /// How many findings were repaired.
    findings: usize,
    /// How many more `--unsafe-fixes` would repair.
    not_safe: usize,
    /// The changes, for people.
    diff: String,
    /// The new bytes; none when nothing changed.
    pub(super) bytes: Option<Vec<u8>>,
}

impl Repaired {
    /// Adds what was done in one file.
    pub(super) fn add(&mut self, done: &Done) {
        self.findings += done.findings;
        self.not_safe += done.not_safe;
        self.files += usize::from(done.bytes.is_some());
        self.diff.push_str(&done.diff);
    }

    /// The result in one line; none where there was nothing to repair.
    pub(super) fn told(&self, only_shown: bool) -> Option<String> {
        let findings = |number: usize| format!("{number} finding{}", if number == 1 { "" } else { "s" });
        let files = format!("{} file{}", self.files, if self.files == 1 { "" } else { "s" });
        let done = match (self.findings, only_shown) {
            (0, _) => None,
            (number, true) => Some(format!("--fix would repair {} in {files}", findings(number))),
            (number, false) => Some(format!("{} repaired in {files}", findings(number))),
        };
        let more = (self.not_safe > 0).then(|| format!("--unsafe-fixes can repair {} more", self.not_safe));
        let parts: Vec<String> = done.into_iter().chain(more).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

/// The least sure kind of fix that is made; none when nothing is to be repaired.
pub(super) fn wanted(options: &Validate) -> Option<Safety> {
    match (options.unsafe_fixes, options.fix || options.diff) {
        (true, _) => Some(Safety::Unsafe),
        (false, true) => Some(Safety::Safe),
        (false, false) => None,
    }
}

/// Repairs a file where it lies, unless the changes are only to be shown. The error is what could not be written.
pub(super) fn file(
    asked: &Asked,
    wanted: Safety,
    shown: &OfFile<'_>,
    only_shown: bool,
    workspace: &Path,
) -> Result<Option<Done>, String> {
    let file = &asked.file;
    // What cannot be read is told when the file is judged.
    let Ok(old) = files::read(&file.path) else {
        return Ok(None);
    };
    if old.len() as u64 > files::MOST_BYTES {
        return Ok(None);
    }
    let ours = file.named || lint::judge_if_ours(file.shown.as_str(), old.clone(), &asked.settings).is_some();
    let done = ours.then(|| bytes(&file.shown, &old, &asked.settings, wanted, shown));
    let Some(done) = done.flatten() else {
        return Ok(None);
    };
    if let Some(new) = done.bytes.as_ref().filter(|_| !only_shown) {
        files::replace(&file.path, &old, new, workspace).map_err(|error| error.to_string())?;
    }
    Ok(Some(done))
}

/// Repairs the text of a file; none when it is not text.
pub(super) fn bytes(
    name: &str,
    old: &[u8],
    settings: &Settings,
    wanted: Safety,
    shown: &OfFile<'_>,
) -> Option<Done> {
    let old = std::str::from_utf8(old).ok()?;
    let first = lint::judge_file(name, old.as_bytes().to_vec(), settings);
    if first.findings.iter().all(|finding| finding.fix.is_none()) {
        return None;
    }
    let (documents, not_checked) = (first.documents, first.not_checked.len());
    let judge = |text: &str| {
        let judged = lint::judge_file(name, text.as_bytes().to_vec(), settings);
        // A file of which less can be read than before is broken.
        let read = judged.documents >= documents && judged.not_checked.len() <= not_checked;
        let whole = read && (!is_yaml(name) || yaml::parse(text).fault.is_none());
        Seen {
            findings: only_shown(judged.source, judged.findings, shown),
            whole,
        }
    };
    let fixed = fix::apply(old, wanted, judge);
    let left = fixed.left.findings.iter();
    let not_safe = left.filter(|finding| finding.fix.as_ref().is_some_and(|fix| fix.safety > wanted));
    Some(Done {
        findings: fixed.done.len(),
        not_safe: not_safe.count(),
        diff: diff(name, old, &fixed, &first.findings),
        bytes: (fixed.text != old).then(|| fixed.text.into_bytes()),
    })
}

/// Whether the file itself is YAML or JSON, and no other language that holds documents.
fn is_yaml(name: &str) -> bool {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str());
    ending.is_none_or(|ending| !ending.eq_ignore_ascii_case("tf"))
}

/// The findings with the fixes of those alone that are shown.
fn only_shown(source: Source, findings: Vec<Diagnostic>, shown: &OfFile<'_>) -> Vec<Diagnostic> {
    let mut all = findings.clone();
    // As the report has them, so that the baseline knows them again.
    let report = FileReport::new(source, findings);
    let (told, _) = shown.tell(&report.source, &report.findings);
    for (finding, why) in all.iter_mut().zip(told) {
        if why != Why::Shown {
            finding.fix = None;
        }
    }
    all
}

/// The changes, without what a finding conceals.
fn diff(name: &str, old: &str, fixed: &Fixed, findings: &[Diagnostic]) -> String {
    let (mut before, mut after) = (old.to_owned(), fixed.text.clone());
    for span in findings.iter().filter_map(|finding| finding.conceals) {
        let secret = old.get(span.range()).unwrap_or_default().trim();
        if !secret.is_empty() {
            before = before.replace(secret, "***");
            after = after.replace(secret, "***");
        }
    }
    text::diff(name, &before, &after)
}
