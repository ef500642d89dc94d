//! A job of GitHub Actions that runs the program: its run and attempt, its event, the files that it writes.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use super::world::World;
use crate::support::{Folder, Run};

/// A job. Every attempt of a run is one.
pub(crate) struct Job<'w> {
    world: &'w World,
    files: Folder,
    env: Vec<(String, String)>,
}

/// How a job ended, and what it left.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) run: Run,
    /// The outputs of the step.
    pub(crate) outputs: BTreeMap<String, String>,
    /// The summary of the job.
    pub(crate) summary: String,
    /// The document, null when none was written.
    pub(crate) document: Value,
}

impl<'w> Job<'w> {
    pub(super) fn of(world: &'w World) -> Self {
        let files = Folder::new();
        files.write("output", "").write("summary", "");
        let event = json!({"repository": {"full_name": world.repository, "fork": false}});
        let job = Self {
            world,
            files,
            env: Vec::new(),
        };
        let path = |name: &str| job.files.path().join(name).to_str().expect("UTF-8").to_owned();
        let (output, summary, temporary) = (path("output"), path("summary"), path(""));
        let head = world.clone().git(&["rev-parse", "HEAD"]);
        job.env("GITHUB_OUTPUT", &output)
            .env("GITHUB_STEP_SUMMARY", &summary)
            .env("RUNNER_TEMP", &temporary)
            .env("GITHUB_SHA", &head)
            .env("GITHUB_WORKFLOW", "images")
            .env("GITHUB_JOB", "build")
            .attempt(1)
            .event("schedule", &event)
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Which run of the workflow it belongs to.
    pub(crate) fn run_id(self, id: &str) -> Self {
        self.env("GITHUB_RUN_ID", id)
    }

    /// Which attempt of the run it is, from 1.
    pub(crate) fn attempt(self, number: u32) -> Self {
        self.env("GITHUB_RUN_ATTEMPT", &number.to_string())
    }

    /// What the run is about.
    pub(crate) fn event(self, name: &str, payload: &Value) -> Self {
        self.files.write("event.json", payload.to_string());
        let path = self
            .files
            .path()
            .join("event.json")
            .to_str()
            .expect("UTF-8")
            .to_owned();
        self.env("GITHUB_EVENT_NAME", name)
            .env("GITHUB_EVENT_PATH", &path)
    }

    /// It may ask for OIDC tokens (`permissions: id-token: write`).
    pub(crate) fn oidc(self) -> Self {
        let account = self.world.account.clone();
        let url = format!("{}/oidc/{account}?api-version=2.0", self.world.servers.aws.url());
        self.env("ACTIONS_ID_TOKEN_REQUEST_URL", &url)
            .env("ACTIONS_ID_TOKEN_REQUEST_TOKEN", &format!("job-of-{account}"))
    }

    /// The program as this job starts it.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.world.command(arguments);
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs it to its end.
    pub(crate) fn amiforge(&self, arguments: &[&str]) -> Ended {
        self.ended(Run::of(
            &self.command(arguments).output().expect("the binary runs"),
        ))
    }

    /// What a run has left.
    pub(crate) fn ended(&self, run: Run) -> Ended {
        let read = |name: &str| fs::read_to_string(self.files.path().join(name));
        Ended {
            run,
            outputs: outputs(&read("output").expect("a file")),
            summary: read("summary").expect("a file"),
            document: read("document.json")
                .map(|text| serde_json::from_str(&text).expect("JSON"))
                .unwrap_or_default(),
        }
    }

    /// Where a run that is told to leaves its document, so that it is found in what it left.
    pub(crate) fn document(&self) -> String {
        self.files
            .path()
            .join("document.json")
            .to_str()
            .expect("UTF-8")
            .to_owned()
    }
}

/// Outputs as a step writes them: `name<<END`, lines, `END`; or `name=value`.
pub(crate) fn outputs(text: &str) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let (name, value) = if let Some((name, end)) = line.split_once("<<") {
            let value: Vec<&str> = lines.by_ref().take_while(|line| *line != end).collect();
            (name, value.join("\n"))
        } else {
            let (name, value) = line.split_once('=').expect("an output");
            (name, value.to_owned())
        };
        out.insert(name.to_owned(), value);
    }
    out
}

impl Ended {
    /// The exit code must be this one.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.run.code, Some(code), "{self:#?}");
        self
    }
}
