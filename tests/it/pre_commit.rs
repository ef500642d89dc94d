//! The hooks for pre-commit, run by pre-commit.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{Folder, Run, clean, project, tool};

const GOOD: &str = "schemaVersion: 1.0
phases:
  - name: build
    steps:
      - name: First
        action: ExecuteBash
        inputs:
          commands:
            - echo ok
";

/// A repository with the hooks in it, as pre-commit clones it.
fn hooks() -> Folder {
    let folder = Folder::new();
    let text = fs::read_to_string(project().join(".pre-commit-hooks.yaml")).expect("the hooks");
    folder.write(".pre-commit-hooks.yaml", text);
    folder.repository();
    folder
}

fn run(tool: &Path, repository: &Folder, home: &Folder, arguments: &[&str]) -> Run {
    let binary = Path::new(env!("CARGO_BIN_EXE_amiforge"))
        .parent()
        .expect("a folder");
    let path = std::env::var("PATH").expect("a path");
    let mut command = clean(Command::new(tool));
    command
        .args(["run", "--color=never", "--verbose"])
        .args(arguments)
        .current_dir(repository.path())
        .env("PATH", format!("{}:{path}", binary.display()))
        .env("HOME", home.path())
        .env("PRE_COMMIT_HOME", home.path().join("cache"));
    Run::of(&command.output().expect("pre-commit starts"))
}

#[test]
fn the_hook_fails_on_a_bad_document_and_passes_over_what_is_none() {
    let Some(tool) = tool("pre-commit") else { return };
    let (hooks, home, repository) = (hooks(), Folder::new(), Folder::new());
    let revision = hooks.git(&["rev-parse", "HEAD"]);
    repository
        .write(
            ".pre-commit-config.yaml",
            format!(
                "repos:\n  - repo: file://{}\n    rev: {revision}\n    hooks:\n      - id: amiforge\n",
                hooks.path().display()
            ),
        )
        .write("components/good.yaml", GOOD)
        .write("components/bad.yaml", GOOD.replace("ExecuteBash", "ExecuteBsh"))
        .write("deploy.yaml", "services: { web: { image: nginx } }\n")
        .write("data.json", "[1, 2]\n")
        .write("notes.md", "# notes\n");
    repository.repository();

    let bad = run(&tool, &repository, &home, &["--all-files"]);
    assert_eq!(bad.code, Some(1), "{bad:#?}");
    assert!(bad.stdout.contains("components/bad.yaml:6:17"), "{bad:#?}");
    assert!(bad.stdout.contains("1 error in 1 of 2 files"), "{bad:#?}");

    let good = run(
        &tool,
        &repository,
        &home,
        &["--files", "components/good.yaml", "deploy.yaml", "data.json"],
    );
    assert_eq!(good.code, Some(0), "{good:#?}");
    assert!(
        good.stdout.contains("Passed") && good.stdout.contains("1 file, nothing found"),
        "{good:#?}"
    );

    // Nothing of Image Builder among the files is no mistake, and other kinds of files are not even handed over.
    let others = run(&tool, &repository, &home, &["--files", "deploy.yaml"]);
    assert_eq!(others.code, Some(0), "{others:#?}");
    let none = run(&tool, &repository, &home, &["--files", "notes.md"]);
    assert!(none.stdout.contains("no files to check"), "{none:#?}");
    for name in [
        "main.tf",
        "stack.template",
        "a.yml",
        "cdk.out/stack.template.json",
    ] {
        repository.write(name, "{}\n");
        let run = run(&tool, &repository, &home, &["--files", name]);
        assert_eq!(run.code, Some(0), "{run:#?}");
        assert!(!run.stdout.contains("no files to check"), "{name}: {run:#?}");
    }
}

#[test]
fn the_hooks_are_three_ways_to_the_same_command() {
    let text = fs::read_to_string(project().join(".pre-commit-hooks.yaml")).expect("the hooks");
    let ids: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("- id: "))
        .collect();
    assert_eq!(ids, ["amiforge", "amiforge-docker", "amiforge-src"]);
    let image = format!(
        "entry: ghcr.io/amiforge/amiforge:{} validate --skip-others\n",
        env!("CARGO_PKG_VERSION")
    );
    assert!(text.contains(&image), "{image}");
    assert_eq!(text.matches("amiforge validate --skip-others\n").count(), 2);
}
