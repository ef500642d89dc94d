//! What a run has come to, as GitHub would show it.

use std::collections::BTreeMap;
use std::fs;
use std::process::Output;

use serde_json::Value;

use super::Place;
/// A run that has ended.
pub(crate) struct Ended {
    /// That of act: 0 when every job has succeeded.
    pub(crate) code: Option<i32>,
    /// What each step has said, in their order.
    pub(crate) steps: Vec<Step>,
    /// The log of act, an object a line.
    act: Vec<Value>,
    stderr: String,
    /// What it has left.
    pub(crate) place: Place,
}

/// What a script of a step has said.
#[derive(Debug)]
pub(crate) struct Step {
    /// The id of the job.
    pub(crate) job: String,
    /// Ids from the step of the job to the one inside of an action; a step without an id has its number, from 0.
    pub(crate) ids: Vec<String>,
    /// Standard output and standard error.
    pub(crate) text: String,
}

/// An annotation, or any other workflow command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Annotation {
    /// `error`, `warning`, `notice`.
    pub(crate) level: String,
    pub(crate) properties: BTreeMap<String, String>,
    pub(crate) message: String,
}

impl Ended {
    pub(super) fn of(output: &Output, place: Place) -> Self {
        let act = String::from_utf8_lossy(&output.stdout);
        let act = act.lines().map(|line| {
            serde_json::from_str(line).unwrap_or_else(|error| panic!("act says no JSON ({error}): {line}"))
        });
        let mut names: Vec<String> = fs::read_dir(place.path("logs"))
            .expect("logs")
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        let steps = names.iter().map(|name| {
            let mut parts = name.splitn(4, '.').skip(1);
            let mut next = || parts.next().unwrap_or_default();
            let (job, _folder, ids) = (next(), next(), next());
            let ids = ids.strip_suffix(".sh").unwrap_or(ids).split("-composite-");
            let text = fs::read(place.path("logs").join(name)).expect("a log");
            Step {
                job: job.to_owned(),
                ids: ids.map(str::to_owned).collect(),
                text: String::from_utf8_lossy(&text).into_owned(),
            }
        });
        Self {
            code: output.status.code(),
            steps: steps.collect(),
            act: act.collect(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            place,
        }
    }

    /// Whether it is a success (0) or not (1).
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.told());
        self
    }

    /// All that there is to say about it, for a person who looks for a fault.
    pub(crate) fn told(&self) -> String {
        let mut out = String::new();
        for step in &self.steps {
            out += &format!("--- {} {}\n{}", step.job, step.ids.join("/"), step.text);
        }
        let failed = self.act.iter().filter(|record| record["level"] == "error");
        for record in failed {
            out += &format!(
                "act: {} {}: {}\n",
                record["jobID"], record["stepID"], record["msg"]
            );
        }
        out + &self.stderr
    }

    /// What act tells of the run, an object a line: what it does, and what it reads in the files that a step is given for outputs,
    /// variables, folders of the PATH and the summary.
    pub(in crate::actions) fn records(&self) -> &[Value] {
        &self.act
    }

    /// What all steps have said.
    pub(crate) fn text(&self) -> String {
        self.steps.iter().map(|step| step.text.as_str()).collect()
    }

    #[cfg(all(feature = "aws", feature = "github"))]
    /// What has come of every job that has run, by its id; of each job of a matrix.
    pub(crate) fn jobs(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut out: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for record in &self.act {
            if let (Some(job), Some(result)) = (record["jobID"].as_str(), record["jobResult"].as_str()) {
                out.entry(job).or_default().push(result);
            }
        }
        out
    }

    /// The records of act about a step of a job, in any of its attempts in a matrix.
    fn of_step(&self, job: &str, id: &str) -> Vec<&Value> {
        let ids = serde_json::json!([id]);
        let of_step = |record: &&Value| record["jobID"] == job && record["stepID"] == ids;
        self.act.iter().filter(of_step).collect()
    }

    #[cfg(all(feature = "aws", feature = "github"))]
    /// `success`, `failure`, or `skipped` for a step that has not run: what `steps.ID.outcome` says.
    pub(crate) fn outcome(&self, job: &str, id: &str) -> &str {
        let main = self.of_step(job, id).into_iter();
        let main = main.filter(|record| record["stage"] == "Main");
        let mut results = main.filter_map(|record| record["stepResult"].as_str());
        results.next_back().unwrap_or("skipped")
    }

    /// The outputs of a step.
    pub(crate) fn outputs(&self, job: &str, id: &str) -> BTreeMap<&str, &str> {
        let all = self.of_step(job, id).into_iter();
        all.filter(|record| record["command"] == "set-output")
            .filter_map(|record| Some((record["name"].as_str()?, record["arg"].as_str()?)))
            .collect()
    }

    /// The exit code of the process of a step, by the ids that lead to it.
    pub(crate) fn exit(&self, job: &str, ids: &[&str]) -> i32 {
        let ids = serde_json::json!(ids);
        let failed = self.act.iter().find_map(|record| {
            let message = record["msg"].as_str()?.strip_prefix("exit status ")?;
            (record["jobID"] == job && record["stepID"] == ids).then(|| message.parse().ok())?
        });
        failed.unwrap_or(0)
    }

    /// The summary of a job: what its steps have added to it.
    pub(crate) fn summary(&self, job: &str) -> String {
        let of_job: Vec<&Value> = self.act.iter().filter(|record| record["jobID"] == job).collect();
        let ids = |record: &Value| record["stepID"].as_array().cloned().unwrap_or_default();
        let summaries = of_job.iter().filter(|record| record["command"] == "summary");
        summaries
            // act tells the summary of the last step of an action as that of the action too.
            .filter(|record| {
                let of_step = ids(record);
                !of_job
                    .iter()
                    .any(|other| ids(other).len() > of_step.len() && ids(other).starts_with(&of_step))
            })
            .filter_map(|record| record["content"].as_str())
            .collect()
    }

    /// The annotations of all steps, with GitHub's rules of what a command is.
    pub(crate) fn annotations(&self) -> Vec<Annotation> {
        self.commands(&["error", "warning", "notice"])
    }

    /// Every command of these names.
    pub(crate) fn commands(&self, names: &[&str]) -> Vec<Annotation> {
        let mut out = Vec::new();
        for step in &self.steps {
            // Between `::stop-commands::WORD` and `::WORD::` nothing is one.
            let mut stopped: Option<String> = None;
            for line in step.text.lines() {
                let Some(command) = command(line) else { continue };
                match &stopped {
                    Some(word) if *word == command.level => stopped = None,
                    None if command.level == "stop-commands" => stopped = Some(command.message),
                    None if names.contains(&command.level.as_str()) => out.push(command),
                    Some(_) | None => {}
                }
            }
        }
        out
    }
}

/// A line that is a workflow command for GitHub's runner, which looks at other things than act does
/// (<https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs>).
pub(crate) fn command(line: &str) -> Option<Annotation> {
    let (head, message) = line.trim_start().strip_prefix("::")?.split_once("::")?;
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let unescape = |text: &str, more: &[(&str, &str)]| {
        let all = [("%0D", "\r"), ("%0A", "\n")];
        let all = all.iter().chain(more).chain(&[("%25", "%")]);
        all.fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
    };
    let pairs = properties
        .trim()
        .split(',')
        .filter_map(|pair| pair.split_once('='));
    Some(Annotation {
        level: name.to_owned(),
        properties: pairs
            .map(|(name, value)| (name.to_owned(), unescape(value, &[("%3A", ":"), ("%2C", ",")])))
            .collect(),
        message: unescape(message, &[]),
    })
}
