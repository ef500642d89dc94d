//! `--output FORMAT=FILE`: the report in files, beside standard output.

use std::collections::BTreeSet;
use std::path::Path;

use crate::cli::OutputFile;
use crate::command::{Exit, complain};
use crate::files;
use crate::report::Report;
use crate::report::formats::Style;

/// Refuses two outputs that would be one file.
pub(super) fn check(outputs: &[OutputFile], cwd: &Path) -> Result<(), Exit> {
    let mut seen = BTreeSet::new();
    let place = |output: &&OutputFile| files::normal(&cwd.join(&output.file));
    match outputs.iter().find(|output| !seen.insert(place(output))) {
        Some(twice) => {
            complain(&format!(
                "--output names {} twice; give each format a file of its own",
                twice.file.escape_debug()
            ));
            Err(Exit::Usage)
        }
        None => Ok(()),
    }
}

/// Writes each file, whole or not at all, and goes on where one cannot be written.
pub(super) fn write(outputs: &[OutputFile], report: &Report, cwd: &Path, workspace: &Path) -> Exit {
    let mut exit = Exit::Clean;
    for output in outputs {
        let text = (output.format.render)(report, Style::default());
        if let Err(error) = files::write(&cwd.join(&output.file), text.as_bytes(), workspace) {
            complain(&format!(
                "{} cannot be written: {error}; the folder has to exist and to be writable",
                output.file.escape_debug()
            ));
            exit = Exit::Trouble;
        }
    }
    exit
}
