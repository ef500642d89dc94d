//! GitHub as the environment of a job tells of it, and a plan that follows a base branch that moves.

use super::super::home::Home;
use super::super::{Exit, actions, complain};
use super::forge::Report;
use super::prepared::Prepared;
use super::{trouble, usage};
use crate::cli::Bump;
use crate::forge::github::{Ran, Request, Settings};
use crate::forge::{self, github};
use crate::git::{CommitId, Git};
use crate::host::Env;
use crate::waiting;

/// Where the base branch is, when a plan does not hold there.
pub(super) struct Moved {
    pub(super) now: CommitId,
    /// `owner/name`.
    repository: String,
}

/// The repository on GitHub.
pub(super) struct Target {
    settings: Settings,
    /// Where the repository is fetched from.
    home: Home,
}

impl Target {
    /// Reads where GitHub is, which repository is meant and which branch.
    pub(super) fn of(options: &Bump, env: &Env, token: &str, in_job: bool) -> Result<Self, Exit> {
        let named = options.knowledge.repository.as_deref();
        let Some(repository) = named.or_else(|| env.get("GITHUB_REPOSITORY")) else {
            return Err(usage(
                &"pull requests on GitHub need a repository: --repository OWNER/NAME, or GITHUB_REPOSITORY",
            ));
        };
        let Some((owner, name)) = forge::owner_and_name(repository) else {
            return Err(usage(&format!(
                "`{}` is not the name of a repository; write it like octocat/images",
                repository.escape_debug()
            )));
        };
        // Of another repository the branch of the job says nothing.
        let own = |job: &str| job.eq_ignore_ascii_case(repository);
        let is_own = env.get("GITHUB_REPOSITORY").is_none_or(own);
        let of_job = || {
            let is_branch = env.get("GITHUB_REF_TYPE") == Some("branch");
            env.get("GITHUB_REF_NAME")
                .filter(|_| in_job && is_branch && is_own)
        };
        let into = options.base_branch.as_deref().or_else(of_job).map(str::to_owned);
        let token = actions::token(token).map_err(|why| usage(&why))?;
        Ok(Self {
            home: Home {
                server: actions::server(env).to_owned(),
                token: token.clone(),
            },
            settings: Settings {
                api: actions::api(env).to_owned(),
                job_token: in_job && token.is_of_an_installation(),
                token,
                owner: owner.to_owned(),
                name: name.to_owned(),
                into,
            },
        })
    }

    /// Brings GitHub to what is wanted, or says on which commit another plan is needed.
    pub(super) fn write(&self, prepared: &Prepared) -> Result<Result<Report, Moved>, Exit> {
        let unsettled = prepared.unsettled();
        let watched = prepared.watched();
        let request = Request {
            git: &prepared.bound.git,
            base: &prepared.bound.base,
            wanted: &prepared.wanted,
            diff: &|wanted| prepared.diff(wanted),
            watched: &watched,
            unsettled: unsettled.as_ref(),
            unknown: &|path| prepared.unknown(path),
            tell: &|text| complain(text),
        };
        let ran =
            waiting::wait(github::run(&self.settings, &request)).map_err(|stopped| trouble(&stopped))?;
        match ran {
            // The plan is told all the same: where nothing could be looked at, the first pull request failed.
            Err(error) if prepared.wanted.is_empty() => Ok(Ok(Report {
                trouble: Some(error),
                ..Report::default()
            })),
            Err(error) => Ok(Ok(Report {
                groups: vec![Err(error)],
                ..Report::default()
            })),
            Ok(Ran::Moved { now, repository }) => Ok(Err(Moved { now, repository })),
            Ok(Ran::Done(done)) => {
                let mut report = Report {
                    groups: done.groups,
                    obsolete: done.obsolete,
                    trouble: done.trouble,
                    remarks: Vec::new(),
                };
                report.remarks.extend(done.as_job.then(|| self.about_the_token()));
                Ok(Ok(report))
            }
        }
    }

    /// Plans on a commit, and gets its history where the checkout has cut it off and a decision needs it.
    pub(super) fn prepare(&self, base: &str, options: &Bump, env: &Env) -> Result<Prepared, Exit> {
        let name = format!("{}/{}", self.settings.owner, self.settings.name);
        let deepen = |git: &Git, base: &CommitId| self.home.deepen(&name, git, base);
        Prepared::on(base, options, Some(&deepen), env)
    }

    /// Gets a commit of the base branch, so that a plan can be made on it.
    pub(super) fn fetch(&self, git: &Git, moved: &Moved) -> Result<(), Exit> {
        let commit = &moved.now;
        let fetched = self
            .home
            .with_server(&moved.repository, |server| git.fetch(server, commit));
        fetched.map_err(|why| usage(&why))?.map_err(|error| {
            let url = format!("{}/{}", self.home.server, moved.repository);
            trouble(&format!(
                "the base branch is at {commit} by now, and that commit cannot be fetched from {}: {error}",
                url.escape_debug()
            ))
        })
    }

    /// What pull requests of a job's token lack
    /// (<https://docs.github.com/en/actions/concepts/security/github_token>).
    fn about_the_token(&self) -> String {
        let how = if self.settings.api == actions::API {
            "start no workflow until somebody with write access presses \"Approve workflows to run\" on the pull request"
        } else {
            "start no workflow"
        };
        format!(
            "Pull requests made with the token of the job {how}, so required checks wait; with the token of a GitHub App they run at once"
        )
    }
}
