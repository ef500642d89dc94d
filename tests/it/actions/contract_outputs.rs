//! The outputs that actions declare are those that commands write, also when something is wrong.

use std::collections::BTreeSet;
use std::fs;

use super::definition::Definition;
use crate::bump::{facts, newer, nodes};
use crate::support::{Folder, Run};

#[cfg(all(feature = "aws", feature = "github"))]
/// Outputs that there are only where something is posted.
const POSTED: [&str; 2] = ["comment-urls", "check-run-urls"];

fn declared(action: &str) -> BTreeSet<String> {
    let action = Definition::read(action);
    action.output_names().into_iter().map(str::to_owned).collect()
}

/// The names in a file of outputs, read as the runner does.
fn names(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let (name, word) = line.split_once("<<").expect("the form that holds any value");
        found.insert(name.to_owned());
        assert!(lines.by_ref().any(|line| line == word), "{text}");
    }
    found
}

/// Runs a command as a step does, and reads what it hands on.
fn written(folder: &Folder, arguments: &[&str], code: i32) -> BTreeSet<String> {
    let path = folder.path().join("outputs");
    let _ = fs::remove_file(&path);
    let path = path.to_str().expect("UTF-8");
    let env = [("GITHUB_ACTIONS", "true"), ("GITHUB_OUTPUT", path)];
    let run: Run = folder.amiforge_with(arguments, &env, b"");
    run.ends(code);
    names(&fs::read_to_string(path).unwrap_or_default())
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write(
        "good.yaml",
        "schemaVersion: 1.0
phases:
  - name: build
    steps:
      - name: A
        action: ExecuteBash
        inputs:
          commands:
            - echo ok
",
    );
    folder.write(
        "wrong.yaml",
        "phases:\n  - name: build\n    steps:\n      - name: A\n        action: ExecuteBsh\n",
    );
    folder.write(
        "spelt.yaml",
        "schemaVersion: 1.0
phases:
  - name: build
    steps:
      - name: A
        action: ExecutePowershell
        inputs:
          commands:
            - Write-Host ok
",
    );
    folder.write("config.yaml", "nothing: true\n");
    folder.write("nodes.tf", nodes());
    folder.write(
        "findings.json",
        r#"{"schema":"amiforge/findings/v1","findings":[],"not_checked":[]}"#,
    );
    folder.repository();
    folder.write("facts.json", facts::file(&[newer()]));
    folder
}

#[test]
fn validate_writes_all_of_its_outputs_whatever_it_finds() {
    let (folder, all) = (folder(), declared("action.yml"));
    for (arguments, code) in [
        (&["validate", "good.yaml"][..], 0),
        (&["validate", "wrong.yaml"], 1),
        (&["validate", "--config", "config.yaml", "good.yaml"], 2),
        (&["validate", "--config", "missing.yaml", "good.yaml"], 2),
        (&["validate", "missing.yaml"], 2),
        (&["validate", "--diff", "good.yaml"], 0),
        (&["validate", "--diff", "spelt.yaml"], 1),
        (&["validate", "--nothing"], 2),
        (&["validate", "--format", "nothing"], 2),
        (&["validate", "--output", "text=a", "--output", "json=a"], 2),
    ] {
        assert_eq!(written(&folder, arguments, code), all, "{arguments:?}");
    }
}

/// Options that cannot be read leave words that a step which goes on can compare, from arguments as from inputs.
#[test]
fn what_is_handed_over_where_options_cannot_be_read() {
    let folder = folder();
    let handed = |arguments: &[&str], variable: (&str, &str)| {
        let path = folder.path().join("outputs");
        let _ = fs::remove_file(&path);
        let file = path.to_str().expect("UTF-8");
        let env = [("GITHUB_ACTIONS", "true"), ("GITHUB_OUTPUT", file), variable];
        folder.amiforge_with(arguments, &env, b"").ends(2);
        fs::read_to_string(&path).unwrap_or_default()
    };
    let text = handed(&["validate"], ("AMIFORGE_FAIL_ON", "nothing"));
    let zeros = text.lines().filter(|line| *line == "0").count();
    assert_eq!((zeros, names(&text)), (5, declared("action.yml")));
    for command in [&["build"][..], &["build", "wait"]] {
        let text = handed(command, ("AMIFORGE_FAIL_ON_SEVERITY", "nothing"));
        if cfg!(feature = "aws") {
            assert!(text.lines().any(|line| line == "not-started"), "{text}");
        }
    }
    assert_eq!(handed(&["build", "sweep"], ("AMIFORGE_PLAN_ONLY", "nothing")), "");
}

#[test]
fn bump_writes_all_of_its_outputs_also_when_a_person_must_act() {
    let (folder, all) = (folder(), declared("actions/bump/action.yml"));
    let plan = [
        "bump",
        "--plan-only",
        "--releases",
        "facts.json",
        "--as-of",
        facts::NOW,
    ];
    assert_eq!(written(&folder, &plan, 0), all);
    assert_eq!(
        written(&folder, &[&plan[..], &["--detailed-exitcode"]].concat(), 1),
        all
    );
}

#[test]
fn report_writes_all_of_its_outputs_also_of_files_that_cannot_be_read() {
    let (folder, all) = (folder(), declared("actions/report/action.yml"));
    for file in ["findings.json", "missing.json", "nodes.tf"] {
        let path = folder.path().join("outputs");
        let _ = fs::remove_file(&path);
        let env = [
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_OUTPUT", path.to_str().expect("UTF-8")),
            ("GITHUB_EVENT_NAME", "push"),
            ("GITHUB_REPOSITORY", "octo-org/infra"),
        ];
        let run = folder.amiforge_with(["report", file], &env, b"");
        let found = names(&fs::read_to_string(&path).unwrap_or_default());
        assert_eq!(found, all, "{file}: {run:#?}");
    }
}

#[cfg(feature = "aws")]
#[test]
fn releases_writes_all_of_its_outputs() {
    let folder = Folder::new();
    folder.write("readme.txt", "no pins\n").repository();
    assert_eq!(
        written(&folder, &["releases"], 0),
        declared("actions/releases/action.yml")
    );
}

#[cfg(feature = "aws")]
#[test]
fn build_writes_its_outputs_also_where_nothing_was_started() {
    let folder = folder();
    let mut all = declared("actions/build/action.yml");
    all.retain(|name| !POSTED.contains(&name.as_str()));
    for arguments in [
        &["build"][..],
        &["build", "--pipeline", "nothing"],
        &[
            "build",
            "--recipe-file",
            "missing.yaml",
            "--infrastructure",
            "nothing",
        ],
        &["build", "wait", "nothing"],
        &["build", "--nothing"],
        &["build", "--fail-on-severity", "nothing"],
        &["build", "wait", "--poll", "nothing"],
    ] {
        assert_eq!(written(&folder, arguments, 2), all, "{arguments:?}");
    }
}

#[cfg(all(feature = "aws", feature = "github"))]
#[test]
fn build_writes_its_outputs_when_it_ends() {
    use crate::stand_ins::Build;
    let Some(world) = super::build::with_builds(&[Build::good()]) else {
        return;
    };
    let mut all = declared("actions/build/action.yml");
    all.retain(|name| !POSTED.contains(&name.as_str()));
    let pipeline = world.arn("eu-west-1", "image-pipeline/web");
    for more in [&["--no-wait"][..], &["--poll", "10ms"]] {
        let arguments = [&["build", "--pipeline", &pipeline], more].concat();
        let ended = world.job().amiforge(&arguments);
        let found: BTreeSet<String> = ended.outputs.keys().cloned().collect();
        assert_eq!(found, all, "{ended:#?}");
    }
}

/// The runner shows ten annotations of a level for the whole of a composite action, and drops the rest without a word.
#[test]
fn annotations_are_ten_of_a_level_at_most_and_the_rest_is_counted() {
    let folder = Folder::new();
    for number in 0..25 {
        // A name that is no action, a version that is a number, and a step without a timeout.
        folder.write(
            &format!("{number}.yaml"),
            "schemaVersion: 1.0\nphases:\n  - name: build\n    steps:\n      - name: A\n        action: ExecuteBsh\n      - name: B\n        \
             action: ExecuteBash\n        inputs:\n          commands:\n            - yum install nginx\n            - 'echo \"a'\n",
        );
    }
    let run = folder.amiforge_with(["validate", "--pedantic"], &[("GITHUB_ACTIONS", "true")], b"");
    let count = |level: &str| {
        run.stdout
            .lines()
            .filter(|line| line.starts_with(&format!("::{level} ")))
            .count()
    };
    for level in ["error", "warning", "notice"] {
        assert!(count(level) <= 10, "{level}: {}", run.stdout);
    }
    assert_eq!(count("error"), 10, "{}", run.stdout);
    let more = run
        .stdout
        .lines()
        .any(|line| line.starts_with("::") && line.contains(" more"));
    assert!(more, "{}", run.stdout);
}
