//! A workflow as a runner runs it: `act` in host mode, and around it what GitHub has and act has not.
//!
//! The text of a workflow is run as it is. Behind it stands:
//!
//! * `actions/checkout` and every other action of somebody else: `tests/stand-ins/actions/OWNER/NAME`;
//! * the actions of this project, as they would be released, with the binary named for the whole job;
//! * a server with the repository, from which a checkout fetches what it asks for;
//! * for each job a token with its `permissions`, and the variables of OIDC only with `id-token: write`: `step.pl` hands them out;
//! * the artifacts of runs, of the same run and of others.

mod ended;
mod event;
mod matrix;
mod released;
#[cfg(all(feature = "aws", feature = "github"))]
mod world;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

pub(crate) use ended::{Annotation, Ended, command};
use matrix::Matrices;
pub(crate) use released::released;

use crate::support::{Folder, clean, git, project, skip, tool};

/// Names of permissions, with `read` or `write`.
pub(crate) type Permissions = BTreeMap<String, String>;

/// What GitHub gives to a job: its token, and variables.
pub(crate) struct Given {
    pub(crate) token: String,
    pub(crate) variables: Vec<(&'static str, String)>,
}

/// What GitHub gives to a job of a run with these permissions.
type Give<'w> = Box<dyn Fn(&str, &Permissions) -> Given + 'w>;

/// A workflow that is to be run. The token of act, which is replaced in every step, is [`TOKEN`].
pub(crate) struct Workflow<'w> {
    text: String,
    /// `OWNER/NAME` below it is a bare repository.
    server: PathBuf,
    repository: String,
    /// Keeps what this test alone needs.
    kept: Vec<Folder>,
    event: String,
    payload: Value,
    reference: String,
    commit: String,
    run_id: String,
    fork: bool,
    actor: String,
    /// Where the actions of this project lie, if not in a copy for this run.
    actions: Option<PathBuf>,
    /// The binary that is named for the whole job, as on runners that have it.
    binary: Option<&'static str>,
    settings: Vec<(&'static str, String, String)>,
    give: Option<Give<'w>>,
}

/// The one token that act knows.
pub(crate) const TOKEN: &str = "ghs_theTokenOfTheRunnerItself0000000000";

impl Workflow<'_> {
    /// A workflow of a committed repository, which is `octo-org/infra` then, without AWS and GitHub.
    pub(crate) fn of(text: &str, repository: &Path) -> Self {
        let server = Folder::new();
        let bare = server.path().join("octo-org/infra");
        let to = bare.to_str().expect("UTF-8");
        git(repository, &["clone", "--quiet", "--bare", ".", to]);
        let path = server.path().to_owned();
        let mut workflow = Self::on(text, path, "octo-org/infra");
        workflow.kept.push(server);
        // Nothing listens there.
        workflow.env("GITHUB_API_URL", "http://127.0.0.1:9")
    }

    fn on(text: &str, server: PathBuf, repository: &str) -> Self {
        let bare = server.join(repository);
        // Checkouts ask for commits by their names.
        git(&bare, &["config", "uploadpack.allowAnySHA1InWant", "true"]);
        let commit = git(&bare, &["rev-parse", "refs/heads/main"]);
        Self {
            text: text.to_owned(),
            server,
            repository: repository.to_owned(),
            kept: Vec::new(),
            event: "workflow_dispatch".to_owned(),
            payload: json!({}),
            reference: "refs/heads/main".to_owned(),
            commit,
            run_id: "1658821493".to_owned(),
            fork: false,
            actor: "octocat".to_owned(),
            actions: None,
            binary: Some(env!("CARGO_BIN_EXE_amiforge")),
            settings: Vec::new(),
            give: None,
        }
    }

    #[cfg(all(feature = "aws", feature = "github"))]
    /// Which run of the workflow it is.
    pub(crate) fn run_id(mut self, id: &str) -> Self {
        id.clone_into(&mut self.run_id);
        self
    }

    /// Who has started the run.
    pub(crate) fn actor(mut self, login: &str) -> Self {
        login.clone_into(&mut self.actor);
        self
    }

    /// The actions of this project as they lie in a folder, which a test may have changed.
    pub(crate) fn actions(mut self, folder: &Path) -> Self {
        self.actions = Some(folder.to_owned());
        self
    }

    /// No binary is named for the job: `actions/setup` looks for one.
    pub(crate) fn without_binary(mut self) -> Self {
        self.binary = None;
        self
    }

    /// A variable of the runner's environment, in the place of what it was.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.settings
            .retain(|(option, other, _)| *option != "--env" || other != name);
        self.settings.push(("--env", name.to_owned(), value.to_owned()));
        self
    }

    #[cfg(all(feature = "aws", feature = "github"))]
    /// `secrets.NAME`; runs for pull requests of forks have none.
    pub(crate) fn secret(mut self, name: &str, value: &str) -> Self {
        self.settings
            .push(("--secret", name.to_owned(), value.to_owned()));
        self
    }

    #[cfg(all(feature = "aws", feature = "github"))]
    /// `vars.NAME`.
    pub(crate) fn variable(mut self, name: &str, value: &str) -> Self {
        self.settings.push(("--var", name.to_owned(), value.to_owned()));
        self
    }

    /// Runs it to its end. None where act is not installed.
    pub(crate) fn run(self) -> Option<Ended> {
        let (child, place) = self.start()?;
        Some(place.end(child))
    }

    /// Starts it: what runs, and where it leaves what it does.
    pub(crate) fn start(self) -> Option<(Child, Place)> {
        let act = tool("act")?;
        let client = "tests/stand-ins/.installed/artifact";
        if self.text.contains("-artifact@") && !project().join(client).is_dir() {
            skip("the client of artifacts is not installed (tests/stand-ins/install.sh)");
            return None;
        }
        let parsed: Value = yaml_serde::from_str(&self.text).expect("a workflow");
        let server = format!("file://{}", self.server.display());
        let place = Place {
            folder: Folder::new(),
            repository: format!("{server}/{}", self.repository),
            _kept: self.kept,
        };
        let matrices = Matrices::of(&parsed);
        place.lay_out(&matrices.rewritten(&self.text), &json!(self.payload));
        place.link("bin/bash", &project().join("tests/stand-ins/step.pl"));
        for (id, job) in parsed["jobs"].as_object().expect("jobs") {
            let permissions = permissions(&parsed, job, self.fork);
            let mut steps = job["steps"].as_array().into_iter().flatten();
            // With the token of the job.
            let checkout = steps.any(|step| {
                let uses = step["uses"].as_str().unwrap_or_default();
                uses.starts_with("actions/checkout@") && step["with"].get("token").is_none()
            });
            assert!(
                !checkout || permissions.contains_key("contents"),
                "{id} may not read"
            );
            if let Some(give) = &self.give {
                let given = give(&self.run_id, &permissions);
                let variables = given.variables.iter();
                let variables: String = variables
                    .map(|(name, value)| format!("{name}={value}\n"))
                    .collect();
                let text = format!("{TOKEN}\n{}\n{variables}", given.token);
                place.folder.write(&format!("jobs/{id}"), text);
            }
        }
        let action = self.actions.unwrap_or_else(|| {
            let action = place.path("action");
            released(&action);
            action
        });
        let mut command = clean(Command::new(act));
        command
            .arg(&self.event)
            .args(["--json", "--platform", "ubuntu-latest=-self-hosted"])
            // One job after the other: act keeps actions in folders that jobs share.
            .args([
                "--concurrent-jobs",
                "1",
                "--no-cache-server",
                "--no-skip-checkout",
            ])
            .args(["--actor", &self.actor, "--defaultbranch", "main"])
            .arg(format!("--directory={}", place.path("work").display()))
            .arg(format!("--workflows={}", place.path("workflow.yml").display()))
            .arg(format!("--eventpath={}", place.path("event.json").display()))
            .arg(format!("--secret=GITHUB_TOKEN={TOKEN}"))
            .args(self.binary.map(|path| format!("--env=AMIFORGE_BINARY={path}")));
        let path = std::env::var("PATH").unwrap_or_default();
        command
            .env("PATH", format!("{}:{path}", place.path("bin").display()))
            .env("HOME", place.path("home"))
            .env("XDG_CACHE_HOME", place.path("cache"))
            .env("STAND_INS", project().join("tests/stand-ins"));
        for (name, value) in [
            ("GITHUB_SERVER_URL", server.as_str()),
            ("GITHUB_REPOSITORY", &self.repository),
            ("GITHUB_REF", &self.reference),
            // What act calls GITHUB_SHA here.
            ("SHA_REF", &self.commit),
            ("GITHUB_RUN_ID", &self.run_id),
            ("RUNNER_ENVIRONMENT", "github-hosted"),
        ] {
            command.arg(format!("--env={name}={value}"));
        }
        for (name, value) in &matrices.variables {
            command.arg(format!("--var={name}={value}"));
        }
        for (option, name, value) in &self.settings {
            if !(self.fork && *option == "--secret") {
                command.arg(format!("{option}={name}={value}"));
            }
        }
        for (name, folder) in actions(&parsed, &action) {
            command.arg(format!("--local-repository={server}/{name}={}", folder.display()));
        }
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        Some((child.expect("act starts"), place))
    }
}

/// The folder of one run.
pub(crate) struct Place {
    folder: Folder,
    repository: String,
    _kept: Vec<Folder>,
}

impl Place {
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Where the repository would be seen.
    pub(crate) fn repository_url(&self) -> &str {
        &self.repository
    }

    /// Waits for the end of what was started.
    pub(crate) fn end(self, child: Child) -> Ended {
        Ended::of(&child.wait_with_output().expect("act ends"), self)
    }

    fn lay_out(&self, text: &str, payload: &Value) {
        for name in ["bin", "home", "work", "logs", "jobs"] {
            fs::create_dir_all(self.path(name)).expect("folders");
        }
        // One of the two things in which a workflow is changed: jobs of a matrix would share folders, as jobs do.
        let own = regex::Regex::new("(?m)^      max-parallel:.*\n").expect("a pattern");
        let text = own.replace_all(text, "");
        let text = text.replace("    strategy:\n", "    strategy:\n      max-parallel: 1\n");
        self.folder.write("workflow.yml", text);
        self.folder.write("event.json", payload.to_string());
    }

    fn link(&self, name: &str, to: &Path) {
        std::os::unix::fs::symlink(to, self.path(name)).expect("a link");
    }
}

/// What stands behind every `uses:`, by name and revision.
fn actions(workflow: &Value, ours: &Path) -> BTreeMap<String, PathBuf> {
    let mut all = BTreeMap::new();
    let jobs = workflow["jobs"].as_object().expect("jobs");
    let steps = jobs.values().filter_map(|job| job["steps"].as_array()).flatten();
    for step in steps {
        let Some(uses) = step["uses"].as_str() else {
            continue;
        };
        let (action, revision) = uses.split_once('@').expect("a revision");
        let mut parts = action.splitn(3, '/');
        let name = format!("{}/{}", parts.next().expect("owner"), parts.next().expect("name"));
        let folder = if name == "amiforge/amiforge" {
            ours.to_owned()
        } else {
            project().join("tests/stand-ins/actions").join(&name)
        };
        let file = folder.join(parts.next().unwrap_or_default()).join("action.yml");
        knows(uses, &file, &step["with"]);
        all.insert(format!("{name}@{revision}"), folder);
    }
    all
}

/// An action is given only what it has inputs for: GitHub would warn, and go on without.
fn knows(uses: &str, file: &Path, with: &Value) {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{uses}: {}: {error}", file.display()));
    let action: Value = yaml_serde::from_str(&text).expect("an action");
    for input in with.as_object().into_iter().flat_map(|with| with.keys()) {
        assert!(
            action["inputs"].get(input).is_some(),
            "{uses} has no input `{input}` here"
        );
    }
    for (input, told) in action["inputs"].as_object().into_iter().flatten() {
        let missing = told["required"] == true && told.get("default").is_none() && with.get(input).is_none();
        assert!(!missing, "{uses} needs `{input}`");
    }
}

/// The permissions of a job: its own, else those of the workflow, else those of new repositories. Runs for pull requests of forks may
/// only read (<https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions#permissions>).
fn permissions(workflow: &Value, job: &Value, fork: bool) -> Permissions {
    let told = job.get("permissions").or_else(|| workflow.get("permissions"));
    let told = told.cloned().unwrap_or_else(|| json!({"contents": "read"}));
    let told = told.as_object().expect("a map of permissions");
    let level = |name: &str, level: &Value| match level.as_str().expect("a level") {
        "none" => None,
        "write" if fork && name == "id-token" => None,
        "write" if fork => Some("read".to_owned()),
        level => Some(level.to_owned()),
    };
    told.iter()
        .filter_map(|(name, value)| Some((name.clone(), level(name, value)?)))
        .collect()
}
