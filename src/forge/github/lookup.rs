//! The open pull request of a commit.
//!
//! `GET pulls?head=OWNER:BRANCH` knows those of forks too, and what it lists is compared with commit and repository. `GET
//! commits/SHA/pulls` is not asked: it also lists the pull requests that a commit has come through, and what it says of commits
//! of forks is not documented.

use super::repository::Repository;
use super::{encoded, wire};
use crate::forge::event::{Subject, Way};
use crate::forge::{ForgeError, Pull};
use crate::visible::visible;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// One.
    One(Pull),
    /// None, or several: why, in a sentence.
    None(String),
}

impl Repository<'_> {
    /// Looks for the open pull request that a run is about.
    pub async fn pull_of(&self, subject: &Subject) -> Result<Found, ForgeError> {
        match &subject.way {
            Way::None(why) => Ok(Found::None(format!("The event has no pull request: {why}."))),
            Way::Number(number) => self.by_number(*number, &subject.origin.commit).await,
            Way::Branch { repository, branch } => {
                self.by_branch(repository, branch, &subject.origin.commit).await
            }
        }
    }

    async fn by_number(&self, number: u64, commit: &str) -> Result<Found, ForgeError> {
        let path = self.path(&format!("/pulls/{number}"));
        let pull: wire::PullRequest = match self.api.get(&path).await?.read()? {
            Ok(pull) => pull,
            Err(refused) => return Err(self.error(&refused)),
        };
        Ok(if pull.state != "open" {
            Found::None(format!("Pull request {number} is {}.", visible(&pull.state)))
        } else if pull.head.sha != commit {
            Found::None(moved(number, commit, &pull.head.sha))
        } else {
            Found::One(found(pull))
        })
    }

    async fn by_branch(&self, repository: &str, branch: &str, commit: &str) -> Result<Found, ForgeError> {
        let owner = repository.split('/').next().unwrap_or_default();
        let head = encoded(&format!("{owner}:{branch}"), "");
        let path = self.path(&format!("/pulls?state=open&head={head}&per_page=100"));
        let pulls: Vec<wire::PullRequest> = self
            .api
            .list(&path)
            .await?
            .map_err(|refused| self.error(&refused))?;
        Ok(choose(pulls, repository, branch, commit))
    }
}

/// Of the pull requests of an owner's branches of this name, the one with this commit of this repository.
fn choose(pulls: Vec<wire::PullRequest>, repository: &str, branch: &str, commit: &str) -> Found {
    let of_repository = |pull: &wire::PullRequest| {
        let from = pull.head.repo.as_ref();
        pull.state == "open"
            && pull.head.name == branch
            && from.is_some_and(|from| from.full_name.eq_ignore_ascii_case(repository))
    };
    let (mut here, elsewhere): (Vec<_>, Vec<_>) = pulls
        .into_iter()
        .filter(of_repository)
        .partition(|pull| pull.head.sha == commit);
    match (here.pop(), elsewhere.first()) {
        (Some(pull), _) if here.is_empty() => Found::One(found(pull)),
        (Some(pull), _) => {
            here.push(pull);
            let mut numbers: Vec<u64> = here.iter().map(|pull| pull.number).collect();
            numbers.sort_unstable();
            let numbers: Vec<String> = numbers.iter().take(5).map(u64::to_string).collect();
            Found::None(format!(
                "Several open pull requests have commit {commit} of {repository} as their head ({}), and nothing tells which one is meant.",
                numbers.join(", ")
            ))
        }
        (None, Some(pull)) => Found::None(moved(pull.number, commit, &pull.head.sha)),
        (None, None) => Found::None(format!(
            "No open pull request has commit {commit} of {repository} as its head."
        )),
    }
}

/// Says that a pull request has another commit by now.
pub(super) fn moved(number: u64, commit: &str, head: &str) -> String {
    format!(
        "Pull request {number} has moved on from commit {commit} to {}, and the run for that one tells of it.",
        visible(head)
    )
}

fn found(pull: wire::PullRequest) -> Pull {
    Pull {
        number: pull.number,
        url: pull.html_url,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMIT: &str = "2222222222222222222222222222222222222222";
    const OTHER: &str = "3333333333333333333333333333333333333333";

    fn pull(number: u64, state: &str, from: Option<&str>, sha: &str) -> wire::PullRequest {
        let repo = from.map(|from| serde_json::json!({ "full_name": from }));
        let pull = serde_json::json!({
            "number": number, "html_url": format!("https://x/{number}"), "state": state, "title": "t",
            "head": {"sha": sha, "ref": "patch", "repo": repo}, "base": {"ref": "main"},
        });
        serde_json::from_value(pull).expect("a pull request")
    }

    #[track_caller]
    fn reason(pulls: Vec<wire::PullRequest>) -> String {
        match choose(pulls, "x/fleet", "patch", COMMIT) {
            Found::None(why) => why,
            Found::One(pull) => panic!("{pull:?}"),
        }
    }

    #[test]
    fn the_one_with_commit_and_repository_is_taken() {
        let found = choose(
            vec![
                pull(1, "open", Some("x/other"), COMMIT),
                pull(2, "open", None, COMMIT),
                pull(3, "closed", Some("x/fleet"), COMMIT),
                pull(4, "open", Some("X/Fleet"), COMMIT),
                pull(5, "open", Some("x/fleet"), OTHER),
            ],
            "x/fleet",
            "patch",
            COMMIT,
        );
        assert!(
            matches!(&found, Found::One(pull) if pull.number == 4),
            "{found:?}"
        );
    }

    #[test]
    fn none_and_several_say_why() {
        assert!(reason(vec![]).contains("No open pull request"));
        let several = vec![
            pull(4, "open", Some("x/fleet"), COMMIT),
            pull(2, "open", Some("x/fleet"), COMMIT),
        ];
        assert!(reason(several).contains("(2, 4)"));
        let moved = reason(vec![pull(5, "open", Some("x/fleet"), OTHER)]);
        assert!(moved.contains("has moved on") && moved.contains(OTHER), "{moved}");
        assert!(
            choose(
                vec![pull(1, "open", Some("x/fleet"), COMMIT)],
                "x/fleet",
                "other",
                COMMIT
            ) != Found::One(Pull {
                number: 1,
                url: "https://x/1".to_owned()
            })
        );
    }
}
