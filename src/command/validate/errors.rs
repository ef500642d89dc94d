//! The same judging for another command that needs documents without errors.

use std::collections::BTreeMap;
use std::ffi::OsString;

use super::Run;
use crate::cli::{self, Action};
use crate::command::{Exit, complain_as_it_is};
use crate::diagnostic::Severity;
use crate::host::{self, Env};
use crate::report::formats::{self, Style};

/// Judges files as if they were named on the command line. Gives what there is to say when one has an error, and nothing when
/// none has.
pub(in crate::command) fn errors(paths: &[String], env: &Env) -> Result<Option<String>, Exit> {
    let arguments = ["amiforge", "validate", "--"].into_iter().map(OsString::from);
    let arguments = arguments.chain(paths.iter().map(OsString::from)).collect();
    // No variable speaks here: they are for the command that was called.
    let Ok(Action::Validate(options)) = cli::parse(arguments, &BTreeMap::new()).map(|cli| cli.command) else {
        return Err(Exit::Usage);
    };
    let run = Run::judged(&options, env)?;
    let failed = run.exit >= Exit::Usage;
    if !failed && run.report.worst() != Some(Severity::Error) {
        return Ok(None);
    }
    let host = host::detect(env);
    let format = formats::find(host.format()).unwrap_or(formats::ALL[0]);
    let mut text = (format.render)(&run.report, Style::default());
    if format.name == "text" {
        text = host.inert(&text).into_owned();
    }
    if failed {
        complain_as_it_is(&text);
        return Err(run.exit);
    }
    Ok(Some(text))
}
