//! Which files are checked.

use super::{ERROR, GOOD, bad};
use crate::support::Folder;

#[test]
fn a_named_file_is_judged_whatever_it_looks_like() {
    let folder = Folder::new();
    folder.write("notes.txt", "key: value\n").write("bad.yaml", bad());
    let run = folder
        .amiforge(["validate", "--format=json", "notes.txt", "./bad.yaml"])
        .ends(1);
    assert!(run.findings().contains(&format!("bad.yaml:{ERROR}")), "{run:#?}");
    assert!(
        run.findings()
            .iter()
            .any(|f| f.starts_with("notes.txt:1:1 schema/")),
        "{run:#?}"
    );
}

#[test]
fn in_folders_only_documents_are_judged_and_broken_ones_do_not_slip_through() {
    let folder = Folder::new();
    folder
        .write("c/good.yml", GOOD)
        .write("c/deep/bad.YAML", bad())
        .write("c/broken.yaml", GOOD.replace("- echo ok", "- @echo ok"))
        .write("c/no-version.yaml", GOOD.replace("schemaVersion: 1.0\n", ""))
        .write(
            "c/wrong-case.yaml",
            GOOD.replace("schemaVersion", "SchemaVersion")
                .replace("phases", "Phases"),
        )
        .write("c/deployment.yaml", "apiVersion: apps/v1\nkind: Deployment\n")
        .write(
            "c/ssm.yaml",
            "schemaVersion: '2.2'\nmainSteps:\n  - action: aws:runShellScript\n    name: x\n",
        )
        .write(
            "c/buildspec.yml",
            "version: 0.2\nphases:\n  build:\n    commands:\n      - make\n",
        )
        .write(
            "c/workflow.yml",
            "on: push\njobs:\n  a:\n    steps:\n      - run: x\n",
        )
        .write("c/package.json", "{\"name\": \"x\", \"steps\": [1]}\n");
    let run = folder.amiforge(["validate", "--format=json", "c"]).ends(1);
    let mut paths: Vec<String> = run
        .findings()
        .iter()
        .map(|f| f.split(':').next().unwrap_or_default().to_owned())
        .collect();
    paths.dedup();
    assert_eq!(
        paths,
        [
            "c/broken.yaml",
            "c/deep/bad.YAML",
            "c/no-version.yaml",
            "c/wrong-case.yaml"
        ]
    );
}

#[test]
fn folders_leave_out_what_git_ignores_and_look_into_hidden_folders() {
    let folder = Folder::new();
    folder
        .write(".gitignore", "build/\n")
        .write(".ignore", ".images/\n")
        .write("build/bad.yaml", bad())
        .write(".images/bad.yaml", bad());
    let run = folder.amiforge(["validate", "--format=json", "."]).ends(1);
    assert_eq!(run.findings(), [format!(".images/bad.yaml:{ERROR}")]);
}

#[test]
fn globs_match_within_and_across_folders() {
    let folder = Folder::new();
    folder
        .write("a/x/1.yaml", bad())
        .write("a/2.yaml", bad())
        .write("a/3.yml", bad());
    let one = folder.amiforge(["validate", "--format=json", "a/*.yaml"]).ends(1);
    assert_eq!(one.findings(), [format!("a/2.yaml:{ERROR}")]);
    let all = folder
        .amiforge(["validate", "--format=json", "a/**/*.{yaml,yml}"])
        .ends(1);
    assert_eq!(all.findings().len(), 3);
    let none = folder.amiforge(["validate", "a/*.json"]).ends(2);
    assert!(
        none.stderr.contains("a/*.json: there is no such file or folder"),
        "{none:#?}"
    );
}

#[test]
fn a_file_named_twice_is_judged_once() {
    let folder = Folder::new();
    folder.write("c/bad.yaml", bad());
    let run = folder
        .amiforge([
            "validate",
            "--format=json",
            "c",
            "c/bad.yaml",
            "./c/../c/bad.yaml",
        ])
        .ends(1);
    assert_eq!(run.findings(), [format!("c/bad.yaml:{ERROR}")]);
}

#[test]
fn standard_input_is_a_file_too() {
    let folder = Folder::new();
    let run = folder
        .amiforge_with(["validate", "--format=json", "-"], &[], bad().as_bytes())
        .ends(1);
    assert_eq!(run.findings(), [format!("-:{ERROR}")]);
    let named = [
        "validate",
        "--format=json",
        "--stdin-filename",
        "images/x.yaml",
        "-",
    ];
    let run = folder.amiforge_with(named, &[], bad().as_bytes()).ends(1);
    assert_eq!(run.findings(), [format!("images/x.yaml:{ERROR}")]);
}

#[test]
fn json_documents_are_documents() {
    let folder = Folder::new();
    folder.write(
        "c/a.json",
        r#"{"schemaVersion": "1.0", "phases": [{"name": "build", "steps": [
  {"name": "Restart", "action": "Rebot"}]}]}"#,
    );
    let run = folder.amiforge(["validate", "--format=json", "c"]).ends(1);
    assert_eq!(run.findings(), ["c/a.json:2:33 schema/unknown-action error"]);
}

#[test]
fn workflow_documents_are_recognised() {
    let folder = Folder::new();
    folder.write(
        "w.yaml",
        "schemaVersion: 1.0\nsteps:\n  - name: Launch\n    action: LaunchInstnce\n    inputs:\n      waitFor: ssmAgent\n",
    );
    let run = folder.amiforge(["validate", "--format=json", "."]).ends(1);
    assert_eq!(run.findings()[0], "w.yaml:4:13 workflow/unknown-action error");
}

#[test]
fn paths_that_hold_nothing_to_check_are_a_usage_error() {
    let folder = Folder::new();
    folder.write("docs/readme.md", "text").write("bad.yaml", bad());
    let run = folder.amiforge(["validate", "docs"]).ends(2);
    assert!(run.stderr.contains("nothing could be checked"), "{run:#?}");
    let run = folder
        .amiforge(["validate", "--format=json", "missing.yaml", "bad.yaml"])
        .ends(2);
    assert!(
        run.stderr
            .contains("missing.yaml: there is no such file or folder"),
        "{run:#?}"
    );
    assert_eq!(run.findings(), [format!("bad.yaml:{ERROR}")]);
}

#[test]
fn without_paths_the_working_directory_is_checked() {
    let folder = Folder::new();
    let run = folder.amiforge(["validate"]).ends(0);
    assert!(
        run.stdout
            .contains("there is no component or workflow document here"),
        "{run:#?}"
    );
    folder.write("images/bad.yaml", bad());
    let run = folder.amiforge(["validate", "--format=json"]).ends(1);
    assert_eq!(run.findings(), [format!("images/bad.yaml:{ERROR}")]);
}

#[test]
fn templates_are_not_documents_yet() {
    let folder = Folder::new();
    folder.write("a.yml.tftpl", "${body}").write("good.yaml", GOOD);
    let run = folder
        .amiforge(["validate", "--format=json", "a.yml.tftpl", "good.yaml"])
        .ends(0);
    let reason = run.json()["not_checked"][0]["reason"].to_string();
    assert!(reason.contains("a template (.tftpl)"), "{run:#?}");
    folder.amiforge(["validate", "a.yml.tftpl"]).ends(2);
}

fn repository() -> Folder {
    let folder = Folder::new();
    folder
        .write("old.yaml", bad())
        .write("kept.yaml", GOOD)
        .repository();
    folder.git(&["checkout", "--quiet", "-b", "change"]);
    folder
        .write("new.yaml", bad())
        .commit("second")
        .write("untracked.yaml", bad());
    folder
}

#[test]
fn changed_since_checks_only_what_changed() {
    let folder = repository();
    let run = folder
        .amiforge(["validate", "--format=json", "--changed-since", "main"])
        .ends(1);
    assert_eq!(
        run.findings(),
        [format!("new.yaml:{ERROR}"), format!("untracked.yaml:{ERROR}")]
    );
    folder.write("kept.yaml", bad());
    let run = folder
        .amiforge([
            "validate",
            "--format=json",
            "--changed-since",
            "main",
            "kept.yaml",
        ])
        .ends(1);
    assert_eq!(run.findings(), [format!("kept.yaml:{ERROR}")]);
    let run = folder
        .amiforge(["validate", "--changed-since", "main", "old.yaml"])
        .ends(0);
    assert!(run.stdout.contains("no document changed since main"), "{run:#?}");
}

#[test]
fn changed_since_compares_with_the_point_of_departure() {
    let folder = repository();
    folder.git(&["checkout", "--quiet", "main"]);
    folder.write("later.yaml", bad()).commit("on main only");
    folder.git(&["checkout", "--quiet", "change"]);
    let run = folder
        .amiforge(["validate", "--format=json", "--changed-since", "main"])
        .ends(1);
    assert!(!run.stdout.contains("later.yaml"), "{run:#?}");
    assert!(!run.stdout.contains("\"old.yaml\""), "{run:#?}");
}

#[test]
fn changed_since_from_a_folder_below_the_root() {
    let folder = Folder::new();
    folder.write("sub/old.yaml", bad()).repository();
    folder.write("sub/new.yaml", bad()).write("other.yaml", bad());
    let sub = folder.path().join("sub");
    let arguments = ["validate", "--format=json", "--changed-since", "HEAD"];
    let output = crate::support::clean(std::process::Command::new(env!("CARGO_BIN_EXE_amiforge")))
        .args(arguments)
        .current_dir(sub)
        .output()
        .expect("starts");
    let run = crate::support::Run::of(&output).ends(1);
    assert_eq!(run.findings(), [format!("new.yaml:{ERROR}")]);
}

#[test]
fn a_revision_that_is_missing_means_everything_is_checked() {
    let origin = repository();
    let clone = Folder::new();
    let from = format!("file://{}", origin.path().display());
    clone.git(&["clone", "--quiet", "--depth=1", &from, "."]);
    for revision in ["origin/main", "no-such-revision", "--output=evil"] {
        let since = format!("--changed-since={revision}");
        let run = clone.amiforge(["validate", "--format=text", &since]).ends(1);
        assert!(
            run.stdout
                .contains("everything is checked, not only what changed"),
            "{run:#?}"
        );
        assert!(run.stdout.contains("old.yaml:8:17"), "{run:#?}");
    }
    assert!(!clone.path().join("evil").exists());
}

#[test]
fn a_git_that_refuses_or_is_absent_means_everything_is_checked() {
    let folder = repository();
    let arguments = ["validate", "--changed-since", "main"];
    let run = folder
        .amiforge_with(arguments, &[("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")], b"")
        .ends(1);
    assert!(run.stdout.contains("dubious ownership"), "{run:#?}");
    assert!(run.stdout.contains("old.yaml:8:17"), "{run:#?}");
    // The workspace of a job is its own, also where its files are another user's, as in a container; other folders are not.
    let elsewhere = Folder::new();
    for (workspace, refused) in [(folder.path(), false), (elsewhere.path(), true)] {
        let env = [
            ("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1"),
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_WORKSPACE", workspace.to_str().expect("UTF-8")),
        ];
        let run = folder.amiforge_with(arguments, &env, b"");
        assert_eq!(run.stdout.contains("dubious ownership"), refused, "{run:#?}");
        assert_eq!(run.stdout.contains("old.yaml"), refused, "{run:#?}");
    }
    let run = folder
        .amiforge_with(arguments, &[("PATH", "/nonexistent")], b"")
        .ends(1);
    assert!(run.stdout.contains("git could not be started"), "{run:#?}");
    assert!(run.stdout.contains("old.yaml:8:17"), "{run:#?}");
    let plain = Folder::new();
    plain.write("bad.yaml", bad());
    let run = plain.amiforge(arguments).ends(1);
    assert!(run.stdout.contains("everything is checked"), "{run:#?}");
}
