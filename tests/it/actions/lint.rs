//! Linters of other people on the actions and on the workflows that are shown.

use std::fs;
use std::process::Command;

use super::{ACTIONS, shown_workflows};
use crate::support::{Folder, Run, clean, project, tool};

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

#[test]
fn actions_paste_nothing_into_a_shell() {
    for name in ACTIONS {
        let text = fs::read_to_string(project().join(name)).expect(name);
        for line in text.lines().filter(|line| line.trim_start().starts_with("run:")) {
            assert!(!line.contains("${{"), "{name}: {line}");
        }
    }
}
