//! Pull requests on GitHub, by its REST API. An adapter.
//!
//! A run reads the repository, the base branch and all branches of ours; then each pull request is compared and brought to
//! where it should be; then what nothing is left for is closed. Everything is looked at before it is written, and what was
//! written by a run that was killed is found by the next.

mod api;
mod branch;
mod checks;
mod comment;
mod comments;
mod graph;
mod group;
mod installation;
mod look;
mod lookup;
mod obsolete;
mod pull;
mod refusal;
mod repository;
mod retry;
mod runs;
mod wire;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

pub use api::{Token, takes_a_token};
pub use checks::Checked;
pub use comments::{Commented, Wanted};
pub use installation::{Installation, Reached};
pub use lookup::Found;
pub use repository::{Access, Repository};

use api::Api;
use refusal::{Context, Refused};

use super::{ForgeError, Obsolete, Outcome, PREFIX, PullRequest};
use crate::git::{CommitId, Git};
use crate::visible::visible;

/// How often what is found may change under our hands, and how often one thing is tried to be made.
const ATTEMPTS: u32 = 8;

/// Where GitHub is, and as whom.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address of the API.
    pub api: String,
    /// The token.
    pub token: Token,
    /// Who owns the repository.
    pub owner: String,
    /// Its name.
    pub name: String,
    /// The branch that pull requests are for; the default branch of the repository when none.
    pub into: Option<String>,
    /// Whether the token may be that of the job: it is one of an installation, as those of GitHub Apps are.
    pub job_token: bool,
}

/// What is wanted.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The repository at hand.
    pub git: &'a Git,
    /// The commit that everything was planned on.
    pub base: &'a CommitId,
    /// The pull requests, the most urgent first.
    pub wanted: &'a [PullRequest],
    /// The old text of files, for what a person is shown.
    pub diff: &'a dyn Fn(&PullRequest) -> String,
    /// The files that the plan depends on: when one of them changes on the base branch, another plan is needed.
    pub watched: &'a BTreeSet<String>,
    /// The files about which not everything is known, so that no pull request that changes them is closed; none when the run
    /// has not looked at everything, so that nothing is.
    pub unsettled: Option<&'a BTreeSet<String>>,
    /// Whether a fact about a file is missing, or the run has not looked at it.
    pub unknown: &'a dyn Fn(&str) -> bool,
    /// Tells somebody who watches what is waited for.
    pub tell: &'a dyn Fn(&str),
}

/// What came of it.
#[derive(Debug)]
pub enum Ran {
    /// The base branch is at another commit, on which another plan is needed. Nothing was written.
    Moved {
        /// Where it is.
        now: CommitId,
        /// The repository by the name that it has now, `owner/name`.
        repository: String,
    },
    /// Everything was done, or as much as could be.
    Done(Report),
}

/// What was done.
#[derive(Debug, Default)]
pub struct Report {
    /// One a pull request that was wanted, in order. When one of them ends the run, those behind it are missing.
    pub groups: Vec<Result<Outcome, ForgeError>>,
    /// The branches that nothing is left for.
    pub obsolete: Vec<Obsolete>,
    /// Whether commits were made with the token of the job.
    pub as_job: bool,
    /// Why they could not all be looked at.
    pub trouble: Option<ForgeError>,
}

/// Brings GitHub to what is wanted.
pub async fn run(settings: &Settings, request: &Request<'_>) -> Result<Ran, ForgeError> {
    let api = Api::new(&settings.api, &settings.token, request.tell)?;
    let session = Session::open(&api, settings, request).await?;
    if let Some(now) = session.moved().await? {
        let repository = session.repository;
        return Ok(Ran::Moved { now, repository });
    }
    let mut report = Report::default();
    for wanted in request.wanted {
        let done = session.bring(wanted).await;
        let ends = done.as_ref().is_err_and(ForgeError::ends_the_run);
        report.groups.push(done);
        if ends {
            report.as_job = session.as_job.get();
            return Ok(Ran::Done(report));
        }
    }
    report.as_job = session.as_job.get();
    if let Some(unsettled) = request.unsettled {
        report.trouble = session.close(unsettled, &mut report.obsolete).await.err();
    }
    Ok(Ran::Done(report))
}

/// A run on one repository.
struct Session<'a> {
    api: &'a Api<'a>,
    request: &'a Request<'a>,
    job_token: bool,
    /// `owner/name`.
    repository: String,
    owner: String,
    /// The branch that pull requests are for, and where it is.
    into: String,
    into_at: String,
    /// Whether a commit was made as the job: the token of a GitHub App looks like that of a job until then.
    as_job: Cell<bool>,
    /// The branches of ours and where they are, as the run found them.
    branches: BTreeMap<String, String>,
}

impl<'a> Session<'a> {
    /// Reads the repository, the base branch and the branches of ours.
    async fn open(
        api: &'a Api<'a>,
        settings: &Settings,
        request: &'a Request<'a>,
    ) -> Result<Self, ForgeError> {
        let mut session = Self {
            api,
            request,
            job_token: settings.job_token,
            repository: format!("{}/{}", settings.owner, settings.name),
            owner: settings.owner.clone(),
            into: String::new(),
            into_at: String::new(),
            as_job: Cell::new(false),
            branches: BTreeMap::new(),
        };
        let repository: wire::Repository = session.read("").await?;
        if repository.archived {
            return Err(fatal(format!(
                "{} is archived, so nothing can be written to it; unarchive it first",
                session.repository
            )));
        }
        // It may have another name by now, and what is written is not redirected.
        let known = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if let Some((owner, name)) = repository.full_name.split_once('/')
            && owner.chars().chain(name.chars()).all(known)
        {
            owner.clone_into(&mut session.owner);
            session.repository = format!("{owner}/{name}");
        }
        session.into = settings.into.clone().unwrap_or(repository.default_branch);
        if session.into.starts_with(PREFIX) {
            return Err(fatal(format!(
                "{} is a branch of amiforge's own; pull requests are for another one (--base-branch)",
                visible(&session.into)
            )));
        }
        session.into_at = session.base_branch().await?;
        let path = session.path(&format!("/git/matching-refs/heads/{PREFIX}"));
        let references: Vec<wire::Reference> = api
            .list(&path)
            .await?
            .map_err(|refused| session.error(&refused))?;
        session.branches = references
            .into_iter()
            .filter_map(|found| {
                Some((
                    found.name.strip_prefix("refs/heads/")?.to_owned(),
                    found.object.sha,
                ))
            })
            .collect();
        Ok(session)
    }

    async fn base_branch(&self) -> Result<String, ForgeError> {
        match self.branch_at(&self.into).await? {
            Some(commit) => Ok(commit),
            None => Err(fatal(format!(
                "{} has no branch {} to open pull requests for (--base-branch)",
                self.repository,
                visible(&self.into)
            ))),
        }
    }

    /// Where a branch is now; none when there is none.
    async fn branch_at(&self, branch: &str) -> Result<Option<String>, ForgeError> {
        let path = self.path(&format!("/git/ref/heads/{}", encoded(branch, "/")));
        match self.api.get(&path).await?.read::<wire::Reference>()? {
            Ok(reference) => Ok(Some(reference.object.sha)),
            Err(refused) if refused.status == 404 => Ok(None),
            Err(refused) => Err(self.error(&refused)),
        }
    }

    /// The commit of the base branch, when the plan does not hold there.
    async fn moved(&self) -> Result<Option<CommitId>, ForgeError> {
        let planned = self.request.base.as_str();
        if self.into_at == planned {
            return Ok(None);
        }
        let now = CommitId::parse(&self.into_at)
            .ok_or_else(|| fatal(format!("GitHub has no commit id for {}", visible(&self.into))))?;
        let path = self.path(&format!("/compare/{planned}...{now}"));
        let compared = match self.api.get(&path).await?.read::<wire::Comparison>()? {
            Ok(compared) => compared,
            // It was never pushed, or has nothing in common with the branch.
            Err(refused) if matches!(refused.status, 404 | 422) => return Ok(Some(now)),
            Err(refused) => return Err(self.error(&refused)),
        };
        let watched = |file: &wire::ComparedFile| {
            let names = [Some(&file.filename), file.previous_filename.as_ref()];
            names
                .into_iter()
                .flatten()
                .any(|name| self.request.watched.contains(name))
        };
        let holds = matches!(compared.status.as_str(), "ahead" | "identical")
            && compared.files.len() < look::MOST_FILES
            && !compared.files.iter().any(watched);
        Ok((!holds).then_some(now))
    }

    /// `/repos/OWNER/NAME` and what is behind it.
    fn path(&self, rest: &str) -> String {
        format!("/repos/{}{rest}", self.repository)
    }

    /// Reads what has to be there.
    async fn read<T: serde::de::DeserializeOwned>(&self, rest: &str) -> Result<T, ForgeError> {
        let reply = self.api.get(&self.path(rest)).await?;
        reply.read()?.map_err(|refused| self.error(&refused))
    }

    fn error(&self, refused: &Refused) -> ForgeError {
        refused.error(Context {
            repository: &self.repository,
            job_token: self.job_token,
            needs: &["contents: write", "pull-requests: write"],
        })
    }
}

/// An error that ends the run.
fn fatal(text: String) -> ForgeError {
    ForgeError::GitHub {
        text,
        everything: true,
    }
}

/// A text as part of an address: letters, digits, `-._~` and `free` stay.
fn encoded(text: &str, free: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let c = char::from(byte);
        if c.is_ascii_alphanumeric() || "-._~".contains(c) || byte.is_ascii() && free.contains(c) {
            out.push(c);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn branches_stand_in_addresses() {
        for (text, free, shown) in [
            ("release/1.0", "/", "release/1.0"),
            ("octocat:amiforge/a", "", "octocat%3Aamiforge%2Fa"),
            ("a#b?c%d é", "/", "a%23b%3Fc%25d%20%C3%A9"),
        ] {
            assert_eq!(encoded(text, free), shown);
        }
    }
}
