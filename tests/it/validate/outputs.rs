//! `--output FORMAT=FILE` and `--skip-others`.

use std::fs;

use super::{GOOD, bad};
use crate::support::Folder;

#[test]
fn annotations_and_files_come_out_of_one_run() {
    let folder = Folder::new();
    folder
        .write("images/bad.yaml", bad())
        .write("images/good.yaml", GOOD);
    let arguments = [
        "validate",
        "--format=github",
        "--output=sarif=amiforge.sarif",
        "--output",
        "junit=tests.xml",
        "images",
    ];
    let run = folder.amiforge(arguments).ends(1);
    assert!(
        run.stdout.contains("::error file=images/bad.yaml,line=8,"),
        "{run:#?}"
    );
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect(name);
    let sarif: serde_json::Value = serde_json::from_str(&read("amiforge.sarif")).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"].as_array().map(Vec::len), Some(1));
    assert_eq!(sarif["runs"][0]["invocations"][0]["executionSuccessful"], true);
    assert!(
        read("tests.xml").contains("tests=\"2\" failures=\"1\""),
        "{}",
        read("tests.xml")
    );
    // Nothing half-written stays, and the next run finds no document in what this one has written.
    let again = folder.amiforge(["validate", "--output=json=a.json", "."]).ends(1);
    assert!(again.stdout.contains("1 error in 1 of 2 files"), "{again:#?}");
    let names: Vec<String> = fs::read_dir(folder.path())
        .expect("the folder")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert!(names.iter().all(|name| !name.starts_with('.')), "{names:?}");
}

#[test]
fn the_variable_takes_several_files() {
    let folder = Folder::new();
    folder.write("a.yaml", GOOD);
    let env = [(
        "AMIFORGE_OUTPUT",
        "gitlab=quality.json, line=lines.txt\nsarif=with=sign.sarif\n",
    )];
    folder.amiforge_with(["validate", "a.yaml"], &env, b"").ends(0);
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect(name);
    assert_eq!(read("quality.json"), "[]\n");
    assert_eq!(read("lines.txt"), "");
    assert!(read("with=sign.sarif").contains("\"2.1.0\""));
}

#[test]
fn junit_fails_where_the_run_does() {
    let folder = Folder::new();
    folder.write("bad.yaml", bad());
    for (fail_on, failures, code) in [("error", 1, 1), ("never", 0, 0)] {
        let run = folder
            .amiforge(["validate", "--format=junit", "--fail-on", fail_on, "bad.yaml"])
            .ends(code);
        assert!(
            run.stdout.contains(&format!("failures=\"{failures}\"")),
            "{run:#?}"
        );
    }
}

#[test]
fn outputs_that_cannot_be_are_refused() {
    let folder = Folder::new();
    folder.write("a.yaml", GOOD);
    for (output, says) in [
        ("sarif", "write the format and the file"),
        (
            "yaml=a.txt",
            "there is no format `yaml`; the formats are text, github, json, sarif",
        ),
        ("sarif=", "name a file"),
        ("sarif=-", "standard output takes the format of `--format`"),
    ] {
        let run = folder
            .amiforge(["validate", "--output", output, "a.yaml"])
            .ends(2);
        assert!(run.stderr.contains(says), "{output}: {run:#?}");
    }
    let run = folder
        .amiforge(["validate", "--output=sarif=x", "--output=json=x", "a.yaml"])
        .ends(2);
    assert!(run.stderr.contains("--output names x twice"), "{run:#?}");
    assert!(!folder.path().join("x").exists());
}

#[test]
fn a_file_that_cannot_be_written_is_trouble_and_the_others_are_written() {
    let folder = Folder::new();
    folder.write("a.yaml", GOOD);
    let run = folder
        .amiforge([
            "validate",
            "--output=sarif=none/x.sarif",
            "--output=json=a.json",
            "a.yaml",
        ])
        .ends(3);
    assert!(run.stderr.contains("none/x.sarif cannot be written"), "{run:#?}");
    assert!(run.stdout.contains("1 file, nothing found"), "{run:#?}");
    assert!(folder.path().join("a.json").is_file());
}

#[test]
fn a_run_without_a_result_writes_a_whole_file_that_says_so() {
    let folder = Folder::new();
    folder.write("a.yaml", GOOD);
    folder
        .amiforge([
            "validate",
            "--config=missing.yaml",
            "--output=sarif=x.sarif",
            "a.yaml",
        ])
        .ends(2);
    let text = fs::read_to_string(folder.path().join("x.sarif")).expect("the file");
    let sarif: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(sarif["runs"][0]["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn other_files_among_those_named_are_skipped_on_request() {
    let folder = Folder::new();
    folder
        .write("bad.yaml", bad())
        .write("deploy.yaml", "services: {}\n")
        .write("vendor/bad.yaml", bad())
        .write(".github/amiforge.yaml", "exclude: [vendor/]\n");
    let run = folder.amiforge(["validate", "deploy.yaml"]);
    assert_ne!(run.code, Some(0), "{run:#?}");
    let run = folder
        .amiforge(["validate", "--skip-others", "deploy.yaml"])
        .ends(0);
    assert!(run.stdout.contains("no files checked"), "{run:#?}");
    let run = folder
        .amiforge([
            "validate",
            "--skip-others",
            "deploy.yaml",
            "bad.yaml",
            "vendor/bad.yaml",
        ])
        .ends(1);
    assert!(run.stdout.contains("1 error in 1 file"), "{run:#?}");
    let run = folder
        .amiforge(["validate", "--skip-others", "nowhere.yaml"])
        .ends(2);
    assert!(run.stderr.contains("no such file"), "{run:#?}");
}

#[test]
fn one_file_by_two_names_is_refused() {
    let folder = Folder::new();
    folder.write("a.yaml", GOOD);
    for other in ["./x", "y/../x"] {
        let twice = ["validate", "--output=json=x", &format!("--output=sarif={other}")].map(str::to_owned);
        let run = folder.amiforge(twice).ends(2);
        assert!(
            run.stderr.contains(&format!("--output names {other} twice")),
            "{run:#?}"
        );
    }
    assert!(!folder.path().join("x").exists());
}

/// A pull request could add a link where the job writes its reports.
#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_that_leads_out() {
    use std::os::unix::fs::symlink;

    let (folder, outside) = (Folder::new(), Folder::new());
    folder.repository().write("a.yaml", GOOD);
    let at = |name: &str| folder.path().join(name);
    symlink(outside.path().join("new"), at("to-nothing")).expect("a link");
    symlink(outside.path(), at("folder")).expect("a link");
    symlink("round", at("round")).expect("a link");
    symlink("real.json", at("inside")).expect("a link");
    for (file, reason) in [
        ("to-nothing", "a link that leads out of the workspace"),
        ("folder/new", "a link that leads out of the workspace"),
        ("round", "links that lead nowhere"),
    ] {
        let run = folder
            .amiforge(["validate", &format!("--output=json={file}")])
            .ends(3);
        assert!(
            run.stderr
                .contains(&format!("{file} cannot be written: {reason}")),
            "{run:#?}"
        );
        let run = folder.amiforge(["validate", "--write-baseline", file]).ends(3);
        assert!(
            run.stderr.contains(&format!("the baseline {file}: {reason}")),
            "{run:#?}"
        );
    }
    let run = folder.amiforge(["man", "folder"]).ends(3);
    assert!(run.stderr.contains("leads out of the workspace"), "{run:#?}");
    assert_eq!(fs::read_dir(outside.path()).expect("a folder").count(), 0);
    // One that stays inside is followed, and stays a link.
    folder.amiforge(["validate", "--output=json=inside"]).ends(0);
    assert!(at("real.json").is_file() && at("inside").is_symlink());
    let run = folder
        .amiforge(["validate", "--output=json=/dev/stdout", "--format=line"])
        .ends(0);
    assert!(run.stdout.starts_with('{'), "{run:#?}");
}
