//! `--fix`, `--unsafe-fixes` and `--diff`.

use std::fs;
use std::process::{Command, Stdio};

use super::{GOOD, bad};
use crate::support::{Folder, clean};

/// One safe fix, one that is not, one finding without any.
fn mixed() -> String {
    format!(
        "{}  - name: tset\n    steps:\n      - name: Sleep\n        action: Reboot\n        timeoutSeconds: 60\n        maxAttempts: 0\n",
        bad()
    )
}

fn read(folder: &Folder, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).expect(name)
}

#[test]
fn fixes_without_a_doubt_are_made_and_the_rest_is_reported() {
    let folder = Folder::new();
    folder.write("a.yaml", mixed()).write("good.yaml", GOOD);
    let run = folder
        .amiforge(["validate", "--fix", "a.yaml", "good.yaml"])
        .ends(0);
    assert_eq!(
        read(&folder, "a.yaml"),
        mixed().replace("ExecuteBsh", "ExecuteBash")
    );
    assert_eq!(read(&folder, "good.yaml"), GOOD);
    let told = "note: 1 finding repaired in 1 file; --unsafe-fixes can repair 2 more";
    assert!(run.stdout.contains(told), "{run:#?}");
    assert!(
        run.stdout.contains("(--unsafe-fixes)") && !run.stdout.contains("(--fix)"),
        "{run:#?}"
    );
    let again = folder.amiforge(["validate", "--fix", "a.yaml"]).ends(0);
    assert!(
        again.stdout.contains("note: --unsafe-fixes can repair 2 more"),
        "{again:#?}"
    );
    let more = folder.amiforge(["validate", "--unsafe-fixes", "a.yaml"]).ends(0);
    assert!(
        more.stdout.contains("note: 2 findings repaired in 1 file\n"),
        "{more:#?}"
    );
    let text = read(&folder, "a.yaml");
    assert!(
        text.contains("name: test\n") && !text.contains("timeoutSeconds"),
        "{text}"
    );
    assert!(text.contains("maxAttempts: 0"), "what has no fix stays: {text}");
}

#[test]
fn a_variable_asks_for_it_too() {
    let folder = Folder::new();
    folder.write("a.yaml", bad());
    folder
        .amiforge_with(["validate", "a.yaml"], &[("AMIFORGE_FIX", "true")], b"")
        .ends(0);
    assert_eq!(read(&folder, "a.yaml"), GOOD);
}

#[test]
fn the_changes_alone_are_shown_and_nothing_is_written() {
    let folder = Folder::new();
    folder.write("a.yaml", mixed()).write("good.yaml", GOOD);
    let run = folder.amiforge(["validate", "--diff", "."]).ends(1);
    assert_eq!(
        run.stdout,
        "--- a/a.yaml\n+++ b/a.yaml\n@@ -5,7 +5,7 @@\n   - name: build\n     steps:\n       - name: Install\n\
         -        action: ExecuteBsh\n+        action: ExecuteBash\n         inputs:\n           commands:\n             - echo ok\n"
    );
    assert_eq!(
        run.stderr.trim(),
        "amiforge: --fix would repair 1 finding in 1 file; --unsafe-fixes can repair 2 more"
    );
    assert_eq!(read(&folder, "a.yaml"), mixed());
    let run = folder
        .amiforge(["validate", "--diff", "--unsafe-fixes", "a.yaml"])
        .ends(1);
    assert!(run.stdout.contains("\n+  - name: test\n"), "{run:#?}");
    let none = folder.amiforge(["validate", "--diff", "good.yaml"]).ends(0);
    assert_eq!((none.stdout.as_str(), none.stderr.as_str()), ("", ""));
    let missing = folder.amiforge(["validate", "--diff", "none.yaml"]).ends(2);
    assert_eq!(missing.stdout, "");
}

#[test]
fn comments_line_endings_and_a_byte_order_mark_stay() {
    let folder = Folder::new();
    let old = format!(
        "\u{feff}# kept\n{}",
        bad().replace("ExecuteBsh", "ExecuteBsh # why")
    )
    .replace('\n', "\r\n");
    folder.write("a.yaml", &old);
    folder.amiforge(["validate", "--fix", "a.yaml"]).ends(0);
    assert_eq!(read(&folder, "a.yaml"), old.replace("ExecuteBsh", "ExecuteBash"));
}

#[test]
fn standard_input_comes_back_on_standard_output() {
    let folder = Folder::new();
    let run = folder
        .amiforge_with(["validate", "--fix", "-"], &[], mixed().as_bytes())
        .ends(0);
    assert_eq!(run.stdout, mixed().replace("ExecuteBsh", "ExecuteBash"));
    assert!(run.stderr.contains("semantic/phase-never-runs"), "{run:#?}");
    // Also where there is nothing to repair, so that an editor can take it.
    let run = folder
        .amiforge_with(["validate", "--fix", "-"], &[], GOOD.as_bytes())
        .ends(0);
    assert_eq!(run.stdout, GOOD);
    let run = folder
        .amiforge_with(["validate", "--diff", "-"], &[], bad().as_bytes())
        .ends(1);
    assert!(run.stdout.contains("+        action: ExecuteBash\n"), "{run:#?}");
}

#[test]
fn only_what_is_shown_is_repaired() {
    let folder = Folder::new();
    let info = GOOD
        .replace(
            "schemaVersion: 1.0\n",
            "schemaVersion: 1.0\nparameters:\n  - Port:\n      type: string\n      default: 80\n",
        )
        .replace("echo ok", "echo '{{ Port }}'");
    folder.write("a.yaml", &info);
    folder.amiforge(["validate", "--fix", "a.yaml"]).ends(0);
    assert_eq!(read(&folder, "a.yaml"), info);
    folder
        .amiforge(["validate", "--fix", "--pedantic", "a.yaml"])
        .ends(0);
    assert_eq!(
        read(&folder, "a.yaml"),
        info.replace("default: 80", "default: '80'")
    );
}

#[test]
fn a_document_inside_of_a_template_is_repaired_in_place() {
    let folder = Folder::new();
    let data = bad()
        .lines()
        .map(|line| format!("        {line}\n"))
        .collect::<String>();
    let template = format!(
        "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Agent:\n    Type: AWS::ImageBuilder::Component\n    Properties:\n      \
         Name: agent\n      Platform: Linux\n      Version: 1.0.0\n      Data: | # kept\n{data}"
    );
    folder.write("template.yaml", &template);
    folder.amiforge(["validate", "--fix", "."]).ends(0);
    assert_eq!(
        read(&folder, "template.yaml"),
        template.replace("ExecuteBsh", "ExecuteBash")
    );
}

#[cfg(unix)]
#[test]
fn files_keep_their_mode_and_links_stay_links() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = Folder::new();
    let outside = Folder::new();
    outside.write("secret.yaml", bad());
    folder.write("a.yaml", bad()).write("read-only.yaml", bad());
    let path = |name: &str| folder.path().join(name);
    let mode = |mode: u32| fs::Permissions::from_mode(mode);
    fs::set_permissions(path("a.yaml"), mode(0o640)).expect("mode");
    fs::set_permissions(path("read-only.yaml"), mode(0o444)).expect("mode");
    symlink("a.yaml", path("link.yaml")).expect("link");
    symlink(outside.path().join("secret.yaml"), path("out.yaml")).expect("link");
    let run = folder
        .amiforge(["validate", "--fix", "link.yaml", "read-only.yaml", "out.yaml"])
        .ends(3);
    assert_eq!(read(&folder, "a.yaml"), GOOD);
    assert_eq!(
        fs::metadata(path("a.yaml")).expect("a file").permissions().mode() & 0o777,
        0o640
    );
    assert!(
        fs::symlink_metadata(path("link.yaml"))
            .expect("a link")
            .is_symlink()
    );
    assert!(
        run.stderr
            .contains("read-only.yaml: not repaired: the file is read-only"),
        "{run:#?}"
    );
    assert_eq!(read(&folder, "read-only.yaml"), bad());
    assert_eq!(read(&outside, "secret.yaml"), bad());
    assert!(run.stdout.contains("not checked: out.yaml"), "{run:#?}");
}

/// Killed at any time it leaves the old file or the new one, and nothing of it elsewhere that would be judged.
#[test]
fn who_is_killed_leaves_the_old_or_the_new_file() {
    let folder = Folder::new();
    let many: String = (0..400)
        .map(|number| format!("      - name: Step{number}\n        action: ExecuteBsh\n        inputs:\n          commands: [echo ok]\n"))
        .collect();
    let old = format!("schemaVersion: 1.0\nphases:\n  - name: build\n    steps:\n{many}");
    let new = old.replace("ExecuteBsh", "ExecuteBash");
    for wait in 0..12 {
        folder.write("a.yaml", &old);
        let mut child = clean(Command::new(env!("CARGO_BIN_EXE_amiforge")))
            .args(["validate", "--fix", "a.yaml"])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary starts");
        std::thread::sleep(std::time::Duration::from_millis(wait * 12));
        let _ = child.kill();
        child.wait().expect("it ends");
        let text = read(&folder, "a.yaml");
        assert!(text == old || text == new, "after {wait}: {} bytes", text.len());
    }
    folder.write("a.yaml", &old);
    folder.amiforge(["validate", "--fix", "a.yaml"]).ends(0);
    assert_eq!(read(&folder, "a.yaml"), new);
    let left = fs::read_dir(folder.path()).expect("the folder").flatten();
    let names: Vec<_> = left
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert!(
        names
            .iter()
            .all(|name| name == "a.yaml" || name.ends_with(".amiforge")),
        "{names:?}"
    );
}

#[test]
fn the_configuration_is_repaired_before_it_is_used() {
    let folder = Folder::new();
    let old = "rules:\n  schema/unknwn-action: warn # for now\n";
    folder
        .write("a.yaml", bad().replace("ExecuteBsh", "Sleep"))
        .write("amiforge.yaml", old);
    folder.amiforge(["validate", "a.yaml"]).ends(2);
    let shown = folder.amiforge(["validate", "--diff", "a.yaml"]).ends(2);
    assert!(
        shown
            .stdout
            .contains("+  schema/unknown-action: warning # for now\n"),
        "{shown:#?}"
    );
    assert_eq!(read(&folder, "amiforge.yaml"), old);
    let run = folder
        .amiforge(["validate", "--fix", "--format=json", "a.yaml"])
        .ends(0);
    assert_eq!(run.findings(), ["a.yaml:8:17 schema/unknown-action warning"]);
    assert_eq!(
        read(&folder, "amiforge.yaml"),
        "rules:\n  schema/unknown-action: warning # for now\n"
    );
}

#[cfg(unix)]
#[test]
fn mode_and_owner_stay() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};

    let folder = Folder::new();
    folder.write("a.yaml", bad());
    let path = folder.path().join("a.yaml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("a mode");
    // Only root may give a file away; for anybody else the owner is the one that it has.
    let _ = chown(&path, Some(4_321), Some(4_322));
    let before = fs::metadata(&path).expect("the file");
    folder.amiforge(["validate", "--fix", "a.yaml"]).ends(0);
    let after = fs::metadata(&path).expect("the file");
    assert!(read(&folder, "a.yaml").contains("ExecuteBash\n"));
    assert_eq!(
        (after.mode(), after.uid(), after.gid()),
        (before.mode(), before.uid(), before.gid())
    );
}

/// A line that a change stands beside begins with a blank in a diff, and a runner takes commands behind blanks.
#[test]
fn a_diff_in_a_job_holds_no_commands() {
    let folder = Folder::new();
    let text = bad().replace("ExecuteBsh\n", "ExecuteBsh\n# ##[add-mask]x\n");
    assert_ne!(text, bad());
    folder.write("a.yaml", &text);
    let arguments = ["validate", "--diff", "a.yaml"];
    let local = folder.amiforge(arguments).ends(1);
    assert!(local.stdout.starts_with("--- a/a.yaml\n"), "{local:#?}");
    let job = folder
        .amiforge_with(arguments, &[("GITHUB_ACTIONS", "true")], b"")
        .ends(1);
    assert!(job.stdout.contains("##[add-mask]x"), "{job:#?}");
    let first = job.stdout.lines().next().expect("a line");
    let word = first.strip_prefix("::stop-commands::").expect("a guard");
    assert!(job.stdout.ends_with(&format!("::{word}::\n")), "{job:#?}");
}

/// One of them is the begin of the other.
#[test]
fn a_diff_conceals_all_of_every_secret() {
    let folder = Folder::new();
    let text = "schemaVersion: 1.0\nphases:\n  - name: build\n    steps:\n      - name: Run\n        action: ExecuteBash\n        \
        inputs:\n          commands:\n            - curl -O https://me:Gr4nite-Fox@example.com/b\n            \
        - curl -O https://me:Gr4nite-Foxtrot@example.com/b\n        timeoutSeconds: 60s\n";
    folder.write("a.yaml", text);
    let run = folder.amiforge(["validate", "--diff", "a.yaml"]).ends(1);
    assert!(run.stdout.contains("+        timeoutSeconds: 60\n"), "{run:#?}");
    assert!(run.stdout.contains("https://me:***@example.com/b"), "{run:#?}");
    assert!(
        !run.stdout.contains("Gr4nite") && !run.stdout.contains("trot"),
        "{run:#?}"
    );
}
