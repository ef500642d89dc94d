//! The pull request itself: opened, edited, labelled, with reviewers.

use http::Method;

use super::branch::MOMENT;
use super::group::{Fault, Job};
use super::look::found_pull;
use super::{Refused, Session, wire};
use crate::forge::ForgeError;
use crate::forge::reconcile::{FoundPull, missing};
use crate::visible::visible;

/// How reviewers that are teams are written.
const TEAM: &str = "team/";

impl Session<'_> {
    /// Opens the pull request; none when what is there has to be looked at again.
    pub(super) async fn open_pull(
        &self,
        job: &Job<'_>,
        attempt: u32,
        remarks: &mut Vec<String>,
    ) -> Result<Option<FoundPull>, Fault> {
        let path = self.path("/pulls");
        let mut draft = job.request.draft;
        loop {
            let body = wire::NewPull {
                title: &job.request.title,
                head: job.branch,
                base: &self.into,
                body: &job.request.body,
                draft,
            };
            let Some(reply) = self.api.create(&path, &body, attempt).await? else {
                return Ok(None);
            };
            let refused = match reply.read::<wire::PullRequest>()? {
                Ok(pull) => return Ok(Some(found_pull(pull))),
                Err(refused) => refused,
            };
            if draft && refused.status == 422 && refused.says("draft") {
                // Not every plan has drafts. The body says what is doubted.
                remarks.push(format!(
                    "The pull request of {} should be a draft, and the repository has none ({})",
                    job.branch,
                    visible(&refused.message)
                ));
                draft = false;
                continue;
            }
            if refused.exists_already() {
                return Ok(None);
            }
            if refused.status == 422 && refused.says("PullRequest head invalid") {
                // The branch is so new that it is not everywhere.
                tokio::time::sleep(MOMENT).await;
                return Ok(None);
            }
            if refused.says("No commits between") {
                return Err(Fault::Other(ForgeError::GitHub {
                    text: format!(
                        "{} has everything of {} by now: somebody has merged in this moment, and the next run looks again",
                        visible(&self.into),
                        job.branch
                    ),
                    everything: false,
                }));
            }
            return Err(Fault::Refused(refused));
        }
    }

    /// Gives the pull request its title and body.
    pub(super) async fn edit_pull(&self, job: &Job<'_>, number: u64) -> Result<FoundPull, Fault> {
        let body = wire::EditPull {
            title: Some(&job.request.title),
            body: Some(&job.request.body),
            state: None,
        };
        let path = self.path(&format!("/pulls/{number}"));
        let reply = self.api.call(&Method::PATCH, &path, Some(&body)).await?;
        let pull: wire::PullRequest = reply.read()?.map_err(Fault::Refused)?;
        Ok(found_pull(pull))
    }

    /// Adds the labels that are missing and asks the reviewers that were not asked yet. What is refused is remarked upon: the
    /// pull request is there all the same.
    pub(super) async fn decorate(
        &self,
        job: &Job<'_>,
        pull: &FoundPull,
        fresh: bool,
        remarks: &mut Vec<String>,
    ) -> Result<(), ForgeError> {
        let request = job.request;
        if request.draft && !pull.draft && !fresh {
            remarks.push(format!(
                "#{} is no draft, and would be one if it were opened now: look at what its description doubts",
                pull.number
            ));
        }
        let labels = missing(&request.labels, &pull.labels);
        if !labels.is_empty() {
            let path = self.path(&format!("/issues/{}/labels", pull.number));
            let body = wire::NewLabels { labels: &labels };
            let reply = self.api.call(&Method::POST, &path, Some(&body)).await?;
            if let Err(refused) = reply.done() {
                remarks.push(not_done(pull, "the labels", &labels, "added", &refused));
            }
        }
        let mut reviewers = missing(&request.reviewers, &pull.reviewers);
        if !reviewers.is_empty() && !fresh {
            // Whoever has reviewed, or was taken off by a person, is no longer among those who are asked.
            match self.asked(pull.number).await? {
                Ok(asked) => reviewers = missing(&reviewers, &asked),
                Err(refused) => {
                    remarks.push(not_done(
                        pull,
                        "the reviewers",
                        &reviewers,
                        "asked again",
                        &refused,
                    ));
                    return Ok(());
                }
            }
        }
        self.ask(pull, &reviewers, remarks).await
    }

    /// Asks all at once; when that is refused, one after the other, so that one unknown name does not keep the others.
    async fn ask(
        &self,
        pull: &FoundPull,
        reviewers: &[String],
        remarks: &mut Vec<String>,
    ) -> Result<(), ForgeError> {
        if reviewers.is_empty() {
            return Ok(());
        }
        let Err(refused) = self.request_review(pull.number, reviewers).await? else {
            return Ok(());
        };
        if reviewers.len() == 1 {
            remarks.push(not_done(pull, "the reviewers", reviewers, "asked", &refused));
            return Ok(());
        }
        for one in reviewers {
            let one = std::slice::from_ref(one);
            if let Err(refused) = self.request_review(pull.number, one).await? {
                remarks.push(not_done(pull, "the reviewers", one, "asked", &refused));
            }
        }
        Ok(())
    }

    async fn request_review(
        &self,
        number: u64,
        reviewers: &[String],
    ) -> Result<Result<(), Refused>, ForgeError> {
        let path = self.path(&format!("/pulls/{number}/requested_reviewers"));
        let teams = reviewers.iter().filter_map(|name| name.strip_prefix(TEAM));
        let users = reviewers.iter().map(String::as_str);
        let body = wire::NewReviewers {
            reviewers: users.filter(|name| !name.starts_with(TEAM)).collect(),
            team_reviewers: teams.collect(),
        };
        let reply = self.api.call(&Method::POST, &path, Some(&body)).await?;
        Ok(reply.done())
    }

    /// Who was ever asked to review a pull request.
    async fn asked(&self, number: u64) -> Result<Result<Vec<String>, Refused>, ForgeError> {
        let path = self.path(&format!("/issues/{number}/events?per_page=100"));
        let events: Vec<wire::IssueEvent> = match self.api.list(&path).await? {
            Ok(events) => events,
            Err(refused) => return Ok(Err(refused)),
        };
        let asked = events
            .into_iter()
            .filter(|event| event.event == "review_requested")
            .filter_map(|event| match (event.requested_reviewer, event.requested_team) {
                (Some(user), _) => Some(user.login),
                (None, Some(team)) => Some(format!("{TEAM}{}", team.slug)),
                (None, None) => None,
            });
        Ok(Ok(asked.collect()))
    }
}

fn not_done(pull: &FoundPull, what: &str, names: &[String], done: &str, refused: &Refused) -> String {
    format!(
        "#{}: {what} {} could not be {done} ({})",
        pull.number,
        visible(&names.join(", ")),
        visible(&refused.message)
    )
}
