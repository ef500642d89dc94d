//! The actions as a runner runs them: `act` in host mode.

#[cfg(all(feature = "aws", feature = "github"))]
mod build;
mod bump;
#[cfg(all(target_os = "linux", feature = "aws", feature = "github"))]
mod cancelled;
mod contract;
mod contract_inputs;
mod contract_outputs;
pub(crate) mod definition;
#[cfg(all(feature = "aws", feature = "github"))]
mod examples;
mod hostile;
#[cfg(unix)]
mod hostile_around;
mod hostile_worse;
mod journal;
mod lint;
mod policy;
mod runner;
#[cfg(unix)]
mod setup;
mod validate;

use std::fs;

use crate::support::project;
use runner::released;

/// The ten lines of the README.
fn readme_workflow() -> String {
    let readme = fs::read_to_string(project().join("README.md")).expect("README");
    let start = readme.find("```yaml\nname: components").expect("the workflow") + "```yaml\n".len();
    let end = start + readme[start..].find("```").expect("its end");
    readme[start..end].to_owned()
}

/// Every action of the project.
const ACTIONS: [&str; 7] = [
    "action.yml",
    "actions/build/action.yml",
    "actions/bump/action.yml",
    "actions/releases/action.yml",
    "actions/report/action.yml",
    "actions/repos/action.yml",
    "actions/setup/action.yml",
];

/// The workflows that are shown: those of `workflows-examples`, and that of the README.
fn shown_workflows() -> Vec<(String, String)> {
    let folder = fs::read_dir(project().join("workflows-examples")).expect("the folder");
    let mut all: Vec<(String, String)> = folder
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "yml"))
        .map(|entry| {
            let text = fs::read_to_string(entry.path()).expect("a workflow");
            (entry.file_name().to_string_lossy().into_owned(), text)
        })
        .collect();
    all.sort();
    assert!(all.len() >= 4, "{all:?}");
    all.push(("components.yml".to_owned(), readme_workflow()));
    all
}
