//! Every workflow that is shown, as a runner runs it against the stand-ins: what a person sees of it afterwards.

mod build;
mod bump;
mod loop_of_nodes;
mod organisation;
mod validate;

use std::collections::BTreeSet;
use std::fs;

use super::readme_workflow;
use crate::stand_ins::World;
use crate::support::project;

/// The account that examples ask to replace.
const ACCOUNT: &str = "123456789012";

/// An example as it is.
fn example(name: &str) -> String {
    fs::read_to_string(project().join("workflows-examples").join(name)).expect(name)
}

/// An example with the account of a world, which is what its first lines ask for.
fn example_for(name: &str, world: &World) -> String {
    let text = example(name);
    assert!(text.contains(ACCOUNT), "{name} names no account");
    text.replace(ACCOUNT, &world.account)
}

/// A component with a mistake in line 7.
const MISTAKEN: &str = "\
name: agent
schemaVersion: 1.0
phases:
  - name: build
    steps:
      - name: Run
        action: ExecuteBsh
        inputs:
          commands: ['true']
";

fn mended() -> String {
    MISTAKEN.replace("Bsh", "Bash")
}

#[test]
fn every_example_is_run() {
    let folder = fs::read_dir(project().join("workflows-examples")).expect("a folder");
    let shown: BTreeSet<String> = folder
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| {
            std::path::Path::new(name)
                .extension()
                .is_some_and(|end| end == "yml")
        })
        .collect();
    let folder = fs::read_dir(project().join("tests/it/actions/examples")).expect("a folder");
    let tests: String = folder
        .flatten()
        .map(|entry| fs::read_to_string(entry.path()).expect("a file"))
        .collect();
    let run = |name: &&String| {
        tests.contains(&format!("example(\"{name}\"")) || tests.contains(&format!("example_for(\"{name}\""))
    };
    let not: Vec<&String> = shown.iter().filter(|name| !run(name)).collect();
    assert_eq!(not, Vec::<&String>::new());
}
