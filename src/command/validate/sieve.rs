//! Which findings of a file are shown: not those of the baseline, not those on lines that a change leaves alone, no infos that
//! nobody asked for.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use super::{Run, Since};
use crate::baseline::{Baseline, Known};
use crate::cli::{Filter, Validate};
use crate::command::{Exit, complain, configuration};
use crate::diagnostic::{Diagnostic, Severity};
use crate::files;
use crate::git::Git;
use crate::report::FileReport;
use crate::source::Source;
use crate::touched::Touched;

/// What a run shows.
#[derive(Default)]
pub(super) struct Sieve {
    pub(super) baseline: Option<Baseline>,
    /// Rules that no baseline hides.
    pub(super) locked: BTreeSet<String>,
    infos: bool,
    added: bool,
}

/// What is shown of one file.
pub(super) struct OfFile<'s> {
    sieve: &'s Sieve,
    known: Known,
    /// The text before the change; none for a file that is new, or where everything is shown.
    old: Option<String>,
}

/// Why a finding is shown or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// It is shown.
    Shown,
    /// The baseline has it.
    Known,
    /// The change does not touch its lines.
    Untouched,
    /// An info that nobody asked for.
    Info,
}

impl Sieve {
    /// Reads what the options ask for.
    pub(super) fn of(options: &Validate, cwd: &Path, workspace: &Path) -> Result<Self, Exit> {
        let baseline = options.baseline.as_deref();
        let baseline = baseline.map(|file| read(file, options.policy_ref.as_deref(), cwd, workspace));
        Ok(Self {
            baseline: baseline.transpose()?,
            locked: BTreeSet::new(),
            infos: options.shows_infos(),
            added: options.filter == Filter::Added,
        })
    }

    /// What is shown of a file.
    pub(super) fn file(&self, from_root: &str, since: Option<&Since>, workspace: &Path) -> OfFile<'_> {
        let old = since.filter(|_| self.added).and_then(|since| {
            let before = Git::at(workspace).file_at(since.base.as_str(), from_root);
            // What git cannot tell is shown.
            let before = before.ok().flatten()?;
            Some(String::from_utf8_lossy(&before).into_owned())
        });
        OfFile {
            sieve: self,
            known: self
                .baseline
                .as_ref()
                .map(|all| all.of(from_root))
                .unwrap_or_default(),
            old,
        }
    }
}

impl OfFile<'_> {
    /// The text of a file as it is written, where what changed has to be told.
    pub(super) fn written(&self, path: &Path, source: &Source) -> Option<String> {
        self.old.as_ref()?;
        let text = String::from_utf8(files::read(path).ok()?).ok()?;
        // What is covered keeps its length.
        (text.len() == source.text().len()).then_some(text)
    }

    /// Tells of each finding whether it is shown, and how many entries of the baseline match nothing. `written` is the text of
    /// the source before what findings conceal was covered: a line with a secret did not change by that.
    pub(super) fn tell(
        &self,
        source: &Source,
        written: Option<&str>,
        findings: &[Diagnostic],
    ) -> (Vec<Why>, usize) {
        let (known, stale) = self.known.clone().tell(source, findings);
        let touched = self.old.as_ref().map(|old| match written {
            Some(written) => Touched::between(old, &Source::new(source.path(), written)),
            None => Touched::between(old, source),
        });
        let told = findings.iter().zip(known).map(|(finding, known)| {
            if known && !self.sieve.locked.contains(finding.rule) {
                Why::Known
            } else if touched
                .as_ref()
                .is_some_and(|touched| !touched.has(source, finding))
            {
                Why::Untouched
            } else if finding.severity == Severity::Info && !self.sieve.infos {
                Why::Info
            } else {
                Why::Shown
            }
        });
        (told.collect(), stale)
    }
}

impl Run<'_> {
    /// Whether infos are judged with the rest: the baseline may have them, too.
    pub(super) fn keeps_infos(&self) -> bool {
        self.options.shows_infos() || self.sieve.baseline.is_some()
    }

    /// Takes out what is not shown, and counts it.
    pub(super) fn sifted(&mut self, mut file: FileReport) -> FileReport {
        let from_root = self.path_from_root(file.source.path());
        let shown = self.sieve.file(&from_root, self.since.as_ref(), &self.workspace);
        let written = shown.written(&self.workspace.join(&from_root), &file.source);
        let (told, stale) = shown.tell(&file.source, written.as_deref(), &file.findings);
        let number = |why: Why| told.iter().filter(|other| **other == why).count();
        self.report.known += number(Why::Known);
        self.report.untouched += number(Why::Untouched);
        self.report.infos_hidden += number(Why::Info);
        self.stale += stale;
        let mut told = told.iter();
        file.findings.retain(|_| told.next() == Some(&Why::Shown));
        file
    }

    /// Writes the baseline, or tells what of it is out of date.
    pub(super) fn close_baseline(&mut self, named: bool) {
        if let Some(path) = &self.options.write_baseline {
            match self.written_baseline(path) {
                Ok(notice) => self.notice(notice),
                Err(error) => {
                    let reason = match error.kind() {
                        io::ErrorKind::NotFound => "its folder does not exist; make it first".to_owned(),
                        _ => error.to_string(),
                    };
                    complain(&format!("the baseline {}: {reason}", path.escape_debug()));
                    self.raise(Exit::Trouble);
                }
            }
            return;
        }
        let Some(baseline) = &self.sieve.baseline else {
            return;
        };
        let judged = self
            .report
            .files
            .iter()
            .map(|file| self.path_from_root(file.source.path()));
        let everything = !named && self.options.changed_since.is_none();
        let elsewhere = if everything {
            baseline.beside(&judged.collect())
        } else {
            0
        };
        match self.stale + elsewhere {
            0 => {}
            1 => self.notice(
                "1 entry of the baseline matches nothing any more; write it anew with --write-baseline"
                    .to_owned(),
            ),
            number => self.notice(format!(
                "{number} entries of the baseline match nothing any more; write it anew with --write-baseline"
            )),
        }
    }

    /// Writes all findings but those of the configuration and of locked rules, and takes them out of the report.
    fn written_baseline(&mut self, path: &str) -> io::Result<String> {
        let mut baseline = Baseline::default();
        let mut files = std::mem::take(&mut self.report.files);
        for file in &mut files {
            let from_root = self.path_from_root(file.source.path());
            if self.config_files.contains(&from_root) {
                continue;
            }
            let (stay, known): (Vec<_>, Vec<_>) = std::mem::take(&mut file.findings)
                .into_iter()
                .partition(|finding| self.sieve.locked.contains(finding.rule));
            baseline.add(&from_root, &file.source, &known);
            file.findings = stay;
        }
        self.report.files = files;
        self.report.known += baseline.len();
        files::write(
            &self.cwd.join(path),
            baseline.render().as_bytes(),
            &self.workspace,
        )?;
        Ok(format!(
            "the baseline {} knows {} finding{}",
            path.escape_debug(),
            baseline.len(),
            if baseline.len() == 1 { "" } else { "s" }
        ))
    }
}

/// Reads the baseline, from the trusted revision when there is one: it decides what a pull request is judged by.
fn read(file: &str, revision: Option<&str>, cwd: &Path, workspace: &Path) -> Result<Baseline, Exit> {
    let shown = file.escape_debug().to_string();
    let usage = |reason: &str| {
        complain(&format!("the baseline {shown}: {reason}"));
        Exit::Usage
    };
    let bytes = if let Some(revision) = revision {
        let from_root = configuration::path_from_root(file, cwd, workspace);
        Git::at(workspace)
            .file_at(revision, &from_root)
            .map_err(|error| usage(&error.to_string()))?
            .ok_or_else(|| usage(&format!("there is no such file at `{}`", revision.escape_debug())))?
    } else {
        let path = cwd.join(file);
        if files::leaves(&path, workspace) {
            return Err(usage("a link that leads out of the workspace"));
        }
        files::read(&path).map_err(|error| {
            if error.kind() == io::ErrorKind::NotFound {
                return usage("there is no such file; --write-baseline makes one");
            }
            complain(&format!("the baseline {shown}: {error}"));
            Exit::Trouble
        })?
    };
    if bytes.len() as u64 > files::MOST_BYTES {
        return Err(usage("it is above 4 MiB"));
    }
    Baseline::read(&bytes).map_err(|error| usage(&format!("{error}; write it anew with --write-baseline")))
}
