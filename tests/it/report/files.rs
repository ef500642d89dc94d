//! Files that anybody may have written.

use super::*;

/// What is left out of a run that ends well, and says so.
fn left_out(story: &Story, file: &str, words: &str) {
    let run = story.report(&[file, "bad.json"]).ends(0);
    assert!(
        run.stderr.contains("left out") && run.stderr.contains(words),
        "{file}: {run:#?}"
    );
    assert!(story.summary().contains("left out"), "{file}");
    let output = std::fs::read_to_string(story.folder.path().join("output")).expect("outputs");
    assert!(output.contains("conclusion<<"), "{output}");
    story.only_comment();
}

#[test]
fn what_cannot_be_read_is_left_out_and_fails_nothing() {
    let Some(story) = Story::new() else { return };
    story.folder.write("empty.json", "");
    story.folder.write("binary.json", b"\xff\xfe\0");
    story
        .folder
        .write("other.json", r#"{"schema": "somebody/else/v1"}"#);
    story.folder.write(
        "wrong.json",
        r#"{"schema": "amiforge/findings/v1", "findings": 7}"#,
    );
    story.folder.write("deep.json", "[".repeat(100_000));
    story.folder.write("large.json", " ".repeat(17 * 1024 * 1024));
    story.folder.write("folder/a.json", "{}");
    for (file, words) in [
        ("empty.json", "empty.json"),
        ("binary.json", "UTF-8"),
        ("other.json", "somebody/else/v1"),
        ("wrong.json", "not as its `schema` says"),
        ("deep.json", "deep.json"),
        ("large.json", "larger than"),
        ("folder", "not a regular file"),
        ("missing.json", "missing.json"),
    ] {
        left_out(&story, file, words);
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let Some(story) = Story::new() else { return };
    let bad = story.folder.path().join("bad.json");
    std::os::unix::fs::symlink(bad, story.folder.path().join("link.json")).expect("a link");
    std::os::unix::fs::symlink("/etc/passwd", story.folder.path().join("out.json")).expect("a link");
    left_out(&story, "link.json", "not followed");
    left_out(&story, "out.json", "not followed");
}

#[test]
fn text_in_a_file_does_nothing() {
    let Some(story) = Story::new() else { return };
    let text = std::fs::read_to_string(story.folder.path().join("bad.json")).expect("findings");
    let mut document: Value = serde_json::from_str(&text).expect("JSON");
    let hostile = "@octocat #1 <img src=x> ](http://evil.example) -->\n::error::x\n<!-- amiforge:bump -->\u{202e}\u{1b}[31m";
    for key in ["message", "help", "path", "rule", "url"] {
        document["findings"][0][key] = hostile.into();
    }
    story.folder.write("hostile.json", document.to_string());
    let run = story
        .report(&["hostile.json", "--post", "comment,check-run"])
        .ends(0);
    assert!(
        !run.stdout.contains("::error") && !run.stderr.contains('\u{1b}'),
        "{run:#?}"
    );
    let comment = story.only_comment();
    for forbidden in [
        "@octocat",
        "<img",
        "](http://evil",
        "\u{202e}",
        "\u{1b}",
        "\n::error",
    ] {
        assert!(
            !comment.body.contains(forbidden),
            "{forbidden:?} in {}",
            comment.body
        );
        assert!(
            !story.summary().contains(forbidden),
            "{forbidden:?} in {}",
            story.summary()
        );
    }
    assert_eq!(
        comment.body.matches("<!-- amiforge:").count(),
        1,
        "{}",
        comment.body
    );
    // A run about nothing to tell finds it all the same.
    story.report(&["good.json"]).ends(0);
    assert_eq!(story.only_comment().hidden.as_deref(), Some("resolved"));
}

#[test]
fn of_two_about_the_same_the_worse_counts() {
    let Some(story) = Story::new() else { return };
    for files in [["good.json", "bad.json"], ["bad.json", "good.json"]] {
        let run = story.report(&files).ends(0);
        assert!(run.stderr.contains("about the same validate"), "{run:#?}");
        assert!(story.only_comment().body.contains("ExecuteBsh"));
        assert_eq!(story.only_comment().hidden, None);
    }
}

#[test]
fn a_run_without_files_is_a_mistake() {
    let Some(story) = Story::new() else { return };
    let run = story.report(&[]).ends(2);
    assert!(run.stderr.contains("at least one file"), "{run:#?}");
}

#[test]
fn files_and_kinds_come_from_variables_too() {
    let Some(story) = Story::new() else { return };
    let mut command = story.command(&[]);
    command
        .env("AMIFORGE_FILES", "missing.json\nbad.json")
        .env("AMIFORGE_POST", "check-run");
    Run::of(&command.output().expect("it runs")).ends(0);
    assert!(story.comments().is_empty());
    assert_eq!(story.check_runs().len(), 1);
}
