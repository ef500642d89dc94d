//! Stories of `amiforge report`: the real binary as a job runs it, against the stand-in of GitHub.

mod checks;
mod comments;
mod files;
mod killed;
mod lookup;
mod trouble;

use std::process::Command;

use serde_json::{Value, json};

use crate::stand_ins::{At, World};
use crate::support::{Folder, Run};

/// A component with one mistake, and the same without.
const BAD: &str = "name: x\nschemaVersion: 1.0\nphases:\n  - name: build\n    steps:\n      - name: Run\n        action: ExecuteBsh\n        inputs:\n          commands: ['true']\n";

/// A repository with a pull request, and the job that is about it.
pub(super) struct Story {
    pub(super) world: World,
    pub(super) number: u64,
    /// The repository and the branch that it is from.
    pub(super) from: String,
    pub(super) branch: String,
    /// The commit that the job has judged.
    pub(super) commit: String,
    /// Number and attempt of the run that has judged it.
    pub(super) run: (u64, u64),
    /// The event of the job.
    pub(super) event: &'static str,
    /// What the job has besides the repository.
    pub(super) folder: Folder,
    /// The path of the API.
    pub(super) below: &'static str,
}

impl Story {
    /// A pull request from a branch of the repository.
    pub(super) fn new() -> Option<Self> {
        let story = Self::begin()?;
        let commit = story.world.push("a change", "patch");
        let pull = json!({"title": "A change", "head": "patch", "base": "main"});
        let made = story.world.github("POST", "/pulls", Some(&pull)).good();
        Some(Self {
            number: made["number"].as_u64().expect("a number"),
            from: story.world.repository.clone(),
            commit,
            ..story
        })
    }

    /// A pull request of a fork, and the job that runs when the one of the pull request has ended.
    pub(super) fn of_a_fork() -> Option<Self> {
        let story = Self::begin()?;
        story.world.clone().commit("a change");
        let (number, from) = story.world.fork("HEAD", "patch");
        let commit = story.world.clone().git(&["rev-parse", "HEAD"]);
        Some(Self {
            number,
            from,
            commit,
            event: "workflow_run",
            ..story
        })
    }

    fn begin() -> Option<Self> {
        let world = World::new(&[("bad.yaml", BAD), ("good.yaml", &BAD.replace("Bsh", "Bash"))])?;
        let folder = Folder::new();
        let story = Self {
            world,
            number: 0,
            from: String::new(),
            branch: "patch".to_owned(),
            commit: String::new(),
            run: (1_000, 1),
            event: "pull_request",
            folder,
            below: "",
        };
        for name in ["bad", "good"] {
            let document = format!("{name}.yaml");
            let run = story
                .world
                .clone()
                .amiforge(["validate", "--format", "json", document.as_str()]);
            story.folder.write(&format!("{name}.json"), &run.stdout);
        }
        Some(story)
    }

    /// Another commit on the branch of the pull request, judged by the next run.
    pub(super) fn next_commit(&mut self) {
        self.world.clone().commit("another change");
        if self.from == self.world.repository {
            self.world.push_commit("HEAD", &self.branch);
        } else {
            self.world.fork("HEAD", &self.branch);
        }
        self.commit = self.world.clone().git(&["rev-parse", "HEAD"]);
        self.run.0 += 1;
    }

    fn payload(&self) -> Value {
        match self.event {
            "workflow_run" => json!({"workflow_run": {
                "id": self.run.0, "run_attempt": self.run.1, "event": "pull_request", "head_sha": self.commit,
                "head_branch": self.branch, "head_repository": {"full_name": self.from}, "pull_requests": [],
            }}),
            "push" => json!({"after": self.commit}),
            _ => json!({"number": self.number, "pull_request": {
                "number": self.number,
                "head": {"sha": self.commit, "ref": self.branch, "repo": {"full_name": self.from}},
            }}),
        }
    }

    /// The command as the job runs it.
    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        self.folder.write("event.json", self.payload().to_string());
        let path = |name: &str| self.folder.path().join(name);
        // A job for `workflow_run` is one of the default branch, and has a number of its own.
        let (sha, branch, run) = match self.event {
            "workflow_run" => ("1".repeat(40), "main", "999999".to_owned()),
            "pull_request" => ("2".repeat(40), "7/merge", self.run.0.to_string()),
            _ => (self.commit.clone(), self.branch.as_str(), self.run.0.to_string()),
        };
        let arguments: Vec<&str> = [&["report"], arguments].concat();
        let mut command = self.world.command(&arguments);
        command
            .current_dir(self.folder.path())
            .env(
                "GITHUB_API_URL",
                format!("{}{}", self.world.servers.github.url(), self.below),
            )
            .env("GITHUB_EVENT_NAME", self.event)
            .env("GITHUB_EVENT_PATH", path("event.json"))
            .env("GITHUB_OUTPUT", path("output"))
            .env("GITHUB_REF_NAME", branch)
            .env("GITHUB_RUN_ATTEMPT", self.run.1.to_string())
            .env("GITHUB_RUN_ID", run)
            .env("GITHUB_SERVER_URL", "https://github.example")
            .env("GITHUB_SHA", sha)
            .env("GITHUB_STEP_SUMMARY", path("summary"));
        command
    }

    pub(super) fn report(&self, arguments: &[&str]) -> Run {
        Run::of(&self.command(arguments).output().expect("the binary runs"))
    }

    pub(super) fn summary(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("summary")).unwrap_or_default()
    }

    /// What GitHub is asked and told by one run: `GET pulls/list`, `Comments`.
    pub(super) fn calls_of(&self, run: impl FnOnce()) -> Vec<String> {
        let before = self.world.log(At::Github).len();
        run();
        let log = self.world.log(At::Github).split_off(before);
        log.iter()
            .map(|record| text(&record["operation"]).to_owned())
            .collect()
    }

    /// The comments of the pull request.
    pub(super) fn comments(&self) -> Vec<Comment> {
        const QUERY: &str = "query Look($owner: String!, $name: String!, $number: Int!) { repository(owner: $owner, name: $name) { \
             pullRequest(number: $number) { comments(first: 100) { nodes { fullDatabaseId body isMinimized minimizedReason \
             author { login } } } } } }";
        let (owner, name) = self.world.repository.split_once('/').expect("a name");
        let variables = json!({"owner": owner, "name": name, "number": self.number});
        let data = self.world.graphql(QUERY, &variables);
        let nodes = data["repository"]["pullRequest"]["comments"]["nodes"]
            .as_array()
            .expect("comments")
            .clone();
        let comment = |node: Value| Comment {
            id: text(&node["fullDatabaseId"]).to_owned(),
            author: text(&node["author"]["login"]).to_owned(),
            body: text(&node["body"]).to_owned(),
            hidden: node["minimizedReason"].as_str().map(str::to_owned),
        };
        nodes.into_iter().map(comment).collect()
    }

    #[track_caller]
    pub(super) fn only_comment(&self) -> Comment {
        let mut all = self.comments();
        assert_eq!(all.len(), 1, "{all:#?}");
        all.remove(0)
    }

    /// A comment of somebody else.
    pub(super) fn somebody_says(&self, body: &str) {
        let path = format!("/issues/{}/comments", self.number);
        self.world
            .github("POST", &path, Some(&json!({ "body": body })))
            .good();
    }

    /// The check runs of the commit, the newest first.
    pub(super) fn check_runs(&self) -> Vec<Value> {
        let found = self.world.get(&format!(
            "/commits/{}/check-runs?filter=all&per_page=100",
            self.commit
        ));
        found["check_runs"].as_array().expect("a list").clone()
    }

    pub(super) fn annotations(&self, check: &Value) -> Vec<Value> {
        let found = self
            .world
            .get(&format!("/check-runs/{}/annotations", check["id"]));
        found.as_array().expect("a list").clone()
    }

    /// Findings as the first file has them, so many of them, at different lines.
    pub(super) fn many_findings(&self, many: usize) {
        let text = std::fs::read_to_string(self.folder.path().join("bad.json")).expect("findings");
        let mut document: Value = serde_json::from_str(&text).expect("JSON");
        let one = document["findings"][0].clone();
        let findings = (1..=many).map(|line| {
            let mut one = one.clone();
            one["line"] = line.into();
            one["end_line"] = line.into();
            one
        });
        document["findings"] = findings.collect();
        self.folder.write("many.json", document.to_string());
    }
}

/// A comment as a reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Comment {
    pub(super) id: String,
    pub(super) author: String,
    pub(super) body: String,
    pub(super) hidden: Option<String>,
}

#[track_caller]
pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}
