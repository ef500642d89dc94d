//! The actions as a runner runs them: `act` in host mode.

#[cfg(all(feature = "aws", feature = "github"))]
mod build;
mod bump;
mod contract;
mod contract_inputs;
mod contract_outputs;
mod definition;
mod hostile;
#[cfg(unix)]
mod hostile_around;
mod journal;
mod lint;
mod policy;
#[cfg(unix)]
mod setup;
mod validate;

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{Folder, Run, clean, git, project, tool};

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

/// The package's files as they would be released, without build output.
fn released(into: &Path) {
    for name in ACTIONS.into_iter().chain([
        "Cargo.toml",
        "actions/setup/install.sh",
        "actions/setup/checksums.txt",
    ]) {
        let to = into.join(name);
        fs::create_dir_all(to.parent().expect("a parent")).expect("folders");
        fs::copy(project().join(name), to).expect(name);
    }
    git(into, &["init", "--quiet", "--initial-branch=main"]);
    git(into, &["add", "--all"]);
    git(into, &["commit", "--quiet", "--message", "release"]);
}

/// Runs the workflow of a repository for an event; the binary is named for the whole job.
fn run_workflow(repository: &Path, event: &str, uses: &[&str]) -> Option<Run> {
    let act = tool("act")?;
    let home = Folder::new();
    let action = home.path().join("action");
    fs::create_dir_all(&action).expect("folder");
    released(&action);
    let mut command = clean(Command::new(act));
    command
        .args([event, "--platform", "ubuntu-latest=-self-hosted"])
        .arg(concat!("--env=AMIFORGE_BINARY=", env!("CARGO_BIN_EXE_amiforge")))
        .current_dir(repository)
        .env("HOME", home.path())
        .env("XDG_CACHE_HOME", home.path());
    for name in uses {
        command.arg(format!("--local-repository={name}={}", action.display()));
    }
    Some(Run::of(&command.output().expect("act starts")))
}

/// What stands behind `uses:` in a workflow.
fn uses(workflow: &str) -> Vec<&str> {
    workflow
        .lines()
        .filter_map(|line| line.split_once("uses: "))
        .map(|(_, name)| name.split_whitespace().next().unwrap_or_default())
        .collect()
}

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
