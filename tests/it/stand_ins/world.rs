//! A world of a test: an AWS account and a repository on GitHub that no other test has, and the clone of a job.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::http::{Answer, call};
use super::job::Job;
use super::region::Region;
use super::servers::{Server, Servers, servers};
use crate::support::{Folder, Run, clean, git};

/// Whose token a run has: the kinds of `github_tokens.py`.
pub(crate) const ACTIONS: &str = "actions";

/// What happens in one test.
pub(crate) struct World {
    pub(crate) servers: &'static Servers,
    /// Twelve digits.
    pub(crate) account: String,
    /// `octocat/NAME`.
    pub(crate) repository: String,
    tokens: Value,
    token: &'static str,
    folders: Arc<Folders>,
}

/// The repository at rest: several worlds may begin with the same.
struct Folders {
    /// What `git fetch` reaches: `octocat/NAME` as a bare repository.
    server: Folder,
    clone: Folder,
    home: Folder,
}

/// Which of the two servers is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    Aws,
    Github,
}

impl World {
    /// A repository with these files in its first commit. None where the stand-ins are not installed.
    pub(crate) fn new(files: &[(&str, &str)]) -> Option<Self> {
        let servers = servers()?;
        let folders = Folders {
            server: Folder::new(),
            clone: Folder::new(),
            home: Folder::new(),
        };
        for (name, text) in files {
            folders.clone.write(name, text);
        }
        folders.clone.repository();
        Some(Self::begin(servers, Arc::new(folders)))
    }

    /// Another world that begins with the commit where this one is.
    pub(crate) fn again(&self) -> Self {
        Self::begin(self.servers, Arc::clone(&self.folders))
    }

    fn begin(servers: &'static Servers, folders: Arc<Folders>) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let repository = format!("octocat/fleet-{number}");
        let clone = folders.clone.path().to_str().expect("UTF-8");
        let seed = json!({"for": repository, "git": clone});
        let seeded = servers.github.control("POST", "/_seed", Some(&seed)).good();
        let bare = folders.server.path().join(&repository);
        git(
            folders.clone.path(),
            &["clone", "--quiet", "--bare", ".", bare.to_str().expect("UTF-8")],
        );
        Self {
            servers,
            account: format!("{:012}", 100_000_000_000 + number),
            repository,
            tokens: seeded["tokens"].clone(),
            token: ACTIONS,
            folders,
        }
    }

    /// The folder that the program runs in.
    pub(crate) fn clone(&self) -> &Folder {
        &self.folders.clone
    }

    /// Where `git fetch` finds the repository.
    pub(crate) fn server_url(&self) -> String {
        let bare = self.folders.server.path().join(&self.repository);
        format!("file://{}", bare.display())
    }

    /// Which kind of token the program has from now on.
    pub(crate) fn use_token(&mut self, kind: &'static str) -> &mut Self {
        self.token = kind;
        self
    }

    pub(crate) fn token(&self, kind: &str) -> &str {
        self.tokens[kind].as_str().expect("a kind of token")
    }

    /// Where `OWNER/NAME` is cloned from, as `GITHUB_SERVER_URL` says it.
    pub(crate) fn server(&self) -> &Path {
        self.folders.server.path()
    }

    /// The repository of another world is cloned from here too.
    pub(crate) fn serves(&self, other: &Self) {
        let [from, to] = [other, self].map(|world| world.server().join(&other.repository));
        std::os::unix::fs::symlink(from, to).expect("a link");
    }

    /// The tokens of a job of a run, with permissions such as `{"contents": "read"}`: `token` for the API, and `runtime` for artifacts.
    pub(crate) fn job_tokens(&self, run: &str, permissions: &Value) -> Value {
        let asked = json!({"for": self.repository, "run": run, "permissions": permissions});
        self.servers
            .github
            .control("POST", "/_token", Some(&asked))
            .good()
    }

    /// Installs a GitHub App with these permissions: its key.
    pub(crate) fn app(&self, client_id: &str, permissions: &Value) -> String {
        let asked = json!({"for": self.repository, "client_id": client_id, "permissions": permissions});
        let made = self.servers.github.control("POST", "/_app", Some(&asked)).good();
        made["key"].as_str().expect("a key").to_owned()
    }

    /// An artifact of a run: its files and what is in them. None when there is no such artifact.
    pub(crate) fn artifact(&self, run: &str, name: &str) -> Option<Value> {
        let path = format!("/_artifacts?for={}", self.repository);
        let all = self.servers.github.control("GET", &path, None).good();
        let mut all = all.as_array().expect("a list").iter();
        let run = run.parse().ok();
        let found = all.find(|one| one["run"].as_u64() == run && one["name"] == name);
        found.map(|one| one["files"].clone())
    }

    /// What the account sees in a region.
    pub(crate) fn region(&self, region: &str) -> Region<'_> {
        Region::of(self, region)
    }

    /// Commits what stands in the clone and pushes it to a branch, as a person does.
    pub(crate) fn push(&self, message: &str, branch: &str) -> String {
        self.clone().commit(message);
        self.push_commit("HEAD", branch)
    }

    /// Pushes a commit of the clone to a branch, by force.
    pub(crate) fn push_commit(&self, revision: &str, branch: &str) -> String {
        let clone = self.clone().path();
        let bare = self.folders.server.path().join(&self.repository);
        let to = format!("+{revision}:refs/heads/{branch}");
        git(clone, &["push", "--quiet", bare.to_str().expect("UTF-8"), &to]);
        let push = json!({"for": self.repository, "git": clone, "from": revision, "to": branch});
        let pushed = self.servers.github.control("POST", "/_push", Some(&push)).good();
        pushed["sha"].as_str().expect("a commit").to_owned()
    }

    /// Pushes a commit of the clone to a branch of a fork, as its owner does, with a pull request into `main`: its number and the
    /// name of the fork.
    pub(crate) fn fork(&self, revision: &str, branch: &str) -> (u64, String) {
        let clone = self.clone().path();
        let fork = json!({"for": self.repository, "git": clone, "from": revision, "to": branch});
        let made = self.servers.github.control("POST", "/_fork", Some(&fork)).good();
        let name = made["repository"].as_str().expect("a name").to_owned();
        let number = made["number"].as_u64().expect("a number");
        let bare = self.server().join(&self.repository);
        let to = format!("+{revision}:refs/pull/{number}/head");
        git(clone, &["push", "--quiet", bare.to_str().expect("UTF-8"), &to]);
        (number, name)
    }

    /// What the installation of the App on this repository reaches besides: see `github_installation.py`.
    pub(crate) fn installation(&self, repositories: &Value) {
        let seed = json!({"for": self.repository, "repositories": repositories});
        self.servers
            .github
            .control("POST", "/_installation", Some(&seed))
            .good();
    }

    /// From now on GraphQL lists so many comments at once.
    pub(crate) fn comments_a_page(&self, most: usize) {
        let pages = json!({"for": self.repository, "comments": most});
        self.servers
            .github
            .control("POST", "/_pages", Some(&pages))
            .good();
    }

    /// Asks GitHub's GraphQL API as a person.
    pub(crate) fn graphql(&self, query: &str, variables: &Value) -> Value {
        let body = json!({"query": query, "variables": variables});
        let port = self.servers.github.port;
        call(port, "POST", "/graphql", Some(self.token("person")), Some(&body)).good()["data"].clone()
    }

    /// Asks GitHub about the repository as a person: `/pulls`. Not in the log.
    pub(crate) fn github(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let path = format!("/repos/{}{path}", self.repository);
        let port = self.servers.github.port;
        call(port, method, &path, Some(self.token("person")), body)
    }

    /// The same as somebody else, at a path from the root of the API.
    pub(crate) fn as_token(&self, token: &str, method: &str, path: &str, body: &Value) -> Answer {
        call(self.servers.github.port, method, path, Some(token), Some(body))
    }

    pub(crate) fn get(&self, path: &str) -> Value {
        self.github("GET", path, None).good()
    }

    /// An ARN of Image Builder: `image-pipeline/web`.
    pub(crate) fn arn(&self, region: &str, rest: &str) -> String {
        format!("arn:aws:imagebuilder:{region}:{}:{rest}", self.account)
    }

    /// Every image of Image Builder in the account: `arn`, `state`, `tags`, `gone`, and whether the program has `started` it.
    pub(crate) fn images(&self) -> Vec<Value> {
        let path = format!("/_images?for={}", self.account);
        let images = self.servers.aws.control("GET", &path, None).good();
        images.as_array().expect("a list").clone()
    }

    /// What a run of a workflow is on GitHub: `in_progress`, `completed`. Others are not there.
    pub(crate) fn run_is(&self, id: &str, status: &str) {
        let runs = json!({"for": self.repository, "runs": {id: status}});
        self.servers.github.control("POST", "/_runs", Some(&runs)).good();
    }

    /// A token that identifies a job to STS as long as the job lasts, as GitLab hands it over.
    pub(crate) fn identity_token(&self) -> String {
        let path = format!("/oidc/{}?audience=sts.amazonaws.com&again=true", self.account);
        let bearer = format!("job-of-{}", self.account);
        let answer = call(self.servers.aws.port, "GET", &path, Some(&bearer), None).good();
        answer["value"].as_str().expect("a token").to_owned()
    }

    /// A job with files of its own.
    pub(crate) fn job(&self) -> Job<'_> {
        Job::of(self)
    }

    /// The environment of a job: nothing of the machine's but what programs need to start.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = clean(Command::new(env!("CARGO_BIN_EXE_amiforge")));
        let home = self.folders.home.path();
        command
            .args(arguments)
            .current_dir(self.clone().path())
            .env("HOME", home)
            .env("AWS_ENDPOINT_URL", self.servers.aws.url())
            .env("AWS_ACCESS_KEY_ID", format!("AKIA{}TEST", self.account))
            .env("AWS_SECRET_ACCESS_KEY", "a-secret-of-the-usual-length-0000000000")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_REGION", "eu-west-1")
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_API_URL", self.servers.github.url())
            .env("GITHUB_EVENT_NAME", "schedule")
            .env("GITHUB_REF", "refs/heads/main")
            .env("GITHUB_REPOSITORY", &self.repository)
            .env("GITHUB_RUN_ID", "1658821493")
            .env(
                "GITHUB_SERVER_URL",
                format!("file://{}", self.folders.server.path().display()),
            )
            .env("GITHUB_TOKEN", self.token(self.token))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs the program to its end.
    pub(crate) fn amiforge(&self, arguments: &[&str]) -> Run {
        Run::of(&self.command(arguments).output().expect("the binary runs"))
    }

    /// `amiforge bump`, as a job runs it.
    pub(crate) fn bump(&self, more: &[&str]) -> Run {
        self.amiforge(&[&["bump"], more].concat())
    }

    /// Starts it.
    pub(crate) fn spawn(&self, arguments: &[&str]) -> Child {
        self.command(arguments).spawn().expect("the binary starts")
    }

    fn at(&self, at: At) -> (&Server, &str) {
        match at {
            At::Aws => (&self.servers.aws, &self.account),
            At::Github => (&self.servers.github, &self.repository),
        }
    }

    /// Every request of the program so far.
    pub(crate) fn log(&self, at: At) -> Vec<Value> {
        let (server, world) = self.at(at);
        server.log(world)
    }

    /// Scripts a fault: see `serving.py`.
    pub(crate) fn fault(&self, at: At, script: Value) {
        let (server, world) = self.at(at);
        server.fault(world, script);
    }

    /// Forgets the faults, and tells how often each was met.
    pub(crate) fn clear_faults(&self, at: At) -> Value {
        let (server, world) = self.at(at);
        server.clear_faults(world)
    }

    /// Starts the program, and stops it where a server has done what it was asked by this request and not answered yet:
    /// `match` and `nth` as for any fault. It goes on when the faults are cleared. None when it came to its end before.
    pub(crate) fn stopped_at(&self, at: At, request: Value, arguments: &[&str]) -> Option<Child> {
        self.stopped(at, request, self.command(arguments))
    }

    /// The same for a command of the caller's.
    pub(crate) fn stopped(&self, at: At, mut request: Value, mut command: Command) -> Option<Child> {
        let (server, world) = self.at(at);
        request["do"] = "hold".into();
        server.fault(world, request);
        let mut child = command.spawn().expect("the binary starts");
        loop {
            if server.holds(world) {
                return Some(child);
            }
            if child.try_wait().expect("a child").is_some() {
                server.clear_faults(world);
                return None;
            }
        }
    }

    /// Whether an answer is held.
    pub(crate) fn holds(&self, at: At) -> bool {
        let (server, world) = self.at(at);
        server.holds(world)
    }

    /// Waits until an answer is held.
    pub(crate) fn until_held(&self, at: At) {
        let begun = Instant::now();
        while !self.holds(at) {
            assert!(begun.elapsed() < Duration::from_mins(3), "{at:?} was not asked");
        }
    }

    /// Lets a program go on that was stopped, to its end.
    pub(crate) fn go_on(&self, at: At, child: Child) -> Run {
        self.clear_faults(at);
        Run::of(&child.wait_with_output().expect("its end"))
    }

    /// Kills the program when a server has done its Nth call and not answered yet.
    pub(crate) fn killed_at(&self, at: At, nth: usize, arguments: &[&str]) {
        self.killed(at, nth, self.command(arguments));
    }

    /// The same with a command of a test's own.
    pub(crate) fn killed(&self, at: At, nth: usize, command: Command) {
        let child = self.stopped(at, json!({ "nth": nth }), command);
        let mut child = child.unwrap_or_else(|| panic!("{at:?} was not asked {nth} times"));
        child.kill().expect("it can be killed");
        child.wait().expect("its end");
        self.clear_faults(at);
    }

    /// What the servers have to complain about. The end of a world asks too.
    pub(crate) fn problems(&self) -> Vec<String> {
        let logs = [self.log(At::Aws), self.log(At::Github)].concat();
        let complaints = logs.iter().filter(|record| record["problems"] != json!([]));
        complaints
            .map(|record| {
                let what = record["operation"].as_str().unwrap_or("an unknown operation");
                format!(
                    "{what} {}: {}",
                    record["path"].as_str().unwrap_or_default(),
                    record["problems"]
                )
            })
            .collect()
    }
}

/// A test ends with no request that AWS's or GitHub's description does not allow.
impl Drop for World {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let problems = self.problems();
            assert!(problems.is_empty(), "{problems:#?}");
        }
    }
}
