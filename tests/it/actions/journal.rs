//! What a run has told and done, and what of it is not ours to say: the logs of its steps, which say more to GitHub's runner than act
//! would obey, and what act finds in the files for outputs, variables, folders of the PATH and summaries.

use amiforge::visible::is_hidden;
use serde_json::Value;

use super::definition::Definition;
use super::runner::{self, Annotation, command};
use crate::posted;

/// What hostile values say in the place of an own text. Nothing that a runner obeys may begin with it or be named so.
pub(super) const CANARY: &str = "INJECTED";

/// A run with one job.
pub(super) struct Journal(runner::Ended);

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
    /// Of a job that came to its end. What steps did is another matter.
    #[track_caller]
    pub(super) fn of(ended: runner::Ended) -> Self {
        let whole = ended
            .records()
            .iter()
            .any(|record| record["jobResult"].is_string());
        assert!(whole, "{}", ended.told());
        Self(ended)
    }

    /// Judges what a step of the workflow did and said.
    pub(super) fn step(&self, id: &str, allowed: &Allowed) -> Ended {
        let mut ended = Ended {
            code: None,
            ran: false,
            log: String::new(),
            wrong: Vec::new(),
        };
        let all = self.0.records().iter();
        let records = all.filter(|record| record["stepID"][0] == id && record["stage"] == "Main");
        for record in records {
            let text = record.to_string();
            ended.look_for_secrets(&text, allowed);
            let said = record["msg"].as_str().unwrap_or_default();
            if let Some(command) = record["command"].as_str() {
                if !self.may_set(record, command, allowed) {
                    ended.wrong.push(format!("not ours to say: {text}"));
                }
            } else if let Some(code) = said.strip_prefix("exit status ") {
                ended.code = code.parse().ok();
            } else if record["stepResult"] == "success" && record["stepID"][1].is_null() {
                ended.code = Some(0);
            }
        }
        for step in self.0.steps.iter().filter(|step| step.ids[0] == id) {
            ended.ran |= step.ids.get(1).is_some_and(|inner| inner != "setup");
            ended.look_for_secrets(&step.text, allowed);
            ended.log.push_str(&step.text);
            acts(&step.text, &mut ended.wrong);
        }
        ended
    }

    /// Whether a step of the action may set this.
    fn may_set(&self, record: &Value, command: &str, allowed: &Allowed) -> bool {
        let inner = record["stepID"][1].as_str();
        // What an inner step hands on is told of the whole step again.
        let sets_up = allowed.action.command().is_none();
        let in_setup = inner == Some("setup") || inner.is_none() && sets_up;
        let name = record["name"].as_str().unwrap_or_default();
        let given = record["arg"].as_str().unwrap_or_default();
        match command {
            "set-output" if in_setup => ["path", "version"].contains(&name),
            "set-output" => allowed.action.output_names().contains(&name),
            "add-path" => in_setup && given == allowed.folder,
            "set-env" => in_setup && SET_UP.contains(&name) && !given.contains(CANARY),
            "summary" => {
                let text = record["content"].as_str().unwrap_or_default();
                // GitHub is a folder here.
                let text = text.replace(self.0.place.repository_url(), "https://github.com/octocat/fleet");
                std::panic::catch_unwind(|| posted::markdown(&text)).is_ok()
            }
            _ => false,
        }
    }
}

impl Ended {
    fn look_for_secrets(&mut self, text: &str, allowed: &Allowed) {
        if allowed.secrets.iter().any(|secret| text.contains(secret)) {
            self.wrong.push(format!("a secret in {text}"));
        }
    }
}

/// Whether a step of the action may say this command.
fn may_say(command: &Annotation) -> bool {
    match command.level.as_str() {
        "error" | "warning" | "notice" => {
            let ours = command
                .properties
                .get("title")
                .is_some_and(|title| title.starts_with("amiforge"))
                || command.properties.contains_key("file");
            ours && !command.message.trim_start().starts_with(CANARY)
        }
        "group" => !command.message.starts_with(CANARY),
        "endgroup" => true,
        _ => false,
    }
}

/// Whether a word is one that guards a text of ours.
fn guard_word(word: &str) -> bool {
    let number = word.strip_prefix("amiforge-").unwrap_or_default();
    !number.is_empty() && number.chars().all(|c| c.is_ascii_hexdigit())
}

/// What in a log would act on GitHub's runner or on a terminal. That runner ends a line at a carriage return as well, takes blanks before
/// `::`, and `##[` anywhere (<https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs>): ours write commands at
/// the begin of a line and nowhere else.
fn acts(log: &str, wrong: &mut Vec<String>) {
    let mut guard: Option<String> = None;
    for whole in log.split('\n') {
        for (number, line) in whole.split('\r').enumerate() {
            let command = command(line).filter(|_| number == 0 && line.starts_with("::"));
            if let Some(word) = &guard {
                if line.contains(|c| c != '\t' && is_hidden(c)) {
                    wrong.push(format!("hidden characters in {line:?}"));
                }
                if command.is_some_and(|command| command.level == *word) {
                    guard = None;
                }
                continue;
            }
            match command {
                Some(command) if command.level == "stop-commands" && guard_word(&command.message) => {
                    guard = Some(command.message);
                }
                Some(command) => {
                    if line.contains(|c: char| c != '\t' && c.is_ascii_control()) {
                        wrong.push(format!("hidden characters in {line:?}"));
                    }
                    if !may_say(&command) {
                        wrong.push(format!("not ours to say: {line:?}"));
                    }
                }
                None => {
                    if line.contains(|c| c != '\t' && is_hidden(c)) {
                        wrong.push(format!("hidden characters in {line:?}"));
                    }
                    if line.trim_start().starts_with("::") || line.contains("##[") {
                        wrong.push(format!("a command in {line:?}"));
                    }
                }
            }
        }
    }
    if guard.is_some() {
        wrong.push("a guard that nothing ends".to_owned());
    }
}
