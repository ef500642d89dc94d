//! Hostile and broken files: a clear answer each.

use std::fmt::Write as _;
use std::path::Path;

use super::{ERROR, GOOD, bad};
use crate::support::{Folder, Run};

fn named(name: &str, bytes: impl AsRef<[u8]>) -> Run {
    let folder = Folder::new();
    folder.write(name, bytes);
    folder.amiforge(["validate", "--format=json", name])
}

#[test]
fn text_that_is_not_utf_8() {
    let run = named("a.yaml", b"name: caf\xe9\nschemaVersion: 1.0\n").ends(1);
    assert_eq!(run.findings(), ["a.yaml:1:10 syntax/not-utf8 error"]);
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(GOOD.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let run = named("a.yaml", &utf16).ends(1);
    assert_eq!(run.findings(), ["a.yaml:1:1 syntax/not-utf8 error"]);
    let folder = Folder::new();
    folder.write("c/a.yaml", &utf16);
    let run = folder.amiforge(["validate", "--format=json", "c"]).ends(1);
    assert_eq!(run.findings(), ["c/a.yaml:1:1 syntax/not-utf8 error"]);
}

#[test]
fn byte_order_mark_line_ends_and_tabs_do_not_move_findings() {
    assert_eq!(
        named("a.yaml", format!("\u{feff}{}", bad())).ends(1).findings(),
        [format!("a.yaml:{ERROR}")]
    );
    assert_eq!(
        named("a.yaml", bad().replace('\n', "\r\n")).ends(1).findings(),
        [format!("a.yaml:{ERROR}")]
    );
    let first = "\u{feff}schemaVersion: 1.0\nphases: []\n";
    assert_eq!(
        named("a.yaml", first).ends(1).findings(),
        ["a.yaml:2:9 schema/empty-phases error"]
    );
    let tab = GOOD.replace("    steps:", "\tsteps:");
    assert_eq!(
        named("a.yaml", tab).ends(1).findings(),
        ["a.yaml:6:1 syntax/tab-indentation error"]
    );
    let wide = GOOD.replace("name: good", "name: \"é😀\\M\"");
    assert_eq!(
        named("a.yaml", wide).ends(1).findings(),
        ["a.yaml:1:10 syntax/bad-escape error"]
    );
}

#[test]
fn nul_and_other_control_characters() {
    let run = named("a.yaml", GOOD.replace("echo ok", "echo\0ok")).ends(1);
    assert_eq!(run.findings(), ["a.yaml:11:19 syntax/control-character error"]);
    let run = named("a.yaml", GOOD.replace("echo ok", "echo\u{7f}ok")).ends(1);
    assert_eq!(run.findings(), ["a.yaml:11:19 syntax/control-character error"]);
}

#[test]
fn nothing_at_all() {
    for text in ["", "\n\n", "# only a comment\n", "---\n", "null\n"] {
        assert_eq!(
            named("a.yaml", text).ends(1).findings(),
            ["a.yaml:1:1 syntax/empty-document error"],
            "{text:?}"
        );
    }
}

#[test]
fn a_hundred_thousand_levels() {
    for text in ["[".repeat(100_000), "- ".repeat(100_000), "{a: ".repeat(100_000)] {
        let run = named("a.yaml", text).ends(1);
        let errors: Vec<String> = run
            .findings()
            .into_iter()
            .filter(|f| f.ends_with(" error"))
            .collect();
        assert!(
            !errors.is_empty() && errors.iter().all(|f| f.contains(" syntax/")),
            "{run:#?}"
        );
    }
}

#[test]
fn alias_bombs() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let before = format!("*a{}", level - 1);
        let list = vec![before; 10].join(", ");
        let _ = writeln!(text, "a{level}: &a{level} [{list}]");
    }
    text.push_str("schemaVersion: 1.0\nphases: *a29\n");
    let run = named("a.yaml", text).ends(1);
    assert!(
        run.findings()
            .iter()
            .any(|f| f.contains("syntax/excessive-aliases error")),
        "{run:#?}"
    );
    let run = named("a.yaml", "schemaVersion: 1.0\nphases: &p\n  - *p\n").ends(1);
    assert!(
        run.findings()
            .iter()
            .any(|f| f.contains("syntax/excessive-aliases error")),
        "{run:#?}"
    );
}

#[test]
fn repeated_keys() {
    let run = named("a.yaml", format!("{GOOD}phases: []\n")).ends(1);
    assert_eq!(run.findings(), ["a.yaml:12:1 syntax/duplicate-key error"]);
}

#[test]
fn above_four_mebibytes() {
    let mut text = GOOD.to_owned();
    text.push_str(&"# padding padding padding padding padding padding\n".repeat(90_000));
    let run = named("a.yaml", &text).ends(1);
    assert_eq!(run.findings(), ["a.yaml:1:1 schema/document-too-large error"]);
    let folder = Folder::new();
    folder
        .write("c/a.yaml", &text)
        .write("c/b.yaml", GOOD)
        .write("c/c.json", "[1, 2]".repeat(900_000));
    let run = folder.amiforge(["validate", "--format=json", "c"]).ends(0);
    let json = run.json();
    assert_eq!(json["not_checked"].as_array().map(Vec::len), Some(1), "{run:#?}");
    assert_eq!(json["not_checked"][0]["path"], "c/a.yaml");
}

#[cfg(unix)]
#[test]
fn links_out_of_the_workspace_are_not_followed() {
    use std::os::unix::fs::symlink;
    let secret = Folder::new();
    secret
        .write("secret.yaml", "password: hunter2\n")
        .write("folder/bad.yaml", bad());
    let folder = Folder::new();
    folder
        .write("c/good.yaml", GOOD)
        .write("c/bad.yaml", bad())
        .repository();
    symlink(
        secret.path().join("secret.yaml"),
        folder.path().join("c/link.yaml"),
    )
    .expect("a link");
    symlink(secret.path().join("folder"), folder.path().join("c/inner")).expect("a link");
    symlink("bad.yaml", folder.path().join("c/inside.yaml")).expect("a link");
    symlink("nowhere", folder.path().join("c/dangling.yaml")).expect("a link");
    let run = folder.amiforge(["validate", "--format=json", "c"]).ends(1);
    assert_eq!(
        run.findings(),
        [format!("c/bad.yaml:{ERROR}"), format!("c/inside.yaml:{ERROR}")]
    );
    assert!(
        run.stdout.contains("a link that leads out of the workspace"),
        "{run:#?}"
    );
    for path in ["c/link.yaml", "c/inner/bad.yaml", "c/inner", "c/inner/*.yaml"] {
        let run = folder.amiforge(["validate", "--format=json", path]).ends(2);
        assert_eq!(run.findings(), [""; 0], "{path}");
        assert!(!run.stdout.contains("hunter2"), "{run:#?}");
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_not_opened() {
    let folder = Folder::new();
    folder.write("good.yaml", GOOD);
    let made = std::process::Command::new("mkfifo")
        .arg(folder.path().join("pipe.yaml"))
        .status()
        .expect("mkfifo");
    assert!(made.success());
    let run = folder
        .amiforge(["validate", "--format=json", "pipe.yaml", "good.yaml"])
        .ends(0);
    assert!(run.stdout.contains("not a regular file"), "{run:#?}");
    folder.amiforge(["validate", "."]).ends(0);
}

#[cfg(unix)]
#[test]
fn hostile_names_cannot_speak_to_the_runner_or_the_terminal() {
    let folder = Folder::new();
    let names = [
        "::error::x.yaml",
        "a\n::error::b.yaml",
        "c\u{1b}[31md.yaml",
        "e%0A::add-mask::f.yaml",
    ];
    for name in names {
        folder.write(&format!("c/{name}"), bad());
    }
    for format in ["text", "github"] {
        let run = folder.amiforge(["validate", "--format", format, "c"]).ends(1);
        assert!(!run.stdout.contains('\u{1b}'), "{run:#?}");
        for line in run
            .stdout
            .lines()
            .filter(|line| line.trim_start().starts_with("::"))
        {
            // In a job the text stands between a command that stops commands and its word.
            let guard = line.starts_with("::stop-commands::") || line.starts_with("::amiforge-");
            assert!(guard || line.starts_with("::error file=c/"), "{line}");
            assert!(format == "github", "{line}");
        }
        assert_eq!(run.stdout.matches("\n::error::b").count(), 0, "{run:#?}");
    }
    let json = folder.amiforge(["validate", "--format=json", "c"]).ends(1);
    assert_eq!(json.findings().len(), names.len());
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_trouble() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    folder.write("c/a.yaml", bad()).write("c/b.yaml", bad());
    let path = folder.path().join("c/a.yaml");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).expect("permissions");
    if std::fs::read(&path).is_ok() {
        return; // The superuser reads everything.
    }
    let run = folder.amiforge(["validate", "--format=json", "c"]).ends(3);
    assert_eq!(run.findings(), [format!("c/b.yaml:{ERROR}")]);
}

#[test]
fn a_folder_that_is_not_there() {
    assert!(!Path::new("/nonexistent").exists());
    Folder::new()
        .amiforge(["validate", "/nonexistent/a.yaml"])
        .ends(2);
}

/// A document with a great many mistakes is answered in a bounded size, on one long line as well.
#[test]
fn more_mistakes_than_anybody_reads() {
    let steps = "{name: two,action: Reboot},".repeat(20_000);
    let text = format!("schemaVersion: 1.0\nphases: [{{name: build, steps: [{steps}]}}]\n");
    let run = named("a.yaml", &text).ends(1);
    let findings = run.findings();
    let duplicates = |finding: &&String| finding.contains("schema/duplicate-step");
    assert!(
        findings.iter().filter(duplicates).count() == 5_001,
        "{}",
        findings.len()
    );
    assert!(run.stdout.contains("there are more of these"), "they are told of");

    // What stands only for its claim is not shown, and its claim still holds.
    let text = GOOD.replace("echo ok", &format!("ok{}", "\n            - a: b".repeat(6_000)));
    let run = named("a.yaml", &text).ends(1);
    let findings = run.findings();
    let rules: std::collections::BTreeSet<_> = findings
        .iter()
        .filter_map(|finding| finding.split(' ').nth(1))
        .collect();
    let expected = ["schema/document-too-large", "syntax/command-is-map"];
    assert_eq!(Vec::from_iter(rules), expected);
    assert_eq!(findings.len(), 5_002);
}

#[test]
#[cfg(unix)]
fn a_glob_through_a_link_tells_no_names_and_a_pipe_is_not_waited_for() {
    let outside = Folder::new();
    outside.write("secret.yaml", GOOD);
    let folder = Folder::new();
    folder.write("a.yaml", GOOD).repository();
    std::os::unix::fs::symlink(outside.path(), folder.path().join("out")).expect("a link");
    let run = folder.amiforge(["validate", "--format=json", "out/*"]).ends(2);
    assert!(!run.stdout.contains("secret"), "{run:#?}");
    assert_eq!(run.json()["not_checked"][0]["path"], "out");
    let made = std::process::Command::new("mkfifo")
        .arg(folder.path().join("amiforge.yaml"))
        .status()
        .expect("mkfifo starts");
    assert!(made.success());
    folder
        .amiforge(["validate", "--format=json", "a.yaml"])
        .ends(3)
        .json();
}

#[test]
fn a_document_with_too_many_values_is_not_judged_and_does_not_pass() {
    let mut text = GOOD.to_owned();
    text.push_str(&"            - x\n".repeat(200_000));
    let run = named("a.yaml", text).ends(1);
    let errors: Vec<String> = run
        .findings()
        .into_iter()
        .filter(|f| f.ends_with("error"))
        .collect();
    assert_eq!(errors, ["a.yaml:1:1 schema/document-too-large error"]);
    assert!(run.stdout.contains("more than 200000 values"), "{}", run.stdout);
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_utf_8_are_told_apart() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new();
    for name in [&b"a\xff.yaml"[..], b"a\xfe.yaml"] {
        std::fs::write(folder.path().join(OsStr::from_bytes(name)), bad()).expect("a file");
    }
    let run = folder.amiforge(["validate", "--format=json", "."]).ends(1);
    assert_eq!(run.findings().len(), 2, "{run:#?}");
}
