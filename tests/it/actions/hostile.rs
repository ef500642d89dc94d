//! Hostile values through every input of every action, as a runner runs them: nothing is executed, nothing is injected. The inputs are
//! those of the action.yml files, so a new one is tried without a word here.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::bump::facts_of_run;
use super::definition::{Definition, Input};
use super::journal::{Allowed, CANARY, Ended, Journal};
use super::released;
use super::runner::{self, Workflow};
use crate::bump::facts;
use crate::support::Folder;

/// What no log and no file of a runner may hold, besides the token of the runner itself.
pub(super) const TOKEN: &str = "ghs_0123456789abcdefghijklmnopqrstuvwxyz";
pub(super) const SECRET: &str = "a-secret-of-the-usual-length-0000000000";

/// What no step may say.
pub(super) const SECRETS: [&str; 3] = [TOKEN, SECRET, runner::TOKEN];

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
    /// Who has started the run.
    pub(super) actor: String,
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
            actor: "octocat".to_owned(),
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
        let text = format!(
            "name: hostile\non: workflow_dispatch\npermissions:\n  contents: read\n{env}jobs:\n  hostile:\n    runs-on: \
             ubuntu-latest\n    steps:\n      - uses: actions/checkout@v6\n{}{steps}{}",
            look("before"),
            look("after")
        );
        let mut event = self.event.clone();
        event["inputs"] = json!(values);
        let mut workflow = Workflow::of(&text, self.repository.path())
            .payload("workflow_dispatch", event)
            .actions(self.action.path())
            .actor(&self.actor);
        if let Some(api) = &self.api {
            workflow = workflow.env("GITHUB_API_URL", api);
        }
        Some(Journal::of(workflow.run()?))
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
            "the first line\n::set-output name={CANARY}::x\r\n::add-mask::a\r::error::{CANARY}\n::set-env name={CANARY}::1\n::add-path::/{CANARY}\n\
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
            // Standard input, where a file is meant.
            ("dash", "-".to_owned()),
            ("long", "A".repeat(MOST - 64)),
            ("longer", "A".repeat(MOST + 1)),
            ("nul", format!("a\0::error::{CANARY}")),
        ])
    }
}

/// Values that no program can be started with.
const IMPOSSIBLE: [&str; 2] = ["longer", "nul"];

/// A step with inputs.
fn step<'i>(id: &str, action: &Definition, with: impl Iterator<Item = (&'i str, Value)>) -> String {
    let with: Vec<String> = with.map(|(name, value)| format!("\"{name}\": {value}")).collect();
    format!(
        "      - id: {id}\n        continue-on-error: true\n        uses: amiforge/amiforge{}@main\n        with: {{{}}}\n",
        action.below_repository(),
        with.join(", ")
    )
}

/// Tries every value in every input; what is wrong, one line each.
fn try_inputs(job: &Job, action: &Definition, usual: &[(&str, String)]) -> Option<Vec<String>> {
    let values = job.values();
    let others = |input: &str| {
        let others: Vec<_> = usual.iter().filter(|(name, _)| *name != input).collect();
        others
            .into_iter()
            .map(|(name, value)| (*name, Value::from(value.as_str())))
    };
    // What nobody is hostile in comes as far as it is meant to.
    let (mut steps, mut tried) = (step("usual", action, others("")), Vec::new());
    for (number, input) in action.inputs.iter().enumerate() {
        for value in values.keys() {
            // Of those once is enough.
            if IMPOSSIBLE.contains(value) && number > 0 {
                continue;
            }
            let id = format!("{value}-{}", input.name);
            let hostile = format!("${{{{ github.event.inputs.{value} }}}}");
            let hostile = std::iter::once((input.name.as_str(), Value::from(hostile)));
            steps += &step(&id, action, hostile.chain(others(&input.name)));
            tried.push((id, input, *value));
        }
    }
    let journal = job.run(&steps, &values)?;
    let folder = Job::folder().display().to_string();
    let allowed = Allowed {
        action,
        folder: &folder,
        secrets: &SECRETS,
    };
    let mut wrong = job.left();
    let ended = journal.step("usual", &allowed);
    let (code, said) = as_usual(action);
    let expected = ended.code == Some(code) && ended.log.contains(said) && ended.wrong.is_empty();
    if cfg!(all(feature = "aws", feature = "github")) && !expected {
        wrong.push(format!("usual: not {code} with {said:?}: {ended:#?}"));
    }
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

/// How an action ends with nothing but its usual inputs, and what it says then.
fn as_usual(action: &Definition) -> (i64, &'static str) {
    match action.command() {
        None => (0, ""),
        Some("validate") => (0, "1 file"),
        Some("bump") => (0, "nodes.tf"),
        Some("build") => (0, "image/web/1.0.0/1"),
        // There is no login to AWS, and GitHub does not know the token.
        Some("releases") => (3, "there are no AWS credentials"),
        Some("report" | "repos") => (3, "GitHub does not take the token"),
        Some(other) => panic!("{other} is new"),
    }
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
        Some(2) => Some(format!("the input is not named: {}", ended.log)),
        code => Some(format!("ended with {code:?}: {}", ended.log)),
    }
}

/// Whether a message lets people find the input: its name, that of the variable that stands for it, or the begin of what it holds.
fn names(log: &str, input: &Input, text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    let begin: String = first.chars().take(12).collect();
    let begin = begin.to_lowercase();
    let begins = match begin.len() {
        // A word of anything else too, unless it stands by itself.
        0..3 => [" _: ", "`_`", "'_'"]
            .map(|apart| apart.replace('_', &begin))
            .to_vec(),
        _ => vec![begin],
    };
    let log = log.to_lowercase();
    let spelt = ["-", "_", " "].map(|between| input.name.replace('-', between));
    spelt
        .iter()
        .chain(&begins)
        .any(|name| log.contains(name.as_str()))
}

pub(super) fn repository(job: &Job) {
    let document = "schemaVersion: 1.0\nphases:\n  - name: build\n    steps:\n      - name: A\n        action: ExecuteBash\n        \
                    inputs: {commands: [ls]}\n";
    job.repository.write("good.yaml", document);
    job.repository.write(
        "findings.json",
        r#"{"schema":"amiforge/findings/v1","findings":[],"not_checked":[]}"#,
    );
    job.repository.write("nodes.tf", crate::bump::nodes());
    // A checkout has no file that is not committed.
    job.repository.write("facts.json", facts_of_run());
    job.repository.repository();
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
    ];
    let mut usual: Vec<(&str, String)> = Vec::new();
    if action.inputs.iter().any(|input| input.name == "token") {
        usual.push(("token", TOKEN.to_owned()));
    }
    if action.command() == Some("report") {
        usual.push(("files", "findings.json".to_owned()));
    }
    match action.command() {
        Some("bump") => {
            usual.push(("plan-only", "true".to_owned()));
            usual.push(("releases", "facts.json".to_owned()));
        }
        // A server that knows no such token, so that nothing waits for one that cannot be reached.
        #[cfg(all(feature = "aws", feature = "github"))]
        Some("report" | "repos") => {
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
