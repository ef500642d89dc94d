//! An `action.yml` as a program reads it.

use std::fs;

use yaml_serde::{Mapping, Value};

use crate::support::project;

/// What an action takes and hands on, and what it runs.
#[derive(Debug)]
pub(crate) struct Definition {
    /// Its path from the root of the repository.
    pub(crate) path: String,
    pub(crate) name: String,
    pub(crate) description: String,
    /// Of its branding.
    pub(crate) icon: Option<String>,
    pub(crate) inputs: Vec<Input>,
    pub(crate) outputs: Vec<Output>,
    pub(crate) steps: Vec<Step>,
}

/// An input.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) default: Option<String>,
    pub(crate) required: bool,
}

/// An output.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) name: String,
    pub(crate) description: String,
}

/// A step.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) id: Option<String>,
    #[cfg_attr(
        not(all(feature = "aws", feature = "github")),
        expect(
            dead_code,
            reason = "only the steps of builds are played with their conditions"
        )
    )]
    pub(crate) condition: Option<String>,
    pub(crate) shell: Option<String>,
    pub(crate) run: Option<String>,
    pub(crate) env: Vec<(String, String)>,
}

impl Definition {
    /// Reads the file at a path from the root of the repository.
    pub(crate) fn read(path: &str) -> Self {
        let text = fs::read_to_string(project().join(path)).expect(path);
        let value: Value = yaml_serde::from_str(&text).expect(path);
        let inputs = entries(&value["inputs"]).map(|(name, input)| Input {
            name,
            description: word(&input["description"]).unwrap_or_default(),
            default: word(&input["default"]),
            required: input["required"].as_bool() == Some(true),
        });
        let outputs = entries(&value["outputs"]).map(|(name, output)| Output {
            name,
            description: word(&output["description"]).unwrap_or_default(),
        });
        let steps = value["runs"]["steps"].as_sequence().expect("steps").iter();
        let steps = steps.map(|step| Step {
            id: word(&step["id"]),
            condition: word(&step["if"]),
            shell: word(&step["shell"]),
            run: word(&step["run"]),
            env: entries(&step["env"])
                .map(|(name, value)| (name, word(&value).unwrap_or_default()))
                .collect(),
        });
        Self {
            path: path.to_owned(),
            name: word(&value["name"]).unwrap_or_default(),
            description: word(&value["description"]).unwrap_or_default(),
            icon: word(&value["branding"]["icon"]),
            inputs: inputs.collect(),
            outputs: outputs.collect(),
            steps: steps.collect(),
        }
    }

    /// All of them.
    pub(crate) fn all() -> Vec<Self> {
        super::ACTIONS.iter().map(|path| Self::read(path)).collect()
    }

    /// As `uses:` names it, behind the repository: `/actions/bump`, nothing for that of the root.
    pub(crate) fn below_repository(&self) -> String {
        let folder = self.path.strip_suffix("action.yml").expect("its name");
        format!("/{folder}").trim_end_matches('/').to_owned()
    }

    /// The command of the binary that it runs; none for the one that only puts it there.
    pub(crate) fn command(&self) -> Option<&str> {
        let starts = "exec \"$AMIFORGE_BINARY\" ";
        let runs = self.steps.iter().filter_map(|step| step.run.as_deref());
        let (_, words) = runs
            .filter_map(|run| run.split_once(starts))
            .find(|(before, _)| before.is_empty())?;
        words.split_whitespace().next()
    }

    /// The names of its outputs.
    pub(crate) fn output_names(&self) -> Vec<&str> {
        self.outputs.iter().map(|output| output.name.as_str()).collect()
    }
}

fn entries(value: &Value) -> impl Iterator<Item = (String, Value)> {
    let mapping: Mapping = value.as_mapping().cloned().unwrap_or_default();
    mapping
        .into_iter()
        .map(|(key, value)| (word(&key).expect("a name"), value))
}

/// A scalar as text.
fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(one) => Some(one.to_string()),
        Value::Number(one) => Some(one.to_string()),
        _ => None,
    }
}
