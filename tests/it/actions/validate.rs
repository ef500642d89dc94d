//! The action of the root, which validates.

use std::fs;

use super::{readme_workflow, run_workflow, uses};
use crate::support::{Folder, project};

#[test]
fn the_readmes_ten_lines_find_the_mistake_in_a_shallow_clone_of_an_empty_repository() {
    let workflow = readme_workflow();
    assert_eq!(workflow.lines().count(), 10, "{workflow}");
    let origin = Folder::new();
    let example =
        fs::read_to_string(project().join("examples/components/windows-node-images.yaml")).expect("example");
    origin.write(".github/workflows/components.yml", &workflow);
    origin.write("components/windows-node-images.yaml", &example);
    origin.repository();
    origin.commit("second");
    let clone = Folder::new();
    let from = format!("file://{}", origin.path().display());
    clone.git(&["clone", "--quiet", "--depth=1", &from, "repository"]);
    let Some(run) = run_workflow(&clone.path().join("repository"), "pull_request", &uses(&workflow)) else {
        return;
    };
    assert_eq!(run.code, Some(1), "{run:#?}");
    let line = 1 + example
        .lines()
        .position(|l| l.contains("ExecutePowershell"))
        .expect("the mistake");
    let annotation = format!("::error file=components/windows-node-images.yaml,line={line},");
    assert!(run.stdout.contains(&annotation), "{annotation}\n{}", run.stdout);
    assert!(run.stdout.contains("schema/unknown-action"), "{}", run.stdout);
    assert!(run.stdout.contains("set-output:: errors=3"), "{}", run.stdout);
}

#[test]
fn inputs_reach_the_binary_and_outputs_come_back() {
    let repository = Folder::new();
    repository.write(
        ".github/workflows/components.yml",
        r"name: components
on: pull_request
permissions:
  contents: read
jobs:
  amiforge:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - id: check
        uses: amiforge/amiforge@main
        with:
          paths: |
            good.yaml
            it's $(touch injected) `odd`.yaml
          fail-on: never
          no-summary: true
      - env:
          ERRORS: ${{ steps.check.outputs.errors }}
          CHECKED: ${{ steps.check.outputs.files-checked }}
        run: echo errors $ERRORS of $CHECKED files
",
    );
    let example =
        fs::read_to_string(project().join("examples/components/linux-agent.yaml")).expect("example");
    repository.write("good.yaml", &example);
    repository.write(
        "it's $(touch injected) `odd`.yaml",
        example.replace("ExecuteBash", "ExecuteBsh"),
    );
    repository.repository();
    let Some(run) = run_workflow(
        repository.path(),
        "pull_request",
        &["actions/checkout@v6", "amiforge/amiforge@main"],
    ) else {
        return;
    };
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert!(run.stdout.contains("errors 2 of 2 files"), "{}", run.stdout);
    assert!(!repository.path().join("injected").exists());
}
