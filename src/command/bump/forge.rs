//! Which forge is meant, and what it did.

use super::super::{Exit, home};
use super::prepared::Prepared;
use super::usage;
use crate::cli::{Bump, ForgeName};
use crate::forge::{ForgeError, Obsolete, Outcome, local};
use crate::host::Env;

#[cfg(feature = "github")]
use super::github::Target;

/// Where pull requests are written.
pub(super) enum Forge {
    /// Nowhere: only the plan is wanted.
    Nowhere,
    /// Branches of the repository at hand.
    Local,
    /// GitHub.
    #[cfg(feature = "github")]
    Github(Target),
}

/// What a forge did.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// One a pull request, in order. Those that are missing were not tried.
    pub(super) groups: Vec<Result<Outcome, ForgeError>>,
    /// The branches that nothing is left for.
    pub(super) obsolete: Vec<Obsolete>,
    /// Why they could not all be looked at.
    pub(super) trouble: Option<ForgeError>,
    /// What a person should know besides.
    pub(super) remarks: Vec<String>,
}

impl Forge {
    /// Reads options and environment. Nothing is asked.
    pub(super) fn choose(options: &Bump, env: &Env) -> Result<Self, Exit> {
        if options.plan_only {
            return Ok(Self::Nowhere);
        }
        let in_job = env.is_job();
        let event = env.get("GITHUB_EVENT_NAME").filter(|_| in_job);
        let of_a_pull_request = |event: &&str| event.starts_with("pull_request") || *event == "merge_group";
        if let Some(event) = event.filter(of_a_pull_request) {
            return Err(usage(&format!(
                "nothing is written for the event {}: what a pull request brings must not decide what is written with the token of the job. Run on `schedule` or `workflow_dispatch`, or look only, with --plan-only",
                event.escape_debug()
            )));
        }
        let github = match options.forge {
            ForgeName::Auto => in_job,
            ForgeName::Local => false,
            ForgeName::Github => true,
        };
        if !github {
            return Ok(Self::Local);
        }
        if options.knowledge.as_of.is_some() {
            return Err(usage(
                &"--as-of goes with --plan-only or --forge local: pull requests are made of what holds now",
            ));
        }
        let Some(token) = env.get("GITHUB_TOKEN") else {
            return Err(usage(
                &"pull requests on GitHub need a token in GITHUB_TOKEN; --forge local writes branches of this repository instead",
            ));
        };
        on_github(options, env, token, in_job)
    }

    /// Plans on a commit. A forge that is elsewhere, and the server of a job, have more of its history than the checkout.
    pub(super) fn prepare(&self, base: &str, options: &Bump, env: &Env) -> Result<Prepared, Exit> {
        match self {
            Self::Nowhere | Self::Local => {
                let deepen = home::deepener(options.knowledge.repository.as_deref(), env);
                Prepared::on(base, options, deepen.as_deref(), env)
            }
            #[cfg(feature = "github")]
            Self::Github(target) => target.prepare(base, options, env),
        }
    }

    /// Writes branches of the repository at hand.
    pub(super) fn local(prepared: &Prepared) -> Report {
        let (git, base) = (&prepared.bound.git, &prepared.bound.base);
        let mut report = Report::default();
        for wanted in &prepared.wanted {
            let done = local::write(git, base, wanted);
            let failed = done.is_err();
            report.groups.push(done);
            if failed {
                return report;
            }
        }
        if let Some(unsettled) = prepared.unsettled() {
            let groups: Vec<&str> = prepared
                .wanted
                .iter()
                .map(|wanted| wanted.group.as_str())
                .collect();
            match local::obsolete(git, base, &groups, &unsettled) {
                Ok(obsolete) => report.obsolete = obsolete,
                Err(error) => report.trouble = Some(error),
            }
        }
        report
    }
}

#[cfg(feature = "github")]
fn on_github(options: &Bump, env: &Env, token: &str, in_job: bool) -> Result<Forge, Exit> {
    Target::of(options, env, token, in_job).map(Forge::Github)
}

#[cfg(not(feature = "github"))]
fn on_github(_: &Bump, _: &Env, _: &str, _: bool) -> Result<Forge, Exit> {
    Err(usage(
        &"this build cannot open pull requests on GitHub; use --forge local, and push the branches",
    ))
}
