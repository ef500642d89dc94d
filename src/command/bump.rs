//! `amiforge bump`: binds a plan to one base commit, and makes its pull requests.

mod forge;
#[cfg(feature = "github")]
mod github;
mod prepared;
mod told;

use super::findings::Findings;
use super::{Exit, complain, end, print};
use crate::bump::outcome::{self, Document, Done};
use crate::bump::text::console::console;
use crate::cli::Bump;
use crate::host::{self, Env};
use crate::posting;

use forge::{Forge, Report};
use prepared::Prepared;
use told::{Results, results};

/// How often another plan is made because the base branch has moved.
#[cfg(feature = "github")]
const PLANS: u32 = 3;

pub(super) fn run(options: &Bump, env: &Env) -> Exit {
    end("bump", go(options, env), options.knowledge.common.no_summary, env)
}

fn go(options: &Bump, env: &Env) -> Result<Exit, Exit> {
    let forge = Forge::choose(options, env)?;
    let prepared = forge.prepare(&options.base, options, env)?;
    let (prepared, report) = write(&forge, prepared, options, env)?;
    let (bound, plan) = (&prepared.bound, &prepared.plan);
    let whole = options.paths.is_empty();
    let findings = Findings::of_pins(&bound.gathered, &bound.loaded, &bound.hints, whole);
    let mut exit = findings
        .show(env)?
        .max(bound.gathered.exit.unwrap_or(Exit::Clean));
    let results = results(&prepared, report)?;
    exit = exit.max(results.exit).max(prepared.exit);
    tell(options, &prepared, &results, env)?;
    if plan.act() || options.detailed_exitcode && !plan.groups.is_empty() {
        exit = exit.max(Exit::Findings);
    }
    Ok(exit)
}

/// Writes what is wanted. The plan that comes back is the one that it was written from.
#[cfg_attr(not(feature = "github"), expect(clippy::unnecessary_wraps, unused_variables))]
fn write(
    forge: &Forge,
    prepared: Prepared,
    options: &Bump,
    env: &Env,
) -> Result<(Prepared, Option<Report>), Exit> {
    match forge {
        Forge::Nowhere => Ok((prepared, None)),
        Forge::Local => {
            let report = Forge::local(&prepared);
            Ok((prepared, Some(report)))
        }
        #[cfg(feature = "github")]
        Forge::Github(target) => on_github(target, prepared, options, env),
    }
}

/// Writes to GitHub, with a new plan as long as the base branch moves.
#[cfg(feature = "github")]
fn on_github(
    target: &github::Target,
    mut prepared: Prepared,
    options: &Bump,
    env: &Env,
) -> Result<(Prepared, Option<Report>), Exit> {
    for plans in 0..=PLANS {
        let moved = match target.write(&prepared)? {
            Ok(report) => return Ok((prepared, Some(report))),
            Err(moved) => moved,
        };
        let now = &moved.now;
        if plans == PLANS {
            break;
        }
        complain(&format!(
            "the base branch is at {now}, and what was planned on {} does not hold there: planning anew",
            prepared.bound.base
        ));
        target.fetch(&prepared.bound.git, &moved)?;
        prepared = target.prepare(now.as_str(), options, env)?;
    }
    Err(trouble(&format!(
        "the base branch has moved {PLANS} times while this run was planning, so nothing was written; run again when it is calmer"
    )))
}

/// Tells people and programs.
fn tell(options: &Bump, prepared: &Prepared, results: &Results, env: &Env) -> Result<(), Exit> {
    let (plan, files) = (&prepared.plan, prepared.files());
    let Results {
        shown,
        removed,
        notes,
        ..
    } = results;
    let done: Vec<Done> = shown.iter().map(|one| one.done.clone()).collect();
    let accounts: Vec<String> = prepared.accounts.iter().cloned().collect();
    let document = Document::of(&outcome::Told {
        plan,
        files,
        base: prepared.bound.base.as_str(),
        accounts: &accounts,
        done: &done,
        removed,
        notes,
    });
    let result = document.json();
    let host = host::detect(env);
    match options.format.as_str() {
        "json" => print(&format!("{result}\n")),
        _ => print(&host.inert(&console(files, plan, shown, removed))),
    }?;
    let pulls = || done.iter().filter_map(|done| done.pull_request.as_ref());
    let numbers: Vec<String> = pulls().map(|pull| pull.number.to_string()).collect();
    let urls: Vec<&str> = pulls().map(|pull| pull.url.as_str()).collect();
    let hand_over = || {
        if !options.knowledge.common.no_summary {
            host.summary(&posting::summary::render(&posting::bump::posting(&document)))?;
        }
        host.output("result", &result)?;
        host.output("pull-requests", &shown.len().to_string())?;
        host.output("pull-request-numbers", &numbers.join("\n"))?;
        host.output("pull-request-urls", &urls.join("\n"))?;
        host.output("pins", &plan.verdicts.len().to_string())?;
        let act = plan.verdicts.iter().filter(|verdict| verdict.row().act);
        host.output("needs-person", &act.count().to_string())
    };
    hand_over().map_err(|error: std::io::Error| {
        trouble(&format!(
            "the job summary or the outputs cannot be written: {error}"
        ))
    })
}

/// A wrong argument, or a repository that cannot be used.
fn usage(error: &dyn std::fmt::Display) -> Exit {
    complain(&error.to_string());
    Exit::Usage
}

fn trouble(error: &dyn std::fmt::Display) -> Exit {
    complain(&error.to_string());
    Exit::Trouble
}
