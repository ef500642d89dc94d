//! What is found on GitHub, in the words of `reconcile`.

use std::collections::BTreeMap;

use super::{Session, encoded, wire};
use crate::forge::ForgeError;
use crate::forge::reconcile::{Ahead, FoundCommit, FoundPull, PullState, Tip};

/// A comparison names so many files and no more
/// (<https://docs.github.com/en/rest/commits/commits#compare-two-commits>).
pub(super) const MOST_FILES: usize = 300;

/// The pull requests of a branch.
pub(super) struct Pulls {
    /// Those into the base branch: open, closed and merged.
    pub(super) here: Vec<FoundPull>,
    /// One that is open and goes into another branch: its number, and that branch.
    pub(super) elsewhere: Option<(u64, String)>,
}

impl Session<'_> {
    /// All pull requests from a branch, also when the branch is gone.
    pub(super) async fn pulls(&self, branch: &str) -> Result<Pulls, ForgeError> {
        let head = encoded(&format!("{}:{branch}", self.owner), "");
        let path = self.path(&format!("/pulls?head={head}&state=all&per_page=100"));
        let mut found: Vec<wire::PullRequest> = self
            .api
            .list(&path)
            .await?
            .map_err(|refused| self.error(&refused))?;
        // An owner may have a fork as well, with a branch of the same name.
        found.retain(|pull| {
            let repository = pull.head.repo.as_ref();
            pull.head.name == branch
                && repository.is_some_and(|found| found.full_name.eq_ignore_ascii_case(&self.repository))
        });
        let (here, others): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|pull| pull.base.name == self.into);
        let elsewhere = others.into_iter().find_map(|pull| {
            let into = pull.base.name.clone();
            let found = found_pull(pull);
            (found.state == PullState::Open).then_some((found.number, into))
        });
        Ok(Pulls {
            here: here.into_iter().map(found_pull).collect(),
            elsewhere,
        })
    }

    /// A branch that points at `commit`, compared with the base branch as it is: a run that is late, on an older commit, must
    /// not take the commits in between for somebody's.
    pub(super) async fn tip(&self, commit: &str) -> Result<Tip, ForgeError> {
        let (base, tip) = (encoded(&self.into_at, ""), encoded(commit, ""));
        let path = self.path(&format!("/compare/{base}...{tip}"));
        let ahead = match self.api.get(&path).await?.read::<wire::Comparison>()? {
            Ok(compared) => Some(ahead(compared)),
            Err(refused) if refused.status == 404 => None,
            Err(refused) => return Err(self.error(&refused)),
        };
        Ok(Tip {
            id: commit.to_owned(),
            ahead,
        })
    }
}

pub(super) fn found_pull(pull: wire::PullRequest) -> FoundPull {
    let state = match (pull.state.as_str(), pull.merged_at) {
        (_, Some(_)) => PullState::Merged,
        ("closed", None) => PullState::Closed,
        _ => PullState::Open,
    };
    let users = pull.requested_reviewers.unwrap_or_default().into_iter();
    let teams = pull.requested_teams.unwrap_or_default().into_iter();
    FoundPull {
        number: pull.number,
        url: pull.html_url,
        state,
        title: pull.title,
        // A form in a browser sends line breaks of another kind.
        body: pull.body.unwrap_or_default().replace("\r\n", "\n"),
        draft: pull.draft.unwrap_or(false),
        labels: pull.labels.into_iter().map(|label| label.name).collect(),
        reviewers: users
            .map(|user| user.login)
            .chain(teams.map(|team| format!("team/{}", team.slug)))
            .collect(),
        head: pull.head.sha,
        author: pull.user.map(|user| user.login),
    }
}

fn ahead(compared: wire::Comparison) -> Ahead {
    let all_commits = compared.commits.len() == compared.total_commits;
    let changed = |file: &wire::ComparedFile| matches!(file.status.as_str(), "modified" | "changed");
    let all_files = compared.files.len() < MOST_FILES && compared.files.iter().all(changed);
    let commits = compared.commits.into_iter().map(|found| FoundCommit {
        id: found.sha,
        parents: found.parents.into_iter().map(|parent| parent.sha).collect(),
        tree: found.commit.tree.sha,
        message: found.commit.message,
    });
    let files: BTreeMap<String, String> = compared
        .files
        .into_iter()
        .map(|file| (file.filename, file.sha.unwrap_or_default()))
        .collect();
    Ahead {
        commits: commits.collect(),
        all_commits,
        files,
        all_files,
    }
}
