//! Findings about comments and configuration, beside what `pins` and `bump` have to say: on standard error, in the form that the
//! CI system reads.

use std::io::Write as _;

use super::Exit;
use super::configuration::Loaded;
use super::gather::Gathered;
use crate::diagnostic::{Diagnostic, Safety, Severity};
use crate::host::{self, Env};
use crate::lint;
use crate::pin::hints::Hints;
use crate::report::formats::{self, Style};
use crate::report::{FileReport, Report};
use crate::source::Source;

/// Findings, by file.
#[derive(Debug)]
pub(super) struct Findings(Report);

impl Findings {
    /// None yet. The commands that show them repair nothing, so no option that does is offered.
    fn none() -> Self {
        Self(Report {
            tried: Some(Safety::Unsafe),
            ..Report::default()
        })
    }

    /// The mistakes of the configuration.
    pub(super) fn of_configuration(loaded: Loaded) -> Self {
        let mut findings = Self::none();
        findings.0.files = loaded.files;
        findings.0.files.retain(|file| !file.findings.is_empty());
        findings
    }

    /// The mistakes of comments; and, when `whole` says that everything was looked at, rows of the configuration that match
    /// nothing.
    pub(super) fn of_pins(gathered: &Gathered, loaded: &Loaded, hints: &Hints, whole: bool) -> Self {
        let mut findings = Self::none();
        for file in &gathered.files {
            let path = file.source.path();
            let found = lint::pin_findings(file, &loaded.config.settings_for(path));
            findings.add(gathered.shown(path), file.source.text(), found);
        }
        for (number, config) in loaded.files.iter().enumerate().filter(|_| whole) {
            let path = loaded.paths.get(number).map_or("", String::as_str);
            let settings = loaded.config.settings_for(path);
            let unmatched = lint::unmatched_rows(hints, &gathered.files, &settings);
            let found = unmatched.into_iter().filter(|(file, _)| *file == number);
            let found = config
                .findings
                .iter()
                .cloned()
                .chain(found.map(|(_, finding)| finding));
            findings.add(
                config.source.path().to_owned(),
                config.source.text(),
                found.collect(),
            );
        }
        findings
    }

    /// Adds the findings of a file.
    pub(super) fn add(&mut self, shown: String, text: &str, findings: Vec<Diagnostic>) {
        if !findings.is_empty() {
            let source = Source::new(shown, text);
            self.0.files.push(FileReport::new(source, findings));
        }
    }

    /// Shows them. An error makes a person act.
    pub(super) fn show(&self, env: &Env) -> Result<Exit, Exit> {
        if self.0.files.is_empty() {
            return Ok(Exit::Clean);
        }
        let format = formats::find(host::detect(env).format()).unwrap_or(formats::ALL[0]);
        let text = (format.render)(&self.0, Style::default());
        std::io::stderr()
            .lock()
            .write_all(text.as_bytes())
            .map_err(|_| Exit::Trouble)?;
        Ok(match self.0.worst() {
            Some(Severity::Error) => Exit::Findings,
            _ => Exit::Clean,
        })
    }
}
