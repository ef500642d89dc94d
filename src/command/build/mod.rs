//! `amiforge build` and the commands within it. Each has a file; `run` is what starting and waiting have in common.

#[cfg(feature = "aws")]
mod begin;
#[cfg(feature = "aws")]
mod cancel;
#[cfg(feature = "aws")]
mod clock;
#[cfg(feature = "aws")]
mod compare;
#[cfg(feature = "aws")]
mod explain;
#[cfg(feature = "aws")]
mod job;
#[cfg(feature = "aws")]
mod log;
#[cfg(feature = "aws")]
mod repository;
#[cfg(feature = "aws")]
mod run;
#[cfg(feature = "aws")]
mod runs;
#[cfg(feature = "aws")]
mod sweep;
#[cfg(feature = "aws")]
mod told;
#[cfg(feature = "aws")]
mod way;

use super::{Exit, complain, end};
use crate::cli::{Build, BuildAction};
use crate::host::Env;

pub(super) fn run(options: &Build, env: &Env) -> Exit {
    let (command, no_summary) = match &options.action {
        None => ("build", options.start.tell.no_summary),
        Some(BuildAction::Wait(wait)) => ("build wait", wait.tell.no_summary),
        Some(BuildAction::Cancel(_)) => ("build cancel", true),
        Some(BuildAction::Sweep(sweep)) => ("build sweep", sweep.no_summary),
    };
    end(command, go(options, env), no_summary, env)
}

/// The outputs where the options cannot be read.
pub(super) fn nothing(env: &Env) {
    #[cfg(feature = "aws")]
    told::nothing(env);
    #[cfg(not(feature = "aws"))]
    let _ = env;
}

#[cfg(feature = "aws")]
fn go(options: &Build, env: &Env) -> Result<Exit, Exit> {
    // Waiting cancels too, when the job is cancelled or a limit is reached.
    let allowed = job::may_build(env);
    let begun = begin::Begun::default();
    match &options.action {
        None => {
            let start = &options.start;
            let gone = allowed.and_then(|()| run::start(start, &begun, env));
            gone.inspect_err(|_| told::no_end(&begun.remains(), &start.tell, env))
        }
        Some(BuildAction::Wait(wait)) => {
            let gone = allowed.and_then(|()| run::wait(wait, &begun, env));
            gone.inspect_err(|_| told::no_end(&begun.remains(), &wait.tell, env))
        }
        Some(BuildAction::Cancel(options)) => allowed.and_then(|()| cancel::go(options, env)),
        Some(BuildAction::Sweep(options)) => allowed.and_then(|()| sweep::go(options, env)),
    }
}

#[cfg(not(feature = "aws"))]
fn go(_: &Build, _: &Env) -> Result<Exit, Exit> {
    Err(usage(&"this build of amiforge cannot ask AWS"))
}

/// A wrong argument, or an environment that cannot be used.
fn usage(error: &dyn std::fmt::Display) -> Exit {
    complain(&error.to_string());
    Exit::Usage
}

#[cfg(feature = "aws")]
fn trouble(error: &dyn std::fmt::Display) -> Exit {
    complain(&error.to_string());
    Exit::Trouble
}
