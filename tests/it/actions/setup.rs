//! `actions/setup`.

use std::process::Command;

use super::run_workflow;
use crate::support::{Folder, Run, clean, project};

#[test]
fn setup_puts_the_named_binary_on_the_path() {
    let repository = Folder::new();
    repository.write(
        ".github/workflows/setup.yml",
        format!(
            "name: setup
on: pull_request
permissions: {{}}
jobs:
  setup:
    runs-on: ubuntu-latest
    steps:
      - id: setup
        uses: amiforge/amiforge/actions/setup@main
        with:
          path: {}
      - env:
          VERSION: ${{{{ steps.setup.outputs.version }}}}
        run: |
          echo found $VERSION
          amiforge --version
",
            env!("CARGO_BIN_EXE_amiforge")
        ),
    );
    repository.repository();
    let Some(run) = run_workflow(repository.path(), "pull_request", &["amiforge/amiforge@main"]) else {
        return;
    };
    assert_eq!(run.code, Some(0), "{run:#?}");
    let version = env!("CARGO_PKG_VERSION");
    assert!(run.stdout.contains(&format!("found {version}")), "{}", run.stdout);
}

#[test]
fn setup_says_what_is_wrong_with_a_binary() {
    let folder = Folder::new();
    folder.write("no-binary", "#!/bin/sh\necho hello\n");
    for (path, expected) in [
        ("missing", "there is no file at the path given"),
        ("no-binary", "this is not an amiforge binary"),
        ("two\nlines", "holds a line break"),
    ] {
        let output = clean(Command::new("bash"))
            .arg(project().join("actions/setup/install.sh"))
            .env("AMIFORGE_SETUP_PATH", path)
            .env("GITHUB_WORKSPACE", folder.path())
            .env("GITHUB_OUTPUT", folder.path().join("output"))
            .output()
            .expect("bash starts");
        let run = Run::of(&output).ends(2);
        assert!(
            run.stdout.starts_with("::error title=amiforge setup::"),
            "{run:#?}"
        );
        assert!(run.stdout.contains(expected), "{run:#?}");
        assert_eq!(run.stdout.lines().count(), 1, "{run:#?}");
    }
}
