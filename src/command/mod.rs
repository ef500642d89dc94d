//! The commands: wiring between the pure core and the world, one file each. An adapter.

mod actions;
#[cfg(feature = "aws")]
mod asking;
mod bound;
mod build;
mod bump;
mod completions;
mod configuration;
mod explain;
mod findings;
mod gather;
mod home;
mod init;
mod knowledge;
mod man;
mod parallel;
mod pins;
mod posting;
mod refusals;
mod releases;
mod report;
mod repos;
mod rules;
mod schema;
mod validate;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::cli::{self, Action};
use crate::host::{self, Env};
use crate::markdown::counted;
use crate::posting::{Level, run, summary};
use crate::visible::visible;

/// How every command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Nothing for a person to do.
    Clean,
    /// A person must act: findings at or above the threshold.
    Findings,
    /// Wrong usage or configuration.
    Usage,
    /// AWS, GitHub or I/O trouble.
    Trouble,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::Trouble => 3,
        })
    }
}

/// Runs the command that the arguments (program name first) and the environment ask for.
pub fn main(arguments: Vec<OsString>, env: BTreeMap<String, String>) -> Exit {
    let words: Vec<OsString> = arguments.iter().skip(1).take(2).cloned().collect();
    let cli = match cli::parse(arguments, &env) {
        Ok(cli) => cli,
        Err(error) => {
            let wrong = error.use_stderr();
            return match error.print() {
                Err(_) => Exit::Trouble,
                Ok(()) if wrong => {
                    let env = env.into_iter().collect();
                    show(&first_paragraph(&error.to_string()), &env);
                    hand_over_nothing(&words, &env);
                    Exit::Usage
                }
                Ok(()) => Exit::Clean,
            };
        }
    };
    match cli.command {
        Action::Validate(options) => validate::run(&options, &env.into_iter().collect()),
        Action::Explain(options) => explain::run(&options),
        Action::Rules(options) => rules::run(&options),
        Action::Pins(options) => pins::run(&options, &env.into_iter().collect()),
        Action::Releases(options) => releases::run(&options, &env.into_iter().collect()),
        Action::Bump(options) => bump::run(&options, &env.into_iter().collect()),
        Action::Build(options) => build::run(&options, &env.into_iter().collect()),
        Action::Report(options) => report::run(&options, &env.into_iter().collect()),
        Action::Repos(options) => repos::run(&options, &env.into_iter().collect()),
        Action::Init(options) => init::run(&options),
        Action::Schema(options) => schema::run(&options),
        Action::Completions(options) => completions::run(&options),
        Action::Man(options) => man::run(&options),
    }
}

/// The outputs of a command whose options cannot be read: a step that goes on after a failure reads them all the same.
fn hand_over_nothing(words: &[OsString], env: &Env) {
    let words: Vec<Option<&str>> = words.iter().map(|word| word.to_str()).collect();
    match *words.as_slice() {
        [Some("validate"), ..] => validate::nothing(env),
        [Some("build"), Some("cancel" | "sweep")] => {}
        [Some("build"), ..] => build::nothing(env),
        _ => {}
    }
}

/// What is wrong with an option, on one line, without the help that stands behind it.
fn first_paragraph(error: &str) -> String {
    let lines = error.lines().map(str::trim).take_while(|line| !line.is_empty());
    let text = lines.collect::<Vec<&str>>().join(" ");
    text.strip_prefix("error: ").unwrap_or(&text).to_owned()
}

/// The working directory.
fn working_directory() -> Result<PathBuf, Exit> {
    std::env::current_dir().map_err(|error| {
        complain(&format!("the working directory cannot be read: {error}"));
        Exit::Trouble
    })
}

/// Writes a text to standard error as it is.
fn complain_as_it_is(text: &str) {
    // Nobody is left to be told when this fails.
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Writes to standard output. A reader that has gone away (`| head`) is no trouble.
fn print(text: &str) -> Result<(), Exit> {
    print_bytes(text.as_bytes())
}

fn print_bytes(bytes: &[u8]) -> Result<(), Exit> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Exit::Trouble),
        _ => Ok(()),
    }
}

thread_local! {
    /// What this run has said about itself, for the summary of one that comes to no result.
    static SAID: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Writes a line about the run itself to standard error. Nothing in it is a command of a runner, which reads standard error
/// as well, takes `::` at the begin of a line and `##[` anywhere, and ends a line at a carriage return too.
fn complain(text: &str) {
    let mut out = String::new();
    for line in text.lines() {
        out.push_str("amiforge: ");
        out.push_str(&visible(line).replace("##[", "# #["));
        out.push('\n');
    }
    // Where not even standard error can be written, the exit code still speaks.
    let _ = std::io::stderr().write_all(out.as_bytes());
    SAID.with_borrow_mut(|said| said.push(text.to_owned()));
}

/// What this run has said about itself so far.
fn said() -> Vec<String> {
    SAID.with_borrow(Clone::clone)
}

/// Shows a reason where a CI system shows errors: few people open the log first. On standard error, because a program may read the
/// other one.
fn show(reason: &str, env: &Env) {
    let lines: Vec<_> = reason.lines().map(visible).collect();
    complain_as_it_is(&host::detect(env).beside(Level::Failure, &lines.join("\n")));
}

/// Shows the last that a run has said about itself.
fn show_last(said: &[String], env: &Env) {
    if let Some(reason) = said.last() {
        show(reason, env);
    }
}

/// The exit code of a command. One that came to no result says why where people look, in the summary of the job.
fn end(command: &'static str, gone: Result<Exit, Exit>, no_summary: bool, env: &Env) -> Exit {
    let exit = match gone {
        Ok(exit) => return exit,
        Err(exit) => exit,
    };
    let said = SAID.take();
    show_last(&said, env);
    if !no_summary && !said.is_empty() {
        let posting = run::without_result(command, &said);
        if let Err(error) = host::detect(env).summary(&summary::render(&posting)) {
            complain(&format!("the job summary cannot be written: {error}"));
        }
    }
    exit
}
