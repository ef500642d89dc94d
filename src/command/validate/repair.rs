//! `--fix`, `--unsafe-fixes` and `--diff`: files are repaired before they are judged, so the report tells what is left.

use std::path::Path;

use super::Run;
use super::judge::Asked;
use super::sieve::{OfFile, Why};
use crate::bump::text;
use crate::cli::Validate;
use crate::command::configuration::Loaded;
use crate::command::{Exit, complain, parallel, print};
use crate::config;
use crate::diagnostic::{Diagnostic, Safety};
use crate::files;
use crate::fix::{self, Fixed, Seen};
use crate::host::{self, Env};
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
    /// How many have a fix that was tried and does not hold.
    refused: usize,
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
    /// How many have a fix that was tried and does not hold.
    refused: usize,
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
        self.refused += done.refused;
        self.files += usize::from(done.bytes.is_some());
        self.diff.push_str(&done.diff);
    }

    /// The result in one line; none where there was nothing to repair.
    pub(super) fn told(&self, only_shown: bool, with_unsafe: bool) -> Option<String> {
        let findings = |number: usize| format!("{number} finding{}", if number == 1 { "" } else { "s" });
        let files = format!("{} file{}", self.files, if self.files == 1 { "" } else { "s" });
        let option = if with_unsafe { "--unsafe-fixes" } else { "--fix" };
        let done = match (self.findings, only_shown) {
            (0, _) => None,
            (number, true) => Some(format!("{option} would repair {} in {files}", findings(number))),
            (number, false) => Some(format!("{} repaired in {files}", findings(number))),
        };
        let more = (self.not_safe > 0).then(|| format!("--unsafe-fixes can repair {} more", self.not_safe));
        let refused = (self.refused > 0).then(|| {
            let verb = if self.refused == 1 { "is" } else { "are" };
            format!(
                "{} {verb} left to a person: repaired alone, more would be wrong",
                self.refused
            )
        });
        let parts: Vec<String> = done.into_iter().chain(refused).chain(more).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

impl Done {
    fn of(name: &str, old: &str, fixed: Fixed, wanted: Safety, findings: &[Diagnostic]) -> Self {
        let left = fixed.left.findings.iter();
        let (refused, not_safe): (Vec<_>, Vec<_>) = left
            .filter_map(|finding| finding.fix.as_ref())
            .partition(|fix| fix::is_wanted(fix, wanted));
        Self {
            findings: fixed.done.len(),
            not_safe: not_safe.len(),
            refused: refused.len(),
            diff: diff(name, old, &fixed, findings),
            bytes: (fixed.text != old).then(|| fixed.text.into_bytes()),
        }
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
    Some(Done::of(name, old, fixed, wanted, &first.findings))
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
    let written = source.text().to_owned();
    let report = FileReport::new(source, findings);
    let (told, _) = shown.tell(&report.source, Some(&written), &report.findings);
    for (finding, why) in all.iter_mut().zip(told) {
        if why != Why::Shown {
            finding.fix = None;
        }
    }
    all
}

/// The changes, without what a finding conceals, before them or after them: a fault may have hidden it.
fn diff(name: &str, old: &str, fixed: &Fixed, findings: &[Diagnostic]) -> String {
    let concealed = |text: &str, findings: &[Diagnostic]| -> Vec<String> {
        let spans = findings.iter().filter_map(|finding| finding.conceals);
        let secrets = spans.filter_map(|span| text.get(span.range()).map(|secret| secret.trim().to_owned()));
        secrets.filter(|secret| !secret.is_empty()).collect()
    };
    let mut secrets = concealed(old, findings);
    secrets.extend(concealed(&fixed.text, &fixed.left.findings));
    // One may be a part of another one.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets.dedup();
    let (mut before, mut after) = (old.to_owned(), fixed.text.clone());
    for secret in secrets {
        before = before.replace(&secret, "***");
        after = after.replace(&secret, "***");
    }
    text::diff(name, &before, &after)
}

impl Run<'_> {
    /// Repairs the files, when that was asked for.
    pub(super) fn repair(&mut self, files: &[Asked]) {
        let Some(least) = wanted(self.options) else {
            return;
        };
        let (sieve, since, workspace) = (&self.sieve, self.since.as_ref(), &self.workspace);
        let only_shown = self.options.diff;
        let done = parallel::map(files, |asked| {
            let shown = sieve.file(&asked.from_root, since, workspace);
            file(asked, least, &shown, only_shown, workspace)
        });
        for (asked, done) in files.iter().zip(done) {
            match done {
                Ok(Some(done)) => self.repaired.add(&done),
                Ok(None) => {}
                Err(reason) => {
                    self.raise(Exit::Trouble);
                    complain(&format!(
                        "{}: not repaired: {reason}",
                        asked.file.shown.escape_debug()
                    ));
                }
            }
        }
    }

    /// Repairs standard input, when that was asked for: what it is now.
    pub(super) fn repair_stdin(&mut self, name: &str, bytes: Vec<u8>, settings: &Settings) -> Vec<u8> {
        let Some(least) = wanted(self.options) else {
            return bytes;
        };
        let shown = self.sieve.file(name, self.since.as_ref(), &self.workspace);
        let done = self::bytes(name, &bytes, settings, least, &shown);
        let new = done.as_ref().and_then(|done| done.bytes.clone());
        if let Some(done) = &done {
            self.repaired.add(done);
        }
        let bytes = new.filter(|_| !self.options.diff).unwrap_or(bytes);
        if !self.options.diff {
            self.repaired.stdin = Some(bytes.clone());
        }
        bytes
    }

    /// Ends a run that only shows what it would change.
    pub(super) fn show_changes(mut self, told: Option<String>, env: &Env) -> Exit {
        if let Some(told) = told {
            complain(&told);
        }
        if !self.repaired.diff.is_empty() {
            // A line of the file may be a command to the runner.
            if let Err(exit) = print(&host::detect(env).inert(&self.repaired.diff)) {
                return exit;
            }
            self.raise(Exit::Findings);
        }
        self.hand_over(env);
        self.exit
    }

    /// Repairs the configuration files, when that was asked for and they are not those of a trusted revision.
    pub(super) fn repair_configuration(&mut self, loaded: Loaded) -> Result<Loaded, Exit> {
        let least = wanted(self.options).filter(|_| self.options.policy_ref.is_none());
        let Some(least) = least else { return Ok(loaded) };
        let mut written = false;
        for from_root in &loaded.paths {
            let path = self.workspace.join(from_root);
            let Ok(old) = files::read(&path) else { continue };
            let Some(done) = configuration_bytes(from_root, &old, least) else {
                continue;
            };
            self.repaired.add(&done);
            let Some(new) = done.bytes.filter(|_| !self.options.diff) else {
                continue;
            };
            match files::replace(&path, &old, &new, &self.workspace) {
                Ok(()) => written = true,
                Err(error) => {
                    self.raise(Exit::Trouble);
                    complain(&format!("{}: not repaired: {error}", from_root.escape_debug()));
                }
            }
        }
        if written {
            self.load_configuration()
        } else {
            Ok(loaded)
        }
    }
}

/// Repairs a configuration file.
fn configuration_bytes(name: &str, old: &[u8], wanted: Safety) -> Option<Done> {
    let old = std::str::from_utf8(old).ok()?;
    let judge = |text: &str| Seen {
        findings: config::read(&Source::new(name, text)).1,
        whole: yaml::parse(text).fault.is_none(),
    };
    let fixed = fix::apply(old, wanted, judge);
    let told = Done::of(name, old, fixed, wanted, &[]);
    (told.findings + told.not_safe > 0).then_some(told)
}
