//! The actions as a runner runs them: `act` in host mode on the workflow of the README.

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

/// The package's files as they would be released, without build output.
fn released(into: &Path) {
    for name in [
        "action.yml",
        "Cargo.toml",
        "actions/setup/action.yml",
        "actions/setup/install.sh",
    ] {
        let to = into.join(name);
        fs::create_dir_all(to.parent().expect("a parent")).expect("folders");
        fs::copy(project().join(name), to).expect(name);
    }
    git(into, &["init", "--quiet", "--initial-branch=main"]);
    git(into, &["add", "--all"]);
    git(into, &["commit", "--quiet", "--message", "release"]);
}

/// Runs the pull-request workflow of a repository; the binary lies in the runner's tool cache.
fn run_workflow(repository: &Path, uses: &[&str]) -> Option<Run> {
    let act = tool("act")?;
    let home = Folder::new();
    let arch = if cfg!(target_arch = "aarch64") {
        "arm64"
    } else {
        "x64"
    };
    let cache = home
        .path()
        .join("act/tool_cache/amiforge")
        .join(env!("CARGO_PKG_VERSION"))
        .join(arch);
    fs::create_dir_all(&cache).expect("tool cache");
    fs::copy(env!("CARGO_BIN_EXE_amiforge"), cache.join("amiforge")).expect("the binary");
    let action = home.path().join("action");
    fs::create_dir_all(&action).expect("folder");
    released(&action);
    let mut command = clean(Command::new(act));
    command
        .args(["pull_request", "--platform", "ubuntu-latest=-self-hosted"])
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
    let Some(run) = run_workflow(&clone.path().join("repository"), &uses(&workflow)) else {
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
        &["actions/checkout@v6", "amiforge/amiforge@main"],
    ) else {
        return;
    };
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert!(run.stdout.contains("errors 2 of 2 files"), "{}", run.stdout);
    assert!(!repository.path().join("injected").exists());
}

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
    let Some(run) = run_workflow(repository.path(), &["amiforge/amiforge@main"]) else {
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

/// Inputs of an `action.yml`, read as lines: the files are ours and simple.
fn inputs(action: &str) -> Vec<String> {
    let text = fs::read_to_string(project().join(action)).expect(action);
    text.lines()
        .skip_while(|line| *line != "inputs:")
        .skip(1)
        .take_while(|line| line.is_empty() || line.starts_with(' '))
        .filter_map(|line| line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')))
        .filter_map(|line| line.strip_suffix(':'))
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_actions_inputs_are_the_commands_options() {
    use clap::CommandFactory;
    let command = amiforge::cli::Cli::command();
    let validate = command.find_subcommand("validate").expect("validate");
    let mut options: Vec<String> = validate
        .get_arguments()
        .map(|arg| arg.get_id().as_str().replace('_', "-"))
        // Colours and standard input mean nothing in a job.
        .filter(|name| !matches!(name.as_str(), "help" | "color" | "stdin-filename"))
        // Where to run, and with which binary, is decided before the command starts.
        .chain(["working-directory".to_owned(), "binary".to_owned()])
        .collect();
    options.sort();
    let mut inputs = inputs("action.yml");
    inputs.sort();
    assert_eq!(inputs, options);
    let text = fs::read_to_string(project().join("action.yml")).expect("action.yml");
    for name in inputs
        .iter()
        .filter(|name| *name != "working-directory" && *name != "binary")
    {
        let line = format!("{}: ${{{{ inputs.{name} }}}}", amiforge::cli::variable(name));
        assert!(text.contains(&line), "{line}");
    }
}

#[test]
fn actions_paste_nothing_into_a_shell() {
    for name in ["action.yml", "actions/setup/action.yml"] {
        let text = fs::read_to_string(project().join(name)).expect(name);
        for line in text.lines().filter(|line| line.trim_start().starts_with("run:")) {
            assert!(!line.contains("${{"), "{name}: {line}");
        }
    }
}

#[test]
fn linters_find_nothing_in_the_actions() {
    let Some((zizmor, schema)) = tool("zizmor").zip(tool("check-jsonschema")) else {
        return;
    };
    for name in ["action.yml", "actions/setup/action.yml"] {
        let file = project().join(name);
        let mut audit = clean(Command::new(&zizmor));
        audit
            .args(["--offline", "--no-progress", "--pedantic"])
            .arg(&file);
        let run = Run::of(&audit.output().expect("zizmor starts"));
        assert_eq!(run.code, Some(0), "{name}: {run:#?}");
        let mut check = clean(Command::new(&schema));
        check
            .args(["--builtin-schema", "vendor.github-actions"])
            .arg(&file);
        let run = Run::of(&check.output().expect("check-jsonschema starts"));
        assert_eq!(run.code, Some(0), "{name}: {run:#?}");
    }
    let Some(actionlint) = tool("actionlint") else {
        return;
    };
    let folder = Folder::new();
    folder.write("components.yml", readme_workflow());
    let run = Run::of(
        &clean(Command::new(actionlint))
            .arg("components.yml")
            .current_dir(folder.path())
            .output()
            .expect("starts"),
    );
    assert_eq!(run.code, Some(0), "{run:#?}");
}
