//! What a job is handed: its summary, and outputs, numbers that a workflow can use without reading a report.

use std::io;

use super::Run;
use crate::command::{Exit, complain, said};
use crate::host::{self, Env, Host};
use crate::posting;
use crate::report::Report;
use crate::report::document::Document;

/// The outputs of a run that has not come to judge anything.
pub(in crate::command) fn nothing(env: &Env) {
    let _ = outputs(&Report::default(), env);
}

/// The outputs alone, without a job summary. That they cannot be written is told.
fn outputs(report: &Report, env: &Env) -> Result<(), Exit> {
    hand_over(report, host::detect(env).as_ref()).map_err(|error| {
        complain(&format!("the outputs cannot be written: {error}"));
        Exit::Trouble
    })
}

fn hand_over(report: &Report, host: &dyn Host) -> io::Result<()> {
    let mut outputs = report.outputs().into_iter();
    outputs.try_for_each(|(name, value)| host.output(name, &value))
}

impl Run<'_> {
    /// What was found, for the steps behind one that only shows what it would change.
    pub(super) fn hand_over(&mut self, env: &Env) {
        if let Err(exit) = outputs(&self.report, env) {
            self.raise(exit);
        }
    }

    /// The outputs, and the job summary unless it is not wanted.
    pub(super) fn tell(&self, host: &dyn Host) -> io::Result<()> {
        hand_over(&self.report, host)?;
        if !self.options.no_summary {
            let said = said();
            let no_result = self.exit >= Exit::Usage && self.report.files.is_empty() && !said.is_empty();
            let posting = if no_result {
                posting::run::without_result("validate", &said)
            } else {
                posting::findings::posting(&Document::of(&self.report))
            };
            host.summary(&posting::summary::render(&posting))?;
        }
        Ok(())
    }
}
