//! One pull request: compared, and brought to where it should be.

use super::{ATTEMPTS, Refused, Session};
use crate::forge::reconcile::{BranchStep, Found, PullStep, Steps, Tip, Wanted, reconcile};
use crate::forge::{Done, ForgeError, Outcome, Pull, PullRequest, Written, branch, notes};
use crate::git::{CommitId, NewTree};
use crate::visible::visible;

/// Files here need a permission of their own.
const WORKFLOWS: &str = ".github/workflows/";

/// A pull request in the work.
pub(super) struct Job<'a> {
    pub(super) request: &'a PullRequest,
    pub(super) branch: &'a str,
    /// What its commit has, as git computes it.
    pub(super) tree: &'a NewTree,
}

/// Why a step was not done.
pub(super) enum Fault {
    /// GitHub refused it.
    Refused(Refused),
    /// Anything else.
    Other(ForgeError),
}

impl From<ForgeError> for Fault {
    fn from(error: ForgeError) -> Self {
        Self::Other(error)
    }
}

/// What was written so far.
#[derive(Default)]
struct Progress {
    opened: bool,
    changed: bool,
    remarks: Vec<String>,
}

impl Session<'_> {
    /// Brings one pull request to where it should be.
    pub(super) async fn bring(&self, request: &PullRequest) -> Result<Outcome, ForgeError> {
        let branch = branch(&request.group)?;
        let (git, base) = (self.request.git, self.request.base);
        let files: Vec<(&str, &[u8])> = request
            .files
            .iter()
            .map(|file| (file.path.as_str(), file.bytes.as_slice()))
            .collect();
        let tree = git.tree_with(base, &files)?;
        if tree.id == git.commit(base)?.tree {
            return Err(ForgeError::Empty(request.group.clone()));
        }
        let job = Job {
            request,
            branch: &branch,
            tree: &tree,
        };
        match self.steps(&job).await {
            Ok(outcome) => Ok(outcome),
            Err(Fault::Other(error)) => Err(error),
            Err(Fault::Refused(refused)) => match workflow_refused(&job, &refused) {
                Some(text) => Ok(outcome(&job, Done::Refused(text), None, Vec::new())),
                None => Err(self.error(&refused)),
            },
        }
    }

    async fn steps(&self, job: &Job<'_>) -> Result<Outcome, Fault> {
        let request = job.request;
        let wanted = Wanted {
            group: &request.group,
            into: &self.into,
            base: self.request.base.as_str(),
            tree: &job.tree.id,
            files: job
                .tree
                .files
                .iter()
                .map(|file| (file.path.as_str(), file.blob.as_str()))
                .collect(),
            title: &request.title,
            body: &request.body,
            labels: &request.labels,
            whole: self.request.unsettled.is_some(),
        };
        let mut progress = Progress::default();
        let mut at = self.branches.get(job.branch).cloned();
        for attempt in 0..ATTEMPTS {
            let pulls = self.pulls(job.branch).await?;
            let branch = match &at {
                Some(commit) => Some(self.tip(commit).await?),
                None => None,
            };
            let unknown = branch.iter().flat_map(Tip::paths);
            let found = Found {
                unknown: unknown
                    .filter(|path| (self.request.unknown)(path))
                    .cloned()
                    .collect(),
                branch,
                pulls: pulls.here,
                elsewhere: pulls.elsewhere,
            };
            let (branch_step, pull_step) = match reconcile(&wanted, &found) {
                Steps::Write { branch, pull } => (branch, pull),
                other => return Ok(self.stop(job, &found, other).await?),
            };
            if let Some(commit) = self.branch(job, &branch_step, attempt, &mut progress).await?
                && let Some(pull) = self.pull(job, &found, &pull_step, attempt, &mut progress).await?
            {
                return Ok(finished(job, &commit, pull, progress)?);
            }
            // It has changed meanwhile, or nobody knows whether it was written.
            at = self.branch_at(job.branch).await?;
        }
        Err(Fault::Other(ForgeError::GitHub {
            text: format!(
                "{} or its pull request changes as fast as it is looked at; another run may be at work, and the next one looks again",
                job.branch
            ),
            everything: false,
        }))
    }

    /// What is not written, and why.
    async fn stop(&self, job: &Job<'_>, found: &Found, steps: Steps) -> Result<Outcome, ForgeError> {
        let mut remarks = Vec::new();
        let mut pull = found.open().map(|pull| (pull.number, pull.url.clone()));
        let done = match steps {
            Steps::Held(text) => Done::Held(text),
            Steps::Declined { number, text } => {
                let closed = found.pulls.iter().find(|pull| pull.number == number);
                pull = closed.map(|pull| (pull.number, pull.url.clone()));
                Done::Declined(text)
            }
            Steps::LeftAlone { reason, ours } => {
                if let Some(open) = found.open() {
                    let diff = (self.request.diff)(job.request);
                    let title = &job.request.title;
                    let note = notes::left_alone(job.branch, &reason, ours.as_deref(), title, &diff);
                    remarks.push(match self.note(open, &note).await? {
                        Some(refused) => format!(
                            "No comment could be made on #{} ({})",
                            open.number,
                            visible(&refused.message)
                        ),
                        None => format!(
                            "Merge #{0} as it is, or hand the branch back: a comment on #{0} says how",
                            open.number
                        ),
                    });
                }
                Done::LeftAlone(reason)
            }
            Steps::Untouched(reason) => Done::LeftAlone(reason),
            Steps::Write { .. } => return Err(ForgeError::Empty(job.request.group.clone())),
        };
        let pull = pull.map(|(number, url)| Pull { number, url });
        Ok(outcome(job, done, pull, remarks))
    }

    /// The commit that the branch has now; none when the branch has to be looked at again.
    async fn branch(
        &self,
        job: &Job<'_>,
        step: &BranchStep,
        attempt: u32,
        progress: &mut Progress,
    ) -> Result<Option<String>, Fault> {
        if let BranchStep::Keep(commit) = step {
            return Ok(Some(commit.clone()));
        }
        let (commit, remark) = self.commit(job).await?;
        progress.remarks = remark.into_iter().collect();
        let written = match step {
            BranchStep::Move(from) => self.move_branch(job, from, &commit).await?,
            _ => self.make_branch(job, &commit, attempt).await?,
        };
        progress.changed |= written;
        Ok(written.then_some(commit))
    }

    /// The pull request as it is now; none when it has to be looked at again.
    async fn pull(
        &self,
        job: &Job<'_>,
        found: &Found,
        step: &PullStep,
        attempt: u32,
        progress: &mut Progress,
    ) -> Result<Option<Pull>, Fault> {
        let pull = match step {
            PullStep::Open => match self.open_pull(job, attempt, &mut progress.remarks).await? {
                Some(pull) => {
                    progress.opened = true;
                    pull
                }
                None => return Ok(None),
            },
            PullStep::Edit(number) => {
                progress.changed = true;
                self.edit_pull(job, *number).await?
            }
            PullStep::Keep(_) => match found.open() {
                Some(pull) => pull.clone(),
                None => return Ok(None),
            },
        };
        let fresh = progress.opened;
        self.decorate(job, &pull, fresh, &mut progress.remarks).await?;
        Ok(Some(Pull {
            number: pull.number,
            url: pull.url,
        }))
    }
}

fn finished(job: &Job<'_>, commit: &str, pull: Pull, progress: Progress) -> Result<Outcome, ForgeError> {
    let commit = CommitId::parse(commit).ok_or_else(|| ForgeError::GitHub {
        text: format!("GitHub gave `{}` for a commit id", visible(commit)),
        everything: false,
    })?;
    let written = Written { commit, body: None };
    let done = match progress {
        Progress { opened: true, .. } => Done::Created(written),
        Progress { changed: true, .. } => Done::Updated(written),
        _ => Done::Unchanged(written),
    };
    Ok(outcome(job, done, Some(pull), progress.remarks))
}

fn outcome(job: &Job<'_>, done: Done, pull: Option<Pull>, remarks: Vec<String>) -> Outcome {
    Outcome {
        branch: job.branch.to_owned(),
        done,
        head: None,
        pull,
        remarks,
    }
}

/// What it means when GitHub refuses a change of a workflow: a token needs a permission for that alone
/// (<https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps#repository-permissions-for-workflows>).
fn workflow_refused(job: &Job<'_>, refused: &Refused) -> Option<String> {
    let file = job
        .request
        .files
        .iter()
        .find(|file| file.path.starts_with(WORKFLOWS))?;
    let about_it = matches!(refused.status, 403 | 404) || refused.says("workflow");
    about_it.then(|| {
        format!(
            "GitHub does not let this token change {} ({}). That needs `workflows: write`, which the token of a job cannot have: give the run the token of a GitHub App that has it, or make the change by hand",
            visible(&file.path),
            visible(&refused.message)
        )
    })
}
