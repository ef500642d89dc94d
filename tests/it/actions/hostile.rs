//! Hostile values through every input of every action, as a runner runs them: nothing is executed, nothing is injected. The inputs are
//! those of the action.yml files, so a new one is tried without a word here.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::definition::{Definition, Input};
use super::journal::{Allowed, CANARY, Ended, Journal};
use super::released;
use crate::bump::facts;
use crate::support::{Folder, Run, clean, tool};

/// What no log and no file of a runner may hold.
pub(super) const TOKEN: &str = "ghs_0123456789abcdefghijklmnopqrstuvwxyz";
pub(super) const SECRET: &str = "a-secret-of-the-usual-length-0000000000";

/// The binary, which is named for the whole job.
const BINARY: &str = env!("CARGO_BIN_EXE_amiforge");

/// Bytes of a variable that Linux hands over to a program, name and end included
/// (<https://man7.org/linux/man-pages/man2/execve.2.html>).
const MOST: usize = 128 * 1024;

/// A job that is about to run hostile steps.
pub(super) struct Job {
    pub(super) home: Folder,
    /// Where commands in values leave their marks.
    marks: Folder,
    pub(super) action: Folder,
    pub(super) repository: Folder,
    pub(super) env: Vec<(String, String)>,
    /// The API of GitHub, where it is asked.
    api: Option<String>,
    /// The event, but for the values of inputs.
    pub(super) event: Value,
    /// Arguments of the runner.
    pub(super) arguments: Vec<String>,
}

impl Job {
    pub(super) fn new() -> Self {
        let job = Self {
            home: Folder::new(),
            marks: Folder::new(),
            action: Folder::new(),
            repository: Folder::new(),
            env: Vec::new(),
            api: None,
            event: json!({}),
            arguments: Vec::new(),
        };
        released(job.action.path());
        job
    }

    /// Where the binary lies.
    pub(super) fn folder() -> &'static Path {
        Path::new(BINARY).parent().expect("a folder")
    }

    pub(super) fn mark(&self, name: &str) -> String {
        self.marks.path().join(name).display().to_string()
    }

    /// Runs steps between two looks at the environment.
    pub(super) fn run(&self, steps: &str, values: &BTreeMap<&str, String>) -> Option<Journal> {
        let act = tool("act")?;
        let mut env = String::new();
        for (name, value) in &self.env {
            let _ = writeln!(env, "  {name}: {}", Value::from(value.as_str()));
        }
        let env = if env.is_empty() {
            env
        } else {
            format!("env:\n{env}")
        };
        let look = |when: &str| {
            format!(
                "      - run: env -0 | sort -z >'{}'\n",
                self.home.path().join(when).display()
            )
        };
        let workflow = format!(
            "name: hostile\non: workflow_dispatch\npermissions: {{}}\n{env}jobs:\n  hostile:\n    runs-on: ubuntu-latest\n    steps:\n      \
             - uses: actions/checkout@v6\n{}{steps}{}",
            look("before"),
            look("after")
        );
        self.repository.write(".github/workflows/hostile.yml", workflow);
        let mut event = self.event.clone();
        event["inputs"] = json!(values);
        self.home.write("event.json", event.to_string());
        let local = |name: &str, folder: &Path| format!("--local-repository={name}={}", folder.display());
        let run = clean(Command::new(act))
            .args([
                "workflow_dispatch",
                "--json",
                "--platform",
                "ubuntu-latest=-self-hosted",
                "--eventpath",
            ])
            .arg(self.home.path().join("event.json"))
            .args(&self.arguments)
            .arg(format!("--env=AMIFORGE_BINARY={BINARY}"))
            .args(self.api.iter().map(|api| format!("--env=GITHUB_API_URL={api}")))
            .arg(local("amiforge/amiforge@main", self.action.path()))
            .arg(local("actions/checkout@v6", self.action.path()))
            .current_dir(self.repository.path())
            .env("HOME", self.home.path())
            .env("XDG_CACHE_HOME", self.home.path())
            .output()
            .expect("act starts");
        let run = Run::of(&run);
        let journal = Journal::of(&run.stdout);
        assert!(journal.is_whole(), "{}\n{}", run.stderr, tail(&run.stdout));
        Some(journal)
    }

    /// What the steps have changed where they should not have.
    pub(super) fn left(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for entry in fs::read_dir(self.marks.path()).expect("the folder").flatten() {
            wrong.push(format!("executed: {}", entry.file_name().display()));
        }
        let (before, after) = (self.environment("before"), self.environment("after"));
        let folder = Self::folder().display().to_string();
        for (name, value) in &after {
            // The runner's own, another for each step.
            let runners = name.starts_with("GITHUB_") || ["_", "SHLVL"].contains(&name.as_str());
            if runners || before.get(name) == Some(value) || super::journal::SET_UP.contains(&name.as_str()) {
                continue;
            }
            let old: Vec<&str> = before
                .get(name)
                .map_or(Vec::new(), |old| old.split(':').collect());
            let known = |entry: &str| old.contains(&entry) || entry == folder;
            if name != "PATH" || !value.split(':').all(known) {
                wrong.push(format!("in the environment of later steps: {name}={value}"));
            }
        }
        wrong
    }

    fn environment(&self, when: &str) -> BTreeMap<String, String> {
        let text = fs::read_to_string(self.home.path().join(when)).expect(when);
        let pairs = text.split('\0').filter_map(|pair| pair.split_once('='));
        pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    /// The values, by name. None has `${{ … }}`: the runner that is used here evaluates an expression that stands in a value, which
    /// GitHub's does not. That no `run:` of ours holds an expression is what `policy` sees to.
    pub(super) fn values(&self) -> BTreeMap<&'static str, String> {
        let touch = |name: &str| format!("touch {}", self.mark(name));
        let shell = format!(
            "a $({}) `{}` ; {} # \" ; {} ; \" ' ; {} ; ' || {} && {} | {} & $IFS ${{PATH}} ~ * ? [a] {{a,b}} \\ !x <({}) >{}",
            touch("substitution"),
            touch("backquotes"),
            touch("semicolon"),
            touch("double-quotes"),
            touch("single-quotes"),
            touch("or"),
            touch("and"),
            touch("pipe"),
            touch("process"),
            self.mark("redirection"),
        );
        let lines = format!(
            "a\n::set-output name={CANARY}::x\r\n::add-mask::a\r::error::{CANARY}\n::set-env name={CANARY}::1\n::add-path::/{CANARY}\n\
             ##[error]{CANARY}\n  ::warning::{CANARY}\n::save-state name={CANARY}::x\n::add-matcher::{CANARY}\n::group::{CANARY}\n\
             {CANARY}<<EOF\nx\nEOF\n{CANARY}=1\n$({})\n# {CANARY}\n- [ ] {CANARY}\n```\n<img src=x onerror=alert(1)>\n",
            touch("line")
        );
        let begins = format!(
            "::error::{CANARY} %0A::error::{CANARY}%0D::notice::{CANARY} ##[warning]{CANARY} <!-- {CANARY} --> <b>{CANARY}</b> \
             [{CANARY}](javascript:alert(1)) ![x](https://evil.example/x) @octocat `{CANARY}` | a | www.evil.example \
             \u{1b}[2J\u{1b}]0;{CANARY}\u{7} \u{202e}\u{2066} \u{85}\u{9b}31m \u{200b}\u{feff} é漢🦀 \u{2028}::error::{CANARY} \u{2029}\u{7f}\t"
        );
        BTreeMap::from([
            ("shell", shell),
            ("lines", lines),
            ("begins", begins),
            ("help", "--help".to_owned()),
            ("long", "A".repeat(MOST - 64)),
            ("longer", "A".repeat(MOST + 1)),
            ("nul", format!("a\0::error::{CANARY}")),
        ])
    }
}

/// Values that no program can be started with.
const IMPOSSIBLE: [&str; 2] = ["longer", "nul"];

fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}

/// A step that gives one input a value, and the others what lets the command come far.
fn step(id: &str, action: &Definition, input: &Input, value: &str, usual: &[(&str, String)]) -> String {
    let mut text = format!(
        "      - id: {id}\n        continue-on-error: true\n        uses: amiforge/amiforge{}@main\n        with:\n          {}: \
         ${{{{ github.event.inputs.{value} }}}}\n",
        action.below_repository(),
        input.name
    );
    let others = usual.iter().filter(|(name, _)| *name != input.name);
    for (name, value) in others {
        let _ = writeln!(text, "          {name}: {}", Value::from(value.as_str()));
    }
    text
}

/// Tries every value in every input; what is wrong, one line each.
fn try_inputs(job: &Job, action: &Definition, usual: &[(&str, String)]) -> Option<Vec<String>> {
    let values = job.values();
    let (mut steps, mut tried) = (String::new(), Vec::new());
    for (number, input) in action.inputs.iter().enumerate() {
        for value in values.keys() {
            // Of those once is enough.
            if IMPOSSIBLE.contains(value) && number > 0 {
                continue;
            }
            let id = format!("{value}-{}", input.name);
            steps += &step(&id, action, input, value, usual);
            tried.push((id, input, *value));
        }
    }
    let journal = job.run(&steps, &values)?;
    let folder = Job::folder().display().to_string();
    let allowed = Allowed {
        action,
        folder: &folder,
        secrets: &[TOKEN, SECRET],
    };
    let mut wrong = job.left();
    for (id, input, value) in tried {
        wrong.extend(judged(
            &id,
            &journal.step(&id, &allowed),
            input,
            (value, &values[value]),
        ));
    }
    Some(
        wrong
            .into_iter()
            .map(|text| format!("{}: {text}", action.path))
            .collect(),
    )
}

/// What is wrong with a step, one line each.
pub(super) fn judged(id: &str, ended: &Ended, input: &Input, value: (&str, &str)) -> Vec<String> {
    let how = how_it_ended(ended, input, value);
    let wrong = ended.wrong.iter().chain(&how);
    wrong.map(|text| format!("{id}: {text}")).collect()
}

/// Whether the exit code is one that is documented, and what is wrong is said with the name of the input.
fn how_it_ended(ended: &Ended, input: &Input, (value, text): (&str, &str)) -> Option<String> {
    // Where these are wrong there is nothing to run.
    let before = [
        "binary",
        "path",
        "version",
        "mirror",
        "verify-attestation",
        "trusted-root",
        "working-directory",
    ];
    if !ended.ran && !IMPOSSIBLE.contains(&value) && !before.contains(&input.name.as_str()) {
        return Some(format!("the command did not run: {}", ended.log));
    }
    match ended.code {
        None if IMPOSSIBLE.contains(&value) => None,
        // The runner itself looks for the folder.
        None if input.name == "working-directory" => None,
        Some(0 | 1 | 3) => None,
        Some(2) if names(&ended.log, input, text) => None,
        // Under load this runner loses what a short step says, all of it.
        Some(2) if ended.log.lines().count() <= 1 => None,
        Some(2) => Some(format!("the input is not named: {}", ended.log)),
        code => Some(format!("ended with {code:?}: {}", ended.log)),
    }
}

/// Whether a message lets people find the input: its name, that of the variable that stands for it, or the begin of what it holds.
fn names(log: &str, input: &Input, text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    let begin: String = first.chars().take(12).collect();
    let log = log.to_lowercase();
    [
        &input.name,
        &input.name.replace('-', "_"),
        &input.name.replace('-', " "),
        &begin.to_lowercase(),
    ]
    .iter()
    .any(|name| log.contains(name.as_str()))
}

pub(super) fn repository(job: &Job) {
    let document = "phases:\n  - name: build\n    steps: []\n";
    job.repository.write("good.yaml", document);
    job.repository.write(
        "findings.json",
        r#"{"schema":"amiforge/findings/v1","findings":[],"not_checked":[]}"#,
    );
    job.repository.write("nodes.tf", crate::bump::nodes());
    job.repository.repository();
    job.repository
        .git(&["remote", "add", "origin", "https://github.com/octocat/fleet"]);
    job.repository
        .write("facts.json", facts::file(&[crate::bump::newer()]));
}

/// Runs the inputs of an action with what its command needs besides.
fn tried(action: &Definition) -> Option<Vec<String>> {
    let mut job = Job::new();
    repository(&job);
    job.env = vec![
        ("AWS_SECRET_ACCESS_KEY".to_owned(), SECRET.to_owned()),
        ("AWS_EC2_METADATA_DISABLED".to_owned(), "true".to_owned()),
        // When the facts were read.
        ("AMIFORGE_AS_OF".to_owned(), facts::NOW.to_owned()),
        // The same: GitHub's is no terminal, so nothing is coloured there.
        ("NO_COLOR".to_owned(), "1".to_owned()),
    ];
    let mut usual: Vec<(&str, String)> = Vec::new();
    if action.inputs.iter().any(|input| input.name == "token") {
        usual.push(("token", TOKEN.to_owned()));
    }
    match action.command() {
        Some("report") => usual.push(("files", "findings.json".to_owned())),
        Some("bump") => {
            usual.push(("plan-only", "true".to_owned()));
            usual.push(("releases", "facts.json".to_owned()));
        }
        // A server that knows no such token, so that nothing waits for one that cannot be reached.
        #[cfg(all(feature = "aws", feature = "github"))]
        Some("repos") => {
            let world = crate::stand_ins::World::new(&[("a.txt", "a\n")])?;
            job.api = Some(world.servers.github.url());
            return try_inputs(&job, action, &usual);
        }
        #[cfg(all(feature = "aws", feature = "github"))]
        Some("build") => {
            let world = super::build::with_builds(&[])?;
            usual.push(("pipeline", world.arn("eu-west-1", "image-pipeline/web")));
            usual.push(("no-wait", "true".to_owned()));
            let key = format!("AKIA{}TEST", world.account);
            job.env.push(("AWS_ACCESS_KEY_ID".to_owned(), key));
            job.env
                .push(("AWS_ENDPOINT_URL".to_owned(), world.servers.aws.url()));
            return try_inputs(&job, action, &usual);
        }
        _ => {}
    }
    try_inputs(&job, action, &usual)
}

#[test]
fn no_value_of_any_input_acts() {
    let all = Definition::all();
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let running: Vec<_> = all.iter().map(|action| scope.spawn(|| tried(action))).collect();
        let ended = running.into_iter().map(|one| one.join().expect("an end"));
        ended.flatten().flatten().collect()
    });
    assert!(
        wrong.is_empty(),
        "{} are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
