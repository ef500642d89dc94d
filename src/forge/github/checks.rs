//! One check run a target on a commit.
//!
//! Annotations can be added to a check run and never taken away, so one whose content would differ is made anew, and GitHub
//! shows the newest of a name (<https://docs.github.com/en/rest/checks/runs>). Its `external_id` says of which content and run it
//! is: what a run that was killed has left open is found by that and completed. The conclusion comes last.

use std::collections::hash_map::RandomState;
use std::fmt::Write as _;
use std::hash::BuildHasher as _;

use http::Method;
use sha2::{Digest as _, Sha256};

use super::repository::Repository;
use super::{ATTEMPTS, encoded, fatal, wire};
use crate::forge::ForgeError;
use crate::posting::Origin;
use crate::posting::check_run::CheckRun;
use crate::visible::visible;

/// How the `external_id` of ours begins.
const OURS: &str = "amiforge/1 ";

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// A check run was made, or one was completed, at this address.
    Written(String),
    /// It says the same already.
    Unchanged(String),
    /// It was left to others: why, in a sentence.
    Left(String),
}

/// What the `external_id` of a check run says.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Name {
    /// The sum of its content.
    content: String,
    run: u64,
    attempt: u64,
    /// A word that no other process has.
    process: String,
}

impl Name {
    fn new(wanted: &CheckRun, origin: &Origin) -> Self {
        Self {
            content: sum(wanted),
            run: origin.run,
            attempt: origin.attempt,
            process: format!("{:016x}", RandomState::new().hash_one(origin.run)),
        }
    }

    fn text(&self) -> String {
        format!(
            "{OURS}{} {}.{} {}",
            self.content, self.run, self.attempt, self.process
        )
    }

    fn read(text: &str) -> Option<Self> {
        let mut words = text.strip_prefix(OURS)?.split(' ');
        let (content, run, process) = (words.next()?, words.next()?, words.next()?);
        let (run, attempt) = run.split_once('.')?;
        Some(Self {
            content: content.to_owned(),
            run: run.parse().ok()?,
            attempt: attempt.parse().ok()?,
            process: process.to_owned(),
        })
    }

    /// The run, as runs follow one another.
    fn when(&self) -> (u64, u64) {
        (self.run, self.attempt)
    }
}

/// What is to be done next.
#[derive(Debug)]
enum Step<'a> {
    Create,
    /// Go on with this one.
    Complete(&'a wire::CheckRun),
    /// Nobody will go on with this one.
    Abandon(&'a wire::CheckRun),
    Superseded,
    Done(&'a wire::CheckRun),
}

/// Decides by the check runs of this name on the commit.
fn next<'a>(found: &'a [wire::CheckRun], wanted: &Name) -> Step<'a> {
    let named = |one: &'a wire::CheckRun| Some((one, Name::read(one.external_id.as_deref()?)?));
    let ours: Vec<(&wire::CheckRun, Name)> = found.iter().filter_map(named).collect();
    let is_over = |one: &wire::CheckRun| one.status == "completed";
    // What this process has begun it ends, whatever others do meanwhile.
    if let Some((mine, _)) = ours.iter().find(|(_, name)| name.process == wanted.process) {
        return if is_over(mine) {
            Step::Done(mine)
        } else {
            Step::Complete(mine)
        };
    }
    let Some((newest, name)) = ours.iter().max_by_key(|(one, _)| one.id) else {
        return Step::Create;
    };
    match (name.content == wanted.content, is_over(newest)) {
        (true, true) => Step::Done(newest),
        _ if name.when() > wanted.when() => Step::Superseded,
        // A run that was killed. One of the same attempt may be alive, and two would both add annotations.
        (true, false) if name.when() < wanted.when() => Step::Complete(newest),
        (false, false) if name.when() < wanted.when() => Step::Abandon(newest),
        _ => Step::Create,
    }
}

impl Repository<'_> {
    /// Brings the check run about a commit up to date.
    pub async fn check(&self, origin: &Origin, wanted: &CheckRun) -> Result<Checked, ForgeError> {
        let name = Name::new(wanted, origin);
        let steps = u32::try_from(wanted.batches.len())
            .unwrap_or(u32::MAX)
            .saturating_add(2 * ATTEMPTS);
        let mut foreign = Vec::new();
        let (mut written, mut unsure) = (false, 0);
        for _ in 0..steps {
            let mut found = self.check_runs(&origin.commit, &wanted.name).await?;
            found.retain(|one| !foreign.contains(&one.id));
            let done = match next(&found, &name) {
                Step::Create => self.make_check(origin, wanted, &name, unsure).await?,
                Step::Complete(one) => self.complete(one, wanted, &name, unsure).await?,
                Step::Abandon(one) => self.abandon(one, unsure).await?,
                Step::Superseded => {
                    return Ok(Checked::Left(format!(
                        "A newer run has made the check run {} already.",
                        visible(&wanted.name)
                    )));
                }
                Step::Done(one) => {
                    let url = one.html_url.clone().unwrap_or_default();
                    return Ok(if written {
                        Checked::Written(url)
                    } else {
                        Checked::Unchanged(url)
                    });
                }
            };
            match done {
                Done::Written => (written, unsure) = (true, 0),
                Done::Unsure => unsure += 1,
                Done::Foreign(id) => foreign.push(id),
            }
        }
        Err(fatal(format!(
            "the check run {} changes each time it is looked at; is another run at work? Run again when it has ended",
            visible(&wanted.name)
        )))
    }

    /// The newest check runs of a name on a commit, of which there are not many.
    async fn check_runs(&self, commit: &str, name: &str) -> Result<Vec<wire::CheckRun>, ForgeError> {
        let query = format!("check_name={}&filter=all&per_page=100", encoded(name, ""));
        let path = self.path(&format!("/commits/{commit}/check-runs?{query}"));
        match self.api.get(&path).await?.read::<wire::CheckRuns>()? {
            Ok(mut found) => {
                found.check_runs.retain(|one| one.name == name);
                Ok(found.check_runs)
            }
            Err(refused) => Err(self.error(&refused)),
        }
    }

    async fn make_check(
        &self,
        origin: &Origin,
        wanted: &CheckRun,
        name: &Name,
        attempt: u32,
    ) -> Result<Done, ForgeError> {
        let external = name.text();
        let body = wire::EditCheckRun {
            name: Some(&wanted.name),
            head_sha: Some(&origin.commit),
            external_id: Some(&external),
            ..edit(wanted, 0)
        };
        let path = self.path("/check-runs");
        self.send(&Method::POST, &path, &body, attempt, 0).await
    }

    /// Sends the next batch.
    async fn complete(
        &self,
        one: &wire::CheckRun,
        wanted: &CheckRun,
        name: &Name,
        attempt: u32,
    ) -> Result<Done, ForgeError> {
        let external = name.text();
        let mut there = one.output.annotations_count;
        let sent = wanted.batches.iter().take_while(|batch| {
            let is_there = batch.len() <= there;
            there = there.saturating_sub(batch.len());
            is_there
        });
        let body = wire::EditCheckRun {
            external_id: Some(&external),
            ..edit(wanted, sent.count())
        };
        let path = self.path(&format!("/check-runs/{}", one.id));
        self.send(&Method::PATCH, &path, &body, attempt, one.id).await
    }

    /// Ends what nobody will go on with, because what is to be told is something else by now.
    async fn abandon(&self, one: &wire::CheckRun, attempt: u32) -> Result<Done, ForgeError> {
        let body = wire::EditCheckRun {
            name: None,
            head_sha: None,
            external_id: None,
            status: "completed",
            conclusion: Some("cancelled"),
            output: wire::EditOutput {
                title: "Given up",
                summary: "The run that began this check run was stopped, and a later one came to another result.",
                text: None,
                annotations: &[],
            },
        };
        let path = self.path(&format!("/check-runs/{}", one.id));
        self.send(&Method::PATCH, &path, &body, attempt, one.id).await
    }

    /// Sends what must not be sent twice, because annotations are added each time.
    async fn send(
        &self,
        method: &Method,
        path: &str,
        body: &wire::EditCheckRun<'_>,
        attempt: u32,
        id: u64,
    ) -> Result<Done, ForgeError> {
        match self.api.not_twice(method, path, body, attempt).await? {
            None => Ok(Done::Unsure),
            Some(reply) => match reply.done() {
                Ok(()) => Ok(Done::Written),
                // One that has our sign and is of another App is none of ours.
                Err(refused) if refused.status == 403 && refused.says("can only be modified by") => {
                    Ok(Done::Foreign(id))
                }
                Err(refused) => Err(self.error(&refused)),
            },
        }
    }
}

/// How a step ended.
enum Done {
    Written,
    /// Nobody knows.
    Unsure,
    /// It may not be changed.
    Foreign(u64),
}

/// Everything but what the check run is named by, with one batch of annotations and, in the last, the conclusion.
fn edit(wanted: &CheckRun, batch: usize) -> wire::EditCheckRun<'_> {
    let last = batch + 1 >= wanted.batches.len();
    wire::EditCheckRun {
        name: None,
        head_sha: None,
        external_id: None,
        status: if last { "completed" } else { "in_progress" },
        conclusion: last.then_some(wanted.conclusion),
        output: wire::EditOutput {
            title: &wanted.title,
            summary: &wanted.summary,
            text: wanted.text.as_deref(),
            annotations: wanted.batches.get(batch).map_or(&[], Vec::as_slice),
        },
    }
}

/// The sum of everything that is told.
fn sum(wanted: &CheckRun) -> String {
    let text = format!("{wanted:?}");
    let mut out = String::new();
    for byte in Sha256::digest(text.as_bytes()).iter().take(16) {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(content: &str, run: u64, process: &str) -> Name {
        Name {
            content: content.to_owned(),
            run,
            attempt: 1,
            process: process.to_owned(),
        }
    }

    fn of(id: u64, status: &str, name: &Name) -> wire::CheckRun {
        serde_json::from_value(serde_json::json!({
            "id": id, "name": "amiforge", "status": status, "external_id": name.text(), "output": {"annotations_count": 0},
        }))
        .expect("a check run")
    }

    fn run(id: u64, content: &str, run: u64, status: &str) -> wire::CheckRun {
        of(id, status, &name(content, run, "other"))
    }

    fn decided(found: &[wire::CheckRun]) -> String {
        match next(found, &name("a", 5, "mine")) {
            Step::Create => "create".to_owned(),
            Step::Complete(one) => format!("complete {}", one.id),
            Step::Abandon(one) => format!("abandon {}", one.id),
            Step::Superseded => "superseded".to_owned(),
            Step::Done(one) => format!("done {}", one.id),
        }
    }

    #[test]
    fn a_check_run_is_made_once_and_completed() {
        let foreign = wire::CheckRun {
            external_id: Some("somebody's".to_owned()),
            ..run(9, "a", 5, "completed")
        };
        for (found, step) in [
            (vec![], "create"),
            (vec![foreign], "create"),
            (vec![run(1, "a", 4, "completed")], "done 1"),
            (vec![run(1, "a", 4, "in_progress")], "complete 1"),
            (vec![run(1, "a", 5, "in_progress")], "create"),
            (vec![run(1, "b", 4, "completed")], "create"),
            (vec![run(1, "b", 4, "in_progress")], "abandon 1"),
            (vec![run(1, "b", 5, "in_progress")], "create"),
            (vec![run(1, "b", 6, "completed")], "superseded"),
            (vec![run(1, "b", 6, "in_progress")], "superseded"),
            (vec![run(1, "a", 6, "in_progress")], "superseded"),
            (
                vec![run(1, "a", 4, "completed"), run(2, "b", 4, "completed")],
                "create",
            ),
            (
                vec![run(1, "b", 4, "completed"), run(2, "a", 4, "completed")],
                "done 2",
            ),
        ] {
            assert_eq!(decided(&found), step, "{found:?}");
        }
    }

    #[test]
    fn what_this_process_has_begun_it_ends() {
        let mine = |status| of(1, status, &name("a", 5, "mine"));
        for other in [run(2, "a", 5, "in_progress"), run(2, "b", 6, "completed")] {
            assert_eq!(decided(&[other.clone(), mine("in_progress")]), "complete 1");
            assert_eq!(decided(&[other, mine("completed")]), "done 1");
        }
    }

    #[test]
    fn names_come_back() {
        let name = name("0f", 7, "p");
        assert_eq!(Name::read(&name.text()), Some(name));
        for bad in [
            "",
            "amiforge/1 ",
            "amiforge/1 a",
            "amiforge/1 a 1.1",
            "amiforge/1 a 1 p",
            "amiforge/1 a x.1 p",
            "a 1.1 p",
        ] {
            assert_eq!(Name::read(bad), None, "{bad}");
        }
    }
}
