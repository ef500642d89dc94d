//! What a runner tells of a run, and what of it is not ours to say: `act --json` has a line for each line of a step's log, for each
//! workflow command that it obeys, and for each output, variable, folder of the PATH and summary that a step sets.

use amiforge::visible::is_hidden;
use serde_json::Value;

use super::definition::Definition;
use crate::posted;

/// What hostile values say in the place of an own text. Nothing that a runner obeys may begin with it or be named so.
pub(super) const CANARY: &str = "INJECTED";

/// The lines of a run, in order.
pub(super) struct Journal(Vec<Value>);

/// How a step of a workflow ended.
#[derive(Debug)]
pub(super) struct Ended {
    /// The exit code; none where the step did not start a program.
    pub(super) code: Option<i64>,
    /// Whether it came as far as the command, behind what sets it up.
    pub(super) ran: bool,
    /// What it said in the log and in commands.
    pub(super) log: String,
    /// What is wrong with it.
    pub(super) wrong: Vec<String>,
}

/// What a step may say.
pub(super) struct Allowed<'a> {
    pub(super) action: &'a Definition,
    /// The folder that `actions/setup` puts on the PATH.
    pub(super) folder: &'a str,
    /// What is never said.
    pub(super) secrets: &'a [&'a str],
}

/// What `actions/setup` may leave in the environment of later steps besides the PATH.
pub(super) const SET_UP: [&str; 1] = ["AMIFORGE_BINARY"];

impl Journal {
    pub(super) fn of(stdout: &str) -> Self {
        let lines = stdout.lines().map(serde_json::from_str);
        Self(lines.collect::<Result<_, _>>().expect("JSON on every line"))
    }

    /// Whether the job came to its end. What steps did is another matter.
    pub(super) fn is_whole(&self) -> bool {
        self.0.iter().any(|line| line["jobResult"].is_string())
    }

    /// Judges what a step of the workflow did and said.
    pub(super) fn step(&self, id: &str, allowed: &Allowed) -> Ended {
        let mut ended = Ended {
            code: None,
            ran: false,
            log: String::new(),
            wrong: Vec::new(),
        };
        let mut guard: Option<String> = None;
        let lines = self
            .0
            .iter()
            .filter(|line| line["stepID"][0] == id && line["stage"] == "Main");
        for line in lines {
            let text = line.to_string();
            ended.ran |= line["stepID"][1].as_str().is_some_and(|inner| inner != "setup");
            if allowed.secrets.iter().any(|secret| text.contains(secret)) {
                ended.wrong.push(format!("a secret in {text}"));
            }
            let said = line["msg"].as_str().unwrap_or_default();
            if let Some(raw) = line["raw"].as_str() {
                ended.log.push_str(raw);
                if raw.contains(|c: char| c != '\n' && c != '\t' && c.is_ascii_control()) {
                    ended.wrong.push(format!("hidden characters in {raw:?}"));
                }
            }
            if let Some(command) = line["command"].as_str() {
                if let Some(word) = &guard {
                    if command == word {
                        guard = None;
                    } else if line["raw"].is_string() && command != "ignored" {
                        ended.wrong.push(format!("obeyed within a guard: {text}"));
                    }
                } else if command == "stop-commands" {
                    guard = line["arg"].as_str().map(str::to_owned);
                }
                if !may(line, command, allowed) && guard.as_deref() != line["arg"].as_str() {
                    ended.wrong.push(format!("not ours to say: {text}"));
                }
            } else if line["raw_output"] == true {
                ended.log.push_str(said);
                ended.wrong.extend(acts(said, guard.is_some()));
            } else if let Some(code) = said.strip_prefix("exit status ") {
                ended.code = code.parse().ok();
            } else if line["stepResult"] == "success" && line["stepID"][1].is_null() {
                ended.code = Some(0);
            }
        }
        if guard.is_some() {
            ended.wrong.push("a guard that nothing ends".to_owned());
        }
        ended
    }
}

/// Whether a command is one that the action may give.
fn may(line: &Value, command: &str, allowed: &Allowed) -> bool {
    let inner = line["stepID"][1].as_str();
    // What an inner step hands on is told of the whole step again.
    let sets_up = allowed.action.command().is_none();
    let in_setup = inner == Some("setup") || inner.is_none() && sets_up;
    let name = line["name"].as_str().unwrap_or_default();
    let given = line["arg"].as_str().unwrap_or_default();
    let (properties, argument) = line["raw"].as_str().and_then(parts).unwrap_or(("", given));
    match command {
        "set-output" if in_setup => ["path", "version"].contains(&name),
        "set-output" => allowed.action.output_names().contains(&name),
        "add-path" => in_setup && argument == allowed.folder,
        "set-env" => in_setup && SET_UP.contains(&name) && !argument.contains(CANARY),
        "error" | "warning" | "notice" => {
            let ours = ["title=amiforge", "file="];
            let ours = properties
                .split(',')
                .any(|one| ours.iter().any(|begin| one.starts_with(begin)));
            ours && !argument.trim_start().starts_with(CANARY)
        }
        "group" => !argument.starts_with(CANARY),
        "stop-commands" => guard_word(argument),
        "summary" => {
            let text = line["content"].as_str().unwrap_or_default();
            std::panic::catch_unwind(|| posted::markdown(text)).is_ok()
        }
        "endgroup" | "ignored" => true,
        word => guard_word(word),
    }
}

/// Properties and text of a command as GitHub's runner reads it: up to the first `::` behind its name, where this one goes up to the
/// last.
fn parts(raw: &str) -> Option<(&str, &str)> {
    let (head, text) = raw.strip_prefix("::")?.split_once("::")?;
    let properties = head.split_once(' ').map_or("", |(_, properties)| properties);
    Some((properties, text.trim_end_matches('\n')))
}

/// Whether a word is one that guards a text of ours.
fn guard_word(word: &str) -> bool {
    let number = word.strip_prefix("amiforge-").unwrap_or_default();
    !number.is_empty() && number.chars().all(|c| c.is_ascii_hexdigit())
}

/// What in the log would act on GitHub's own runner or on a terminal, though this runner passed it on. GitHub's ends a line at a
/// carriage return as well, takes blanks before `::`, and `##[` anywhere
/// (<https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs>).
fn acts(said: &str, guarded: bool) -> Vec<String> {
    let mut found = Vec::new();
    for line in said.split(['\n', '\r']) {
        if line.contains(|c| c != '\t' && is_hidden(c)) {
            found.push(format!("hidden characters in {line:?}"));
        }
        if !guarded && (line.trim_start().starts_with("::") || line.contains("##[")) {
            found.push(format!("a command in {line:?}"));
        }
    }
    found
}
