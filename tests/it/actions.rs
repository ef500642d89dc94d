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

/// Every action of the project.
const ACTIONS: [&str; 6] = [
    "action.yml",
    "actions/build/action.yml",
    "actions/bump/action.yml",
    "actions/releases/action.yml",
    "actions/report/action.yml",
    "actions/setup/action.yml",
];

/// The package's files as they would be released, without build output.
fn released(into: &Path) {
    for name in ACTIONS
        .into_iter()
        .chain(["Cargo.toml", "actions/setup/install.sh"])
    {
        let to = into.join(name);
        fs::create_dir_all(to.parent().expect("a parent")).expect("folders");
        fs::copy(project().join(name), to).expect(name);
    }
    git(into, &["init", "--quiet", "--initial-branch=main"]);
    git(into, &["add", "--all"]);
    git(into, &["commit", "--quiet", "--message", "release"]);
}

/// Runs the workflow of a repository for an event; the binary lies in the runner's tool cache.
pub(crate) fn run_workflow(repository: &Path, event: &str, uses: &[&str]) -> Option<Run> {
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
        .args([event, "--platform", "ubuntu-latest=-self-hosted"])
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

/// The names below a key of an `action.yml`, read as lines: the files are ours and simple.
fn below(action: &str, key: &str) -> Vec<String> {
    let text = fs::read_to_string(project().join(action)).expect(action);
    text.lines()
        .skip_while(|line| *line != format!("{key}:"))
        .skip(1)
        .take_while(|line| line.is_empty() || line.starts_with(' '))
        .filter_map(|line| line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')))
        .filter_map(|line| line.strip_suffix(':'))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_action_is_known_here() {
    let mut found: Vec<String> = fs::read_dir(project().join("actions"))
        .expect("the folder")
        .flatten()
        .map(|entry| format!("actions/{}/action.yml", entry.file_name().to_string_lossy()))
        .collect();
    found.push("action.yml".to_owned());
    found.sort();
    assert_eq!(found, ACTIONS);
}

#[test]
fn the_actions_inputs_are_the_commands_options() {
    use clap::CommandFactory;
    let program = amiforge::cli::Cli::command();
    // What means nothing in a job: colours, standard input; branches of the checkout, which nobody pushes, and other times
    // than now. And what an action takes besides, which is not an option.
    for (command, action, left_out, besides) in [
        (
            "validate",
            "action.yml",
            // A job that judges changes nothing; what it finds says how it is repaired.
            &[
                "color",
                "diff",
                "fix",
                "stdin-filename",
                "unsafe-fixes",
                "write-baseline",
            ][..],
            &[][..],
        ),
        ("releases", "actions/releases/action.yml", &[], &[]),
        ("bump", "actions/bump/action.yml", &["as-of", "forge"], &["token"]),
        ("report", "actions/report/action.yml", &[], &["token"]),
        ("build", "actions/build/action.yml", &[], &["image", "token"]),
    ] {
        let command = program.find_subcommand(command).expect(command);
        let mut options: Vec<String> = command
            .get_arguments()
            .map(|arg| arg.get_id().as_str().replace('_', "-"))
            .filter(|name| name != "help" && !left_out.contains(&name.as_str()))
            .collect();
        let text = fs::read_to_string(project().join(action)).expect(action);
        for name in &options {
            let line = format!("{}: ${{{{ inputs.{name} }}}}", amiforge::cli::variable(name));
            assert!(text.contains(&line), "{action}: {line}");
        }
        // Where to run, and with which binary, is decided before the command starts.
        options.extend(["working-directory", "binary"].map(str::to_owned));
        options.extend(besides.iter().map(|name| (*name).to_owned()));
        options.sort();
        let mut inputs = below(action, "inputs");
        inputs.sort();
        assert_eq!(inputs, options, "{action}");
        // The binary takes the place of the shell, so that it gets the signals of a job that is cancelled.
        let name = command.get_name();
        let (words, last) = match name {
            // With an image it waits, and behind it stands what sees to a build of a job that is cancelled.
            "build" => ("build ${AMIFORGE_IMAGE:+wait}", false),
            name => (name, true),
        };
        let run = format!("      run: exec \"$AMIFORGE_BINARY\" {words}\n");
        assert!(
            text.contains(&run) && text.ends_with(&run) == last,
            "{action}: {run}"
        );
        // What is handed on is what the step has.
        for output in below(action, "outputs") {
            let line = format!("value: ${{{{ steps.{}.outputs.{output} }}}}", command.get_name());
            assert!(text.contains(&line), "{action}: {line}");
        }
    }
}

#[test]
fn a_build_of_a_cancelled_job_is_cancelled_with_the_options_of_the_command() {
    use clap::CommandFactory;
    let program = amiforge::cli::Cli::command();
    let build = program.find_subcommand("build").expect("build");
    let variables = |name: &str| {
        let command = build.find_subcommand(name).expect("a command of build");
        let arguments = command.get_arguments().map(|arg| arg.get_id().as_str());
        arguments
            .map(amiforge::cli::variable)
            .collect::<std::collections::BTreeSet<String>>()
    };
    let text = fs::read_to_string(project().join("actions/build/action.yml")).expect("the action");
    let (_, step) = text.split_once("    - if: ").expect("the last step");
    assert!(step.starts_with("${{ cancelled() && "), "{step}");
    assert!(
        step.ends_with("exec \"$AMIFORGE_BINARY\" build cancel\n"),
        "{step}"
    );
    let given = step
        .lines()
        .filter_map(|line| line.trim_start().split_once(": "))
        .map(|(name, _)| name)
        .filter(|name| name.starts_with("AMIFORGE_") && *name != "AMIFORGE_BINARY");
    let cancel = variables("cancel");
    for variable in given.chain(["AMIFORGE_REGION"]) {
        assert!(cancel.contains(variable), "{variable}");
    }
    // `image` is what waiting takes, and starting does not.
    assert!(variables("wait").contains("AMIFORGE_IMAGE"));
}

#[test]
fn the_page_of_builds_names_the_outputs_and_tags_that_there_are() {
    use amiforge::build::tags::Run;
    let page = fs::read_to_string(project().join("docs/build.md")).expect("the page");
    let table = |head: &str| -> Vec<String> {
        let (_, rest) = page.split_once(head).expect("a table");
        let rows = rest.lines().skip(2).take_while(|line| line.starts_with('|'));
        rows.flat_map(|row| row.split('|').nth(1).expect("a cell").split(','))
            .map(|name| name.trim().trim_matches('`').to_owned())
            .collect()
    };
    assert_eq!(
        table("| output | value |"),
        below("actions/build/action.yml", "outputs")
    );
    // A build that has every tag.
    let run = Run {
        repository: "github.com/octocat/images".to_owned(),
        id: "42".to_owned(),
        attempt: 1,
        commit: Some("0123abcd".to_owned()),
    };
    let mut told = table("| tag | value |");
    told.sort();
    let given: Vec<String> = run.tags(1, "token", true).into_keys().collect();
    assert_eq!(told, given);
}

#[test]
fn actions_paste_nothing_into_a_shell() {
    for name in ACTIONS {
        let text = fs::read_to_string(project().join(name)).expect(name);
        for line in text.lines().filter(|line| line.trim_start().starts_with("run:")) {
            assert!(!line.contains("${{"), "{name}: {line}");
        }
    }
}

/// The workflows that are shown: those of `workflows-examples`, and that of the README.
fn shown_workflows() -> Vec<(String, String)> {
    let folder = fs::read_dir(project().join("workflows-examples")).expect("the folder");
    let mut all: Vec<(String, String)> = folder
        .flatten()
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

#[test]
fn linters_find_nothing_in_the_actions() {
    let Some((zizmor, schema)) = tool("zizmor").zip(tool("check-jsonschema")) else {
        return;
    };
    for name in ACTIONS {
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
}

#[test]
fn linters_find_nothing_in_the_workflows() {
    let Some((zizmor, actionlint)) = tool("zizmor").zip(tool("actionlint")) else {
        return;
    };
    let folder = Folder::new();
    // There is no release of ours to pin by a commit yet.
    folder.write(
        "zizmor.yml",
        "rules:\n  unpinned-uses:\n    config:\n      policies:\n        amiforge/*: ref-pin\n        \"*\": hash-pin\n",
    );
    for (name, text) in shown_workflows() {
        folder.write(&name, &text);
        let lint = clean(Command::new(&actionlint))
            .arg(&name)
            .current_dir(folder.path())
            .output()
            .expect("actionlint starts");
        let run = Run::of(&lint);
        assert_eq!(run.code, Some(0), "{name}: {run:#?}");
        if name == "components.yml" {
            // The ten lines of the README leave out what is good practice and not needed.
            continue;
        }
        let audit = clean(Command::new(&zizmor))
            .args([
                "--offline",
                "--no-progress",
                "--pedantic",
                "--config",
                "zizmor.yml",
            ])
            .arg(&name)
            .current_dir(folder.path())
            .output()
            .expect("zizmor starts");
        let run = Run::of(&audit);
        assert_eq!(run.code, Some(0), "{name}: {run:#?}");
    }
}

/// Inputs, outputs and pins of the examples are those of the actions.
#[test]
fn the_workflows_use_the_actions_as_they_are() {
    for (name, text) in shown_workflows() {
        for line in text.lines() {
            let Some((_, uses)) = line.split_once("uses: ") else {
                continue;
            };
            let (action, version) = uses.split_once('@').expect("a version");
            if !action.starts_with("amiforge/") {
                let sha = version.split(' ').next().unwrap_or_default();
                assert!(sha.len() == 40 && uses.contains(" # v"), "{name}: {uses}");
            }
        }
        for step in text
            .split("      - ")
            .filter(|step| step.contains("amiforge/amiforge/actions/"))
        {
            let (_, rest) = step.split_once("amiforge/amiforge/").expect("an action");
            let (action, _) = rest.split_once('@').expect("a version");
            let inputs = below(&format!("{action}/action.yml"), "inputs");
            let given = step
                .lines()
                .skip_while(|line| line.trim() != "with:")
                .skip(1)
                .filter_map(|line| line.strip_prefix("          "))
                .filter(|line| !line.starts_with(' '))
                .filter_map(|line| line.split_once(':'));
            for (input, _) in given {
                assert!(
                    inputs.iter().any(|known| known == input),
                    "{name}: {action} {input}"
                );
            }
        }
        for part in text.split("steps.releases.outputs.").skip(1) {
            let word: String = part.chars().take_while(char::is_ascii_alphanumeric).collect();
            assert!(
                below("actions/releases/action.yml", "outputs").contains(&word),
                "{name}: {word}"
            );
        }
    }
}
