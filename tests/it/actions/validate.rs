//! The action of the root, which validates.

use std::fs;

use super::readme_workflow;
use super::runner::{Annotation, Workflow};
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
    let Some(ended) = Workflow::of(&workflow, origin.path())
        .pull_request(7, "main", None)
        .run()
    else {
        return;
    };
    let ended = ended.ends(1);
    let line = 1 + example
        .lines()
        .position(|l| l.contains("ExecutePowershell"))
        .expect("the mistake");
    let found: Vec<Annotation> = ended
        .annotations()
        .into_iter()
        .filter(|one| one.properties.get("line") == Some(&line.to_string()))
        .collect();
    assert_eq!(found.len(), 1, "{}", ended.told());
    assert_eq!(found[0].level, "error");
    assert_eq!(found[0].properties["file"], "components/windows-node-images.yaml");
    assert!(ended.text().contains("schema/unknown-action"), "{}", ended.told());
    assert_eq!(ended.exit("amiforge", &["1", "validate"]), 1);
    assert_eq!(ended.outputs("amiforge", "1")["errors"], "3");
    assert!(
        ended.summary("amiforge").contains("windows-node-images.yaml"),
        "{}",
        ended.told()
    );
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
        run: |
          echo errors $ERRORS of $CHECKED files
          if [ -e injected ]; then echo injected:; fi
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
    let workflow =
        fs::read_to_string(repository.path().join(".github/workflows/components.yml")).expect("it");
    let Some(ended) = Workflow::of(&workflow, repository.path())
        .pull_request(7, "main", None)
        .run()
    else {
        return;
    };
    let ended = ended.ends(0);
    assert!(ended.text().contains("errors 2 of 2 files"), "{}", ended.told());
    assert!(!ended.text().contains("injected:"), "{}", ended.told());
}
