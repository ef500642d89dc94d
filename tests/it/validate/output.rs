//! What the command prints, and where.

use std::fs;

use super::{GOOD, bad, debatable};
use crate::support::Folder;

#[test]
fn text_is_for_people() {
    let folder = Folder::new();
    folder.write("bad.yaml", bad()).write("good.yaml", GOOD);
    let run = folder.amiforge(["validate", "."]).ends(1);
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn json_keeps_its_contract() {
    let folder = Folder::new();
    folder.write("bad.yaml", bad()).write("a.tftpl", "x");
    let run = folder
        .amiforge(["validate", "--format=json", "bad.yaml", "a.tftpl"])
        .ends(1);
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn in_a_job_findings_are_annotations_and_a_summary() {
    let folder = Folder::new();
    folder
        .write("images/bad.yaml", bad())
        .write("summary", "")
        .write("output", "");
    let summary = folder.path().join("summary");
    let output = folder.path().join("output");
    let env = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_STEP_SUMMARY", summary.to_str().expect("text")),
        ("GITHUB_OUTPUT", output.to_str().expect("text")),
    ];
    let run = folder.amiforge_with(["validate", "images"], &env, b"").ends(1);
    assert!(
        run.stdout.contains("::error file=images/bad.yaml,line=8,"),
        "{run:#?}"
    );
    let written = fs::read_to_string(&summary).expect("summary");
    assert!(written.contains("1 error"), "{written}");
    let outputs = fs::read_to_string(&output).expect("outputs");
    assert!(outputs.contains("errors"), "{outputs}");
    fs::write(&summary, "").expect("reset");
    folder
        .amiforge_with(["validate", "--no-summary", "images"], &env, b"")
        .ends(1);
    assert_eq!(fs::read_to_string(&summary).expect("summary"), "");
    let run = folder
        .amiforge_with(["validate", "--format=text", "images"], &env, b"")
        .ends(1);
    assert!(!run.stdout.contains("::error"), "{run:#?}");
}

#[test]
fn infos_are_shown_on_request() {
    let folder = Folder::new();
    folder.write("a.yaml", debatable());
    let run = folder.amiforge(["validate", "a.yaml"]).ends(0);
    assert!(!run.stdout.contains("semantic/continue-still-fails"), "{run:#?}");
    assert!(run.stdout.contains("--pedantic"), "{run:#?}");
    let run = folder.amiforge(["validate", "--pedantic", "a.yaml"]).ends(0);
    assert!(
        run.stdout.contains("info[semantic/continue-still-fails]"),
        "{run:#?}"
    );
}

#[test]
fn colours_only_where_they_are_wanted() {
    let folder = Folder::new();
    folder.write("bad.yaml", bad());
    assert!(
        !folder
            .amiforge(["validate", "bad.yaml"])
            .stdout
            .contains('\u{1b}')
    );
    assert!(
        folder
            .amiforge(["validate", "--color=always", "bad.yaml"])
            .stdout
            .contains('\u{1b}')
    );
    assert!(
        !folder
            .amiforge(["validate", "--color=never", "bad.yaml"])
            .stdout
            .contains('\u{1b}')
    );
}

#[test]
fn explain_shows_the_page() {
    let folder = Folder::new();
    let run = folder.amiforge(["explain", "schema/unknown-action"]).ends(0);
    assert!(run.stdout.starts_with("# schema/unknown-action\n"), "{run:#?}");
    let short = folder.amiforge(["explain", "unknown-action"]);
    assert!(
        short.code == Some(2) || short.stdout.starts_with("# "),
        "{short:#?}"
    );
    let run = folder.amiforge(["explain", "schema/unknown-acton"]).ends(2);
    assert!(
        run.stderr.contains("did you mean `schema/unknown-action`?"),
        "{run:#?}"
    );
}

#[test]
fn rules_lists_every_rule() {
    let folder = Folder::new();
    let run = folder.amiforge(["rules"]).ends(0);
    assert_eq!(run.stdout.lines().count(), amiforge::rules::all().count());
    let json = folder.amiforge(["rules", "--format=json"]).ends(0).json();
    assert_eq!(
        json["rules"].as_array().expect("a list").len(),
        amiforge::rules::all().count()
    );
}

#[test]
fn help_and_usage_have_their_exit_codes() {
    let folder = Folder::new();
    folder.amiforge(["--help"]).ends(0);
    folder.amiforge(["--version"]).ends(0);
    folder.amiforge(["validate", "--nonsense"]).ends(2);
    folder.amiforge(["nonsense"]).ends(2);
}

#[test]
fn a_phase_in_another_letter_case_is_what_has_to_change() {
    let folder = Folder::new();
    let text = GOOD.replace("name: build", "name: Build").replace(
        "echo ok",
        "echo ok\n      - name: Later\n        action: ExecuteBash\n        inputs:\n          commands:\n            - echo {{ build.First.outputs.stdout }}",
    );
    folder.write("a.yaml", text);
    let run = folder.amiforge(["validate", "a.yaml"]).ends(1);
    // The finding at the phase and the one at the reference give the same advice.
    let advice = run.stdout.matches("help: rename `Build` to `build`");
    assert_eq!(advice.count(), 2, "{run:#?}");
}

#[test]
fn what_keeps_a_run_from_a_result_is_an_error_of_the_job() {
    let folder = Folder::new();
    let job = [("GITHUB_ACTIONS", "true")];
    for (arguments, said) in [
        (
            &["validate", "--config", "no.yaml"][..],
            "there is no configuration file no.yaml\n",
        ),
        (
            &["validate", "--config", "a\n::error::b"],
            "there is no configuration file a%0A::error::b\n",
        ),
        (
            &["validate", "no.yaml"],
            "nothing could be checked: no component or workflow document at the paths named\n",
        ),
        (
            &["pins", "--check", "--releases", "no.json"],
            "no.json: the releases file cannot be read: ",
        ),
    ] {
        let run = folder.amiforge_with(arguments, &job, b"");
        assert!(matches!(run.code, Some(2 | 3)), "{run:#?}");
        let line = format!("::error title=amiforge::{said}");
        let shown = run.stderr.lines().filter(|line| line.starts_with("::")).count();
        assert!(run.stderr.contains(&line) && shown == 1, "{line}\n{run:#?}");
        // The job summary has it too.
        let summary = folder.path().join("summary.md");
        let summary_at = summary.display().to_string();
        let job = [
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_STEP_SUMMARY", summary_at.as_str()),
        ];
        folder.amiforge_with(arguments, &job, b"");
        let text = fs::read_to_string(&summary).expect("a summary");
        let plain = said.split(|c: char| !c.is_ascii_lowercase() && c != ' ');
        let plain = plain.max_by_key(|words| words.len()).unwrap_or_default();
        assert!(text.contains("ended without a result"), "{text}");
        assert!(text.contains(plain), "{plain}: {text}");
        fs::remove_file(&summary).expect("it was there");
        // Nobody sees it twice elsewhere.
        assert!(
            !folder.amiforge(arguments).stderr.contains("::error title"),
            "{arguments:?}"
        );
    }
}
