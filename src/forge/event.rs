//! What the event of a run says about the commit that is judged, and about its pull request. Pure.
//!
//! Everything here is GitHub's word: the payload of the event and the variables of the job. For `workflow_run` both speak of
//! the default branch, so the commit, its branch and its repository are those of the run that has ended. The numbers in
//! `workflow_run.pull_requests` are not read: the list is empty for forks
//! (<https://github.com/actions/runner/issues/3444>), and names every pull request with that branch otherwise.

use serde_json::Value;

use super::owner_and_name;
use crate::posting::Origin;
use crate::posting::origin::is_commit;
use crate::visible::visible;

/// What the variables of a job say.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// `GITHUB_EVENT_NAME`.
    pub event: &'a str,
    /// `GITHUB_REPOSITORY`.
    pub repository: &'a str,
    /// `GITHUB_SHA`.
    pub commit: &'a str,
    /// `GITHUB_REF_NAME`, when it is a branch.
    pub branch: Option<&'a str>,
    /// `GITHUB_RUN_ID`.
    pub run: u64,
    /// `GITHUB_RUN_ATTEMPT`.
    pub attempt: u64,
}

/// What a run is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The commit, and the run that judged it.
    pub origin: Origin,
    /// How its pull request is found.
    pub way: Way,
    /// Whether this is an event of a fork, so that the token of the job may only read.
    pub reads_only: bool,
}

/// How a pull request is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// The event is about this one.
    Number(u64),
    /// By where the commit is from.
    Branch {
        /// `owner/name`.
        repository: String,
        /// Its branch.
        branch: String,
    },
    /// There is none, because of this: the end of a sentence.
    None(&'static str),
}

impl Subject {
    /// Reads an event. An error is the end of a sentence that begins with "the event".
    pub fn read(job: &Job<'_>, payload: &Value) -> Result<Self, String> {
        if let Some(pull) = payload.get("pull_request") {
            return Self::of_pull(job, pull);
        }
        if job.event == "workflow_run" {
            return Self::of_run(&payload["workflow_run"]);
        }
        if job.event == "merge_group" {
            let commit = payload["merge_group"]["head_sha"].as_str().unwrap_or(job.commit);
            return Ok(Self::new(
                job.run_of(commit)?,
                Way::None("the merge queue speaks of no single pull request"),
            ));
        }
        let way = match job.branch {
            Some(branch) => Way::Branch {
                repository: job.repository.to_owned(),
                branch: branch.to_owned(),
            },
            None => Way::None("it is not about a branch"),
        };
        Ok(Self::new(job.run_of(job.commit)?, way))
    }

    fn new(origin: Origin, way: Way) -> Self {
        Self {
            origin,
            way,
            reads_only: false,
        }
    }

    fn of_pull(job: &Job<'_>, pull: &Value) -> Result<Self, String> {
        let head = &pull["head"];
        let number = pull["number"].as_u64().ok_or("names no pull request")?;
        let from = head["repo"]["full_name"].as_str();
        let fork = !from.is_some_and(|from| from.eq_ignore_ascii_case(job.repository));
        Ok(Self {
            origin: job.run_of(head["sha"].as_str().unwrap_or_default())?,
            way: Way::Number(number),
            // The other events about pull requests run as the base branch has them, with its token.
            reads_only: fork && job.event != "pull_request_target",
        })
    }

    fn of_run(run: &Value) -> Result<Self, String> {
        let number = |key: &str| run[key].as_u64();
        let origin = Origin {
            commit: commit(run["head_sha"].as_str().unwrap_or_default())?,
            run: number("id").ok_or("names no run")?,
            attempt: number("run_attempt").unwrap_or(1),
        };
        let repository = run["head_repository"]["full_name"].as_str();
        let way = match (repository, run["head_branch"].as_str()) {
            (Some(repository), Some(branch)) if owner_and_name(repository).is_some() => Way::Branch {
                repository: repository.to_owned(),
                branch: branch.to_owned(),
            },
            (None, _) => Way::None("the repository that its commit is from is gone"),
            _ => Way::None("its run was not about a branch"),
        };
        Ok(Self::new(origin, way))
    }
}

impl Job<'_> {
    fn run_of(&self, id: &str) -> Result<Origin, String> {
        Ok(Origin {
            commit: commit(id)?,
            run: self.run,
            attempt: self.attempt,
        })
    }
}

fn commit(id: &str) -> Result<String, String> {
    if is_commit(id) {
        return Ok(id.to_owned());
    }
    let shown: String = id.chars().take(70).collect();
    Err(format!("names no commit, but `{}`", visible(&shown)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const JOB: &str = "1111111111111111111111111111111111111111";
    const HEAD: &str = "2222222222222222222222222222222222222222";

    fn read(event: &str, branch: Option<&str>, payload: &Value) -> Result<Subject, String> {
        let job = Job {
            event,
            repository: "octocat/fleet",
            commit: JOB,
            branch,
            run: 9,
            attempt: 2,
        };
        Subject::read(&job, payload)
    }

    fn subject(commit: &str, run: (u64, u64), way: Way, reads_only: bool) -> Subject {
        let origin = Origin {
            commit: commit.to_owned(),
            run: run.0,
            attempt: run.1,
        };
        Subject {
            origin,
            way,
            reads_only,
        }
    }

    fn from(repository: &str, branch: &str) -> Way {
        Way::Branch {
            repository: repository.to_owned(),
            branch: branch.to_owned(),
        }
    }

    #[test]
    fn events_about_a_pull_request_name_it() {
        let payload = |from: Value| json!({"number": 7, "pull_request": {"number": 7, "head": {"sha": HEAD, "ref": "main", "repo": from}}});
        let (own, fork) = (
            json!({"full_name": "Octocat/fleet"}),
            json!({"full_name": "x/fleet"}),
        );
        for (event, from, reads_only) in [
            ("pull_request", &own, false),
            ("pull_request", &fork, true),
            ("pull_request", &Value::Null, true),
            ("pull_request_review", &fork, true),
            ("pull_request_target", &fork, false),
        ] {
            let read = read(event, None, &payload(from.clone()));
            assert_eq!(
                read,
                Ok(subject(HEAD, (9, 2), Way::Number(7), reads_only)),
                "{event} {from}"
            );
        }
    }

    #[test]
    fn a_run_that_has_ended_names_commit_branch_and_repository() {
        let mut run = json!({
            "id": 5, "run_attempt": 3, "head_sha": HEAD, "head_branch": "patch-1", "head_repository": {"full_name": "x/fleet"},
            "pull_requests": [{"number": 4}],
        });
        let payload = |run: &Value| json!({ "workflow_run": run });
        let expected = Ok(subject(HEAD, (5, 3), from("x/fleet", "patch-1"), false));
        assert_eq!(read("workflow_run", Some("main"), &payload(&run)), expected);
        run["head_repository"] = Value::Null;
        let gone = read("workflow_run", Some("main"), &payload(&run)).expect("a commit");
        assert!(matches!(gone.way, Way::None(why) if why.contains("is gone")));
        run["head_repository"] = json!({"full_name": "x/../y?z"});
        let strange = read("workflow_run", Some("main"), &payload(&run)).expect("a commit");
        assert!(matches!(strange.way, Way::None(_)));
        run["head_sha"] = json!("HEAD");
        assert!(read("workflow_run", Some("main"), &payload(&run)).is_err());
    }

    #[test]
    fn other_events_are_about_the_branch_of_the_job() {
        for event in ["push", "workflow_dispatch", "schedule", "repository_dispatch"] {
            let expected = Ok(subject(JOB, (9, 2), from("octocat/fleet", "release/1"), false));
            assert_eq!(
                read(event, Some("release/1"), &json!({"after": HEAD})),
                expected,
                "{event}"
            );
        }
        let tag = read("push", None, &json!({})).expect("a commit");
        assert!(matches!(tag.way, Way::None(_)));
        let queue = json!({"merge_group": {"head_sha": HEAD}});
        let queue = read("merge_group", Some("gh-readonly-queue/main/pr-7"), &queue).expect("a commit");
        assert_eq!(queue.origin.commit, HEAD);
        assert!(matches!(queue.way, Way::None(_)));
    }

    #[test]
    fn what_is_no_event_is_refused() {
        for (event, payload) in [
            ("pull_request", json!({"pull_request": {"number": 7}})),
            ("pull_request", json!({"pull_request": {"head": {"sha": HEAD}}})),
            ("workflow_run", json!({})),
            ("workflow_run", json!([])),
        ] {
            assert!(read(event, None, &payload).is_err(), "{event} {payload}");
        }
    }
}
