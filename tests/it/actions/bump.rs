//! `actions/releases` and `actions/bump` as a runner runs them, as far as that goes without AWS and GitHub.

use super::runner::Workflow;
use crate::bump::{facts, newer, nodes};
use crate::support::Folder;

/// A workflow that plans with facts of another job, and says what came of it.
const PLAN: &str = r"name: plan
on: workflow_dispatch
permissions:
  contents: read
jobs:
  plan:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - id: bump
        uses: amiforge/amiforge/actions/bump@main
        with:
          plan-only: true
          releases: FACTS
          releases-sha256: SHA256
          format: json
          no-summary: true
      - env:
          PULL_REQUESTS: ${{ steps.bump.outputs.pull-requests }}
          PINS: ${{ steps.bump.outputs.pins }}
          NEEDS_PERSON: ${{ steps.bump.outputs.needs-person }}
          RESULT: ${{ steps.bump.outputs.result }}
        run: |
          echo pull requests $PULL_REQUESTS pins $PINS persons $NEEDS_PERSON result $RESULT
          echo branches: $(git branch --format '%(refname:short)')
";

/// Facts about the repository of a workflow: in a job they have to be about its own.
pub(super) fn facts_of_run() -> String {
    facts::file(&[newer()]).replacen('{', "{\"repository\": \"octo-org/infra\", ", 1)
}

#[test]
fn bump_plans_with_the_facts_of_another_job() {
    use sha2::{Digest as _, Sha256};
    let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let facts = facts_of_run().replace(facts::READ, &now);
    let sum = |bytes: &[u8]| -> String {
        let sum = Sha256::digest(bytes);
        sum.iter().map(|byte| format!("{byte:02x}")).collect()
    };
    for (sum, code) in [(sum(facts.as_bytes()), 0), (sum(b"another file"), 1)] {
        let repository = Folder::new();
        repository.write("nodes.tf", nodes()).repository();
        let home = Folder::new();
        home.write("releases.json", &facts);
        let workflow = PLAN.replace("SHA256", &sum).replace(
            "FACTS",
            home.path().join("releases.json").to_str().expect("UTF-8"),
        );
        let Some(ended) = Workflow::of(&workflow, repository.path()).run() else {
            return;
        };
        let ended = ended.ends(code);
        if code == 0 {
            let told = r#"pull requests 1 pins 1 persons 0 result {"schema":"amiforge/bump/v1""#;
            assert!(ended.text().contains(told), "{}", ended.told());
        } else {
            assert!(ended.text().contains("has the SHA-256"), "{}", ended.told());
        }
        assert!(
            ended.text().contains("branches: main\n") == (code == 0),
            "{}",
            ended.told()
        );
    }
}

/// A workflow that asks about pins, where there are none, so that it needs no AWS.
#[cfg(feature = "aws")]
const ASK: &str = r#"name: ask
on: workflow_dispatch
permissions:
  contents: read
jobs:
  ask:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - id: releases
        uses: amiforge/amiforge/actions/releases@main
        with:
          output: facts.json
          no-summary: true
      - env:
          FILE: ${{ steps.releases.outputs.path }}
          SHA256: ${{ steps.releases.outputs.sha256 }}
          REFUSED: ${{ steps.releases.outputs.refused }}
        run: |
          echo refused $REFUSED
          echo "$SHA256  $FILE" | sha256sum --check
"#;

#[cfg(feature = "aws")]
#[test]
fn releases_hands_over_a_file_and_its_sum() {
    let repository = Folder::new();
    repository.write("readme.txt", "no pins\n").repository();
    let Some(ended) = Workflow::of(ASK, repository.path()).run() else {
        return;
    };
    let ended = ended.ends(0);
    assert!(
        ended.text().contains("refused 0\nfacts.json: OK"),
        "{}",
        ended.told()
    );
}
