//! `--baseline`, `--write-baseline` and `--filter`: what is known or was there before is not shown.

use std::fs;

use super::{GOOD, bad, debatable};
use crate::support::{Folder, Run};

const BASELINE: &str = "amiforge-baseline.json";

fn known(folder: &Folder, arguments: &[&str]) -> Run {
    folder.amiforge(
        ["validate", "--format=json", "--baseline", BASELINE]
            .iter()
            .chain(arguments),
    )
}

#[test]
fn what_is_written_is_known_and_what_comes_is_shown() {
    let folder = Folder::new();
    folder.write("c/a.yaml", bad()).write("c/b.yaml", bad());
    let run = folder
        .amiforge(["validate", "--write-baseline", BASELINE])
        .ends(0);
    assert!(
        run.stdout
            .contains("note: the baseline amiforge-baseline.json knows 2 findings"),
        "{run:#?}"
    );
    assert!(
        run.stdout
            .ends_with("2 files, nothing found; 2 findings known (--baseline)\n"),
        "{run:#?}"
    );
    let text = fs::read_to_string(folder.path().join(BASELINE)).expect("the baseline");
    assert!(
        text.contains("\"path\": \"c/a.yaml\"") && !text.contains("ExecuteBsh"),
        "{text}"
    );
    assert!(known(&folder, &[]).ends(0).findings().is_empty());
    // It moves, another one comes, one is mended.
    folder
        .write(
            "c/a.yaml",
            format!("# moved\n\n{}", bad()).replace("echo ok", "echo ok\n        onFailure: abort"),
        )
        .write("c/b.yaml", GOOD);
    let run = known(&folder, &[]).ends(0);
    assert_eq!(run.findings(), ["c/a.yaml:14:20 schema/on-failure warning"]);
    let told = folder.amiforge(["validate", "--baseline", BASELINE]).ends(0);
    let note = "note: 1 entry of the baseline matches nothing any more; write it anew with --write-baseline";
    assert!(told.stdout.contains(note), "{told:#?}");
    assert!(
        told.stdout.ends_with("; 1 finding known (--baseline)\n"),
        "{told:#?}"
    );
    // Of files that nobody looked at nothing is out of date.
    let part = folder
        .amiforge(["validate", "--baseline", BASELINE, "c/a.yaml"])
        .ends(0);
    assert!(!part.stdout.contains("nothing any more"), "{part:#?}");
    // Seen from another folder the paths are the same.
    let below = folder.path().join("c");
    folder.write(".git/HEAD", "");
    let run = Folder::at(&below).amiforge([
        "validate",
        "--format=json",
        "--baseline",
        "../amiforge-baseline.json",
    ]);
    assert_eq!(run.ends(0).findings(), ["a.yaml:14:20 schema/on-failure warning"]);
}

#[test]
fn a_second_fault_of_the_same_words_is_new() {
    let folder = Folder::new();
    folder.write("a.yaml", bad());
    folder
        .amiforge(["validate", "--write-baseline", BASELINE])
        .ends(0);
    let step = "      - name: Install\n        action: ExecuteBsh\n        inputs: {commands: [echo two]}\n";
    folder.write("a.yaml", format!("{}{step}", bad()));
    let found = known(&folder, &[]).ends(1).findings();
    assert!(
        found
            .iter()
            .any(|finding| finding.starts_with("a.yaml:13:17 schema/unknown-action")),
        "{found:?}"
    );
    assert!(
        found.iter().all(|finding| !finding.starts_with("a.yaml:8")),
        "{found:?}"
    );
}

#[test]
fn infos_are_known_only_when_they_were_asked_for() {
    let folder = Folder::new();
    folder.write("a.yaml", debatable());
    folder
        .amiforge(["validate", "--pedantic", "--write-baseline", BASELINE])
        .ends(0);
    assert!(known(&folder, &["--pedantic"]).ends(0).findings().is_empty());
    let run = folder.amiforge(["validate", "--baseline", BASELINE]).ends(0);
    assert!(
        !run.stdout.contains("nothing any more") && !run.stdout.contains("not shown"),
        "{run:#?}"
    );
}

#[test]
fn what_is_known_is_not_repaired() {
    let folder = Folder::new();
    folder.write("a.yaml", bad());
    folder
        .amiforge(["validate", "--write-baseline", BASELINE])
        .ends(0);
    known(&folder, &["--fix"]).ends(0);
    assert_eq!(
        fs::read_to_string(folder.path().join("a.yaml")).expect("a.yaml"),
        bad()
    );
    folder
        .amiforge(["validate", "--fix", "--write-baseline", BASELINE])
        .ends(0);
    assert_eq!(
        fs::read_to_string(folder.path().join("a.yaml")).expect("a.yaml"),
        GOOD
    );
}

#[test]
fn locked_rules_and_the_configuration_are_never_hidden() {
    let folder = Folder::new();
    folder.write("a.yaml", bad()).write(
        "amiforge.yaml",
        "locked: [schema/unknown-action]\nrules:\n  schema/unknown-action: eror\n",
    );
    folder
        .amiforge(["validate", "--write-baseline", BASELINE])
        .ends(2);
    let found = known(&folder, &[]).ends(2).findings();
    assert!(
        found
            .iter()
            .any(|finding| finding.contains("config/unknown-level")),
        "{found:?}"
    );
    let text = fs::read_to_string(folder.path().join(BASELINE)).expect("the baseline");
    assert!(!text.contains("config/"), "{text}");
    folder.write("amiforge.yaml", "locked: [schema/unknown-action]\n");
    folder
        .amiforge(["validate", "--write-baseline", BASELINE])
        .ends(1);
    assert_eq!(
        known(&folder, &[]).ends(1).findings(),
        ["a.yaml:8:17 schema/unknown-action error"]
    );
}

#[test]
fn a_baseline_that_cannot_be_read_is_no_baseline() {
    let folder = Folder::new();
    folder.write("a.yaml", GOOD).write("bad.json", "{\"secret\": 1}");
    for (file, code, expected) in [
        (
            "none.json",
            2,
            "there is no such file; --write-baseline makes one",
        ),
        (
            "bad.json",
            2,
            "it is not a baseline that amiforge has written (line 1, column",
        ),
        (".", 3, "not a regular file"),
    ] {
        let run = folder.amiforge(["validate", "--baseline", file]).ends(code);
        assert!(
            run.stderr.contains(expected) && !run.stderr.contains("secret"),
            "{run:#?}"
        );
    }
    folder
        .amiforge(["validate", "--write-baseline", "x.json", "--baseline", "y.json"])
        .ends(2);
}

#[test]
fn a_baseline_of_a_trusted_revision_is_the_one_there() {
    let folder = Folder::new();
    folder.write("a.yaml", GOOD).write(
        BASELINE,
        "{\"schema\": \"amiforge/baseline/v1\", \"findings\": []}\n",
    );
    folder.repository();
    folder.write("a.yaml", bad());
    folder
        .amiforge(["validate", "--write-baseline", BASELINE])
        .ends(0);
    known(&folder, &[]).ends(0);
    known(&folder, &["--policy-ref", "main"]).ends(1);
}

#[test]
fn only_lines_of_the_change_are_shown() {
    let folder = Folder::new();
    let two = format!(
        "{}      - name: Other\n        action: ExecuteBinary\n        inputs: {{path: /bin/true}}\n",
        bad()
    );
    folder.write("a.yaml", &two).write("same.yaml", bad());
    folder.repository();
    folder
        .write("a.yaml", two.replace("ExecuteBinary", "ExecuteBinry"))
        .write("new.yaml", bad());
    let run = |filter: &str| {
        folder
            .amiforge([
                "validate",
                "--format=json",
                "--changed-since",
                "main",
                "--filter",
                filter,
            ])
            .ends(1)
            .findings()
    };
    assert_eq!(run("none").len(), 3);
    assert_eq!(
        run("added"),
        [
            "a.yaml:13:17 schema/unknown-action error",
            "new.yaml:8:17 schema/unknown-action error"
        ]
    );
    let text = folder
        .amiforge(["validate", "--changed-since=main", "--filter=added"])
        .ends(1);
    assert!(
        text.stdout.ends_with("; 1 finding on other lines (--filter)\n"),
        "{text:#?}"
    );
    // Only what is shown is repaired.
    folder
        .amiforge(["validate", "--changed-since=main", "--filter=added", "--fix"])
        .ends(0);
    assert_eq!(
        fs::read_to_string(folder.path().join("a.yaml")).expect("a.yaml"),
        two
    );
    // What a line that went leaves behind is told beside it.
    folder.write("a.yaml", two.replace("        action: ExecuteBinary\n", ""));
    let found = run("added");
    assert!(
        found
            .iter()
            .any(|finding| finding.starts_with("a.yaml:12:15 schema/missing-key")),
        "{found:?}"
    );
    // Without a revision that git knows everything is shown.
    let all = folder
        .amiforge(["validate", "--changed-since=gone", "--filter=added"])
        .ends(1);
    assert!(
        all.stdout
            .contains("everything is checked, not only what changed"),
        "{all:#?}"
    );
    assert!(!all.stdout.contains("(--filter)"), "{all:#?}");
}

#[test]
fn a_secret_that_is_covered_did_not_change_by_that() {
    let folder = Folder::new();
    let text = bad().replace("ExecuteBsh", "ExecuteBash")
        + "      - name: Login\n        action: ExecuteBash\n        inputs:\n          commands:\n            - mysql -uroot -pTopSecret99 -e 'select 1'\n";
    folder.write("a.yaml", &text);
    folder.repository();
    folder.write("a.yaml", format!("{text}# a note\n"));
    let run = || {
        folder.amiforge([
            "validate",
            "--format=json",
            "--changed-since=main",
            "--filter=added",
        ])
    };
    assert_eq!(run().ends(0).findings(), Vec::<String>::new());
    folder.write("a.yaml", text.replace("TopSecret99", "TopSecret98"));
    assert_eq!(run().findings().len(), 1, "a new secret of the same length");
}
