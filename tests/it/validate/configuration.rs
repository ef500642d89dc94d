//! The configuration file, ignore comments, and who may change them.

use std::process::Command;

use super::{ERROR, GOOD, bad, doubtful};
use crate::support::{Folder, Run, clean};

#[test]
fn the_configuration_sets_levels_by_rule_group_and_path() {
    let folder = Folder::new();
    folder
        .write(
            ".github/amiforge.yaml",
            "rules:
  schema/unknown-action: warning
overrides:
  - paths: ['legacy/**']
    rules:
      schema: off
",
        )
        .write("a.yaml", bad())
        .write("legacy/b.yaml", bad());
    let run = folder.amiforge(["validate", "--format=json"]).ends(0);
    assert_eq!(run.findings(), ["a.yaml:8:17 schema/unknown-action warning"]);
}

#[test]
fn a_configuration_at_the_root_holds_for_folders_below_it() {
    let folder = Folder::new();
    folder
        .write("amiforge.yaml", "rules:\n  schema/unknown-action: off\n")
        .write("sub/a.yaml", bad())
        .repository();
    let output = clean(Command::new(env!("CARGO_BIN_EXE_amiforge")))
        .args(["validate", "--format=json", "a.yaml"])
        .current_dir(folder.path().join("sub"))
        .output()
        .expect("starts");
    let run = Run::of(&output).ends(0);
    assert_eq!(run.findings(), [""; 0]);
}

#[test]
fn mistakes_in_the_configuration_are_findings_at_their_place() {
    let folder = Folder::new();
    folder
        .write(".github/amiforge.yaml", "rules:\n  schema/unknown-acton: off\n")
        .write("a.yaml", GOOD);
    let run = folder.amiforge(["validate", "--format=json"]).ends(2);
    assert_eq!(
        run.findings(),
        [".github/amiforge.yaml:2:3 config/unknown-rule error"]
    );
}

#[test]
fn named_configurations_add_up_and_the_first_one_is_trusted_most() {
    let folder = Folder::new();
    folder
        .write(
            "base.yaml",
            "locked:\n  - schema/unknown-action\nforbidden-actions:\n  - ExecuteBinary\n",
        )
        .write("own.yaml", "rules:\n  schema/unknown-action: off\n")
        .write("a.yaml", bad())
        .write(
            "b.yaml",
            GOOD.replace("ExecuteBash", "ExecuteBinary")
                .replace("commands:\n            - echo ok", "path: x"),
        );
    let run = folder
        .amiforge([
            "validate",
            "--format=json",
            "--config=base.yaml",
            "--config=own.yaml",
            "a.yaml",
            "b.yaml",
        ])
        .ends(2);
    assert_eq!(
        run.findings(),
        [
            format!("a.yaml:{ERROR}"),
            "b.yaml:8:17 style/forbidden-action error".to_owned(),
            "own.yaml:2:26 config/locked-rule error".to_owned(),
        ]
    );
    let run = folder
        .amiforge(["validate", "--config=none.yaml", "a.yaml"])
        .ends(2);
    assert!(
        run.stderr.contains("there is no configuration file none.yaml"),
        "{run:#?}"
    );
}

#[test]
fn two_configurations_at_the_usual_places_are_one_too_many() {
    let folder = Folder::new();
    folder
        .write(".github/amiforge.yaml", "")
        .write("amiforge.yaml", "")
        .write("a.yaml", GOOD);
    let run = folder.amiforge(["validate", "a.yaml"]).ends(2);
    assert!(run.stderr.contains("keep one of them"), "{run:#?}");
}

#[test]
fn a_configuration_of_the_wrong_name_is_told_and_not_left_out() {
    for (misnamed, place) in [
        ("amiforge.yml", "amiforge.yaml"),
        (".github/amiforge.yml", ".github/amiforge.yaml"),
    ] {
        let folder = Folder::new();
        folder.write(misnamed, "").write("a.yaml", GOOD).repository();
        let told = format!("{misnamed} is not read; rename it to {place}");
        for arguments in [&["validate", "a.yaml"][..], &["pins"], &["bump"], &["releases"]] {
            let run = folder.amiforge(arguments).ends(2);
            assert!(run.stderr.contains(&told), "{run:#?}");
        }
        // Who names files decides.
        folder.write("own.yaml", "");
        folder
            .amiforge(["validate", "--config=own.yaml", "a.yaml"])
            .ends(0);
    }
}

#[test]
fn excluded_files_are_left_out_of_folders_and_judged_when_named() {
    let folder = Folder::new();
    folder
        .write(".github/amiforge.yaml", "exclude:\n  - 'old/**'\n")
        .write("old/a.yaml", bad())
        .write("b.yaml", GOOD);
    folder.amiforge(["validate"]).ends(0);
    folder.amiforge(["validate", "old/a.yaml"]).ends(1);
}

#[test]
fn a_pull_request_cannot_relax_the_policy_it_is_judged_by() {
    let folder = Folder::new();
    folder
        .write(".github/amiforge.yaml", "locked:\n  - schema/unknown-action\n")
        .write("a.yaml", GOOD)
        .repository();
    folder.git(&["checkout", "--quiet", "-b", "change"]);
    folder
        .write(".github/amiforge.yaml", "rules:\n  schema/unknown-action: off\n")
        .write(
            "a.yaml",
            bad().replace(
                "ExecuteBsh",
                "ExecuteBsh # amiforge: ignore[schema/unknown-action] trust me",
            ),
        )
        .commit("relax");
    folder.amiforge(["validate"]).ends(0);
    let run = folder
        .amiforge(["validate", "--format=json", "--policy-ref=main"])
        .ends(1);
    assert!(run.findings().contains(&format!("a.yaml:{ERROR}")), "{run:#?}");
    let run = folder.amiforge(["validate", "--policy-ref=nowhere"]).ends(2);
    assert!(
        run.stderr.contains("git does not know the revision `nowhere`"),
        "{run:#?}"
    );
}

#[test]
fn a_policy_revision_without_a_configuration_means_the_defaults() {
    let folder = Folder::new();
    folder.write("a.yaml", GOOD).repository();
    folder
        .write(".github/amiforge.yaml", "rules:\n  schema: off\n")
        .write("a.yaml", bad())
        .commit("relax");
    folder.amiforge(["validate", "--policy-ref=HEAD~1"]).ends(1);
    let run = folder
        .amiforge(["validate", "--policy-ref=HEAD~1", "--config=policy.yaml"])
        .ends(2);
    assert!(
        run.stderr
            .contains("there is no configuration file policy.yaml at `HEAD~1`"),
        "{run:#?}"
    );
}

#[test]
fn a_changed_configuration_means_everything_is_checked() {
    let folder = Folder::new();
    folder
        .write(".github/amiforge.yaml", "")
        .write("a.yaml", bad())
        .repository();
    folder.amiforge(["validate", "--changed-since=HEAD"]).ends(0);
    folder.write(".github/amiforge.yaml", "platform: linux\n");
    let run = folder.amiforge(["validate", "--changed-since=HEAD"]).ends(1);
    assert!(
        run.stdout
            .contains("everything is checked, because .github/amiforge.yaml changed"),
        "{run:#?}"
    );
}

#[test]
fn comments_suppress_a_finding_and_unused_ones_are_reported() {
    let folder = Folder::new();
    let ignored = bad().replace(
        "        action:",
        "        # amiforge: ignore[schema/unknown-action] an action of our fork\n        action:",
    );
    folder.write("a.yaml", &ignored);
    folder
        .amiforge(["validate", "--fail-on=info", "--pedantic", "a.yaml"])
        .ends(0);
    let run = folder
        .amiforge(["validate", "--format=json", "--no-ignores", "a.yaml"])
        .ends(1);
    assert_eq!(run.findings(), ["a.yaml:9:17 schema/unknown-action error"]);
    folder.write("a.yaml", ignored.replace("ExecuteBsh", "ExecuteBash"));
    let run = folder.amiforge(["validate", "--format=json", "a.yaml"]).ends(0);
    assert_eq!(run.findings(), ["a.yaml:8:28 lint/unused-ignore warning"]);
}

#[test]
fn the_platform_comes_from_the_option_the_variable_or_the_configuration() {
    let folder = Folder::new();
    let text = GOOD
        .replace("ExecuteBash", "UpdateOS")
        .replace("commands:\n            - echo ok", "include: [Security]");
    folder.write("a.yaml", text);
    let arguments = ["validate", "--format=json", "a.yaml"];
    assert_eq!(folder.amiforge(arguments).ends(0).findings(), [""; 0]);
    let expected = ["a.yaml:10:21 semantic/update-filter warning"];
    let option = folder
        .amiforge(arguments.iter().chain(&["--platform=windows"]))
        .ends(0);
    assert_eq!(option.findings(), expected);
    let variable = folder
        .amiforge_with(arguments, &[("AMIFORGE_PLATFORM", "windows")], b"")
        .ends(0);
    assert_eq!(variable.findings(), expected);
    folder.write(".github/amiforge.yaml", "platform: windows\n");
    assert_eq!(folder.amiforge(arguments).ends(0).findings(), expected);
    let again = folder
        .amiforge(arguments.iter().chain(&["--platform=linux"]))
        .ends(0);
    assert_eq!(again.findings(), [""; 0]);
}

#[test]
fn the_base_image_comes_from_the_option_the_variable_or_the_configuration() {
    let folder = Folder::new();
    let text = GOOD
        .replace("ExecuteBash", "ExecutePowerShell")
        .replace("echo ok", "docker load -i images.tar");
    folder.write("a.yaml", text);
    let arguments = ["validate", "--format=json", "a.yaml"];
    assert_eq!(folder.amiforge(arguments).ends(0).findings(), [""; 0]);
    let expected = ["a.yaml:11:15 eks/docker-on-containerd error"];
    let node = "Windows_Server-2022-English-Core-EKS_Optimized-1.33";
    let option = arguments.iter().copied().chain(["--base-image", node]);
    assert_eq!(folder.amiforge(option).ends(1).findings(), expected);
    let variable = folder
        .amiforge_with(arguments, &[("AMIFORGE_BASE_IMAGE", node)], b"")
        .ends(1);
    assert_eq!(variable.findings(), expected);
    folder.write(".github/amiforge.yaml", format!("base-image: {node}\n"));
    assert_eq!(folder.amiforge(arguments).ends(1).findings(), expected);
    let option = arguments
        .iter()
        .copied()
        .chain(["--base-image=Windows_Server-2022-English-Full-Base"]);
    assert_eq!(folder.amiforge(option).ends(0).findings(), [""; 0]);
}

#[test]
fn the_threshold_decides_the_exit_code() {
    let folder = Folder::new();
    folder
        .write("error.yaml", bad())
        .write("warning.yaml", doubtful())
        .write("info.yaml", super::debatable());
    for (file, level, code) in [
        ("error.yaml", "error", 1),
        ("error.yaml", "never", 0),
        ("warning.yaml", "error", 0),
        ("warning.yaml", "warning", 1),
        ("info.yaml", "warning", 0),
        ("info.yaml", "never", 0),
    ] {
        folder.amiforge(["validate", "--fail-on", level, file]).ends(code);
    }
    // What fails the command is shown.
    let run = folder
        .amiforge(["validate", "--fail-on=info", "info.yaml"])
        .ends(1);
    assert!(run.stdout.contains("semantic/continue-still-fails"), "{run:#?}");
    let run = folder
        .amiforge(["validate", "--fail-on=sometimes", "info.yaml"])
        .ends(2);
    assert!(run.stderr.contains("sometimes"), "{run:#?}");
}

#[test]
fn a_variable_stays_an_option_where_the_paths_stand_behind_two_dashes() {
    let folder = Folder::new();
    folder.write("warning.yaml", doubtful());
    let env = [("AMIFORGE_FAIL_ON", "warning"), ("AMIFORGE_FORMAT", "json")];
    let run = folder.amiforge_with(["validate", "--", "warning.yaml"], &env, b"");
    assert_eq!(run.ends(1).findings().len(), 1);
    let env = [("AMIFORGE_PATHS", "warning.yaml"), ("AMIFORGE_FORMAT", "json")];
    let run = folder.amiforge_with(["validate", "--"], &env, b"");
    assert_eq!(run.ends(0).findings().len(), 1);
}

#[test]
fn below_the_root_the_configuration_has_its_path_from_here() {
    let folder = Folder::new();
    folder
        .write(".github/amiforge.yaml", "nonsense: true\n")
        .write("sub/error.yaml", bad())
        .repository();
    let sub = folder.path().join("sub");
    let run = Run::of(
        &clean(Command::new(env!("CARGO_BIN_EXE_amiforge")))
            .args(["validate", "--format=github", "error.yaml"])
            .current_dir(&sub)
            .output()
            .expect("the binary starts"),
    );
    assert!(run.stdout.contains("::error file=sub/error.yaml,"), "{run:#?}");
    assert!(run.stdout.contains("file=.github/amiforge.yaml,"), "{run:#?}");
    assert!(
        run.stdout.contains("--> ../.github/amiforge.yaml:1:1"),
        "{run:#?}"
    );
    assert!(run.stdout.contains("--> error.yaml:8:"), "{run:#?}");
}

#[test]
fn without_a_readable_configuration_the_output_is_still_whole() {
    let folder = Folder::new();
    folder.write("a.yaml", GOOD).write("amiforge.yaml", b"\xff");
    for (arguments, code) in [
        (&["a.yaml"][..], 2),
        (&["--config=absent.yaml", "a.yaml"], 2),
        (&["--policy-ref=HEAD", "a.yaml"], 2),
    ] {
        let run = folder.amiforge(["validate", "--format=json"].iter().chain(arguments));
        let run = run.ends(code);
        assert_eq!(run.findings(), [""; 0]);
        assert!(run.stderr.starts_with("amiforge: "), "{run:#?}");
    }
}

#[test]
fn the_base_image_comes_from_the_option_or_the_variable() {
    let folder = Folder::new();
    let pull = "docker pull mcr.microsoft.com/windows/servercore:ltsc2019";
    folder.write(
        "a.yaml",
        GOOD.replace("ExecuteBash", "ExecutePowerShell")
            .replace("echo ok", pull),
    );
    let found = |option: &[&str], env: &[(&str, &str)]| {
        let arguments = ["validate", "--format=json", "--pedantic", "a.yaml"];
        let run = folder
            .amiforge_with(arguments.iter().chain(option), env, b"")
            .ends(0);
        let rule = "containers/windows-base-mismatch";
        run.findings()
            .iter()
            .filter(|finding| finding.contains(rule))
            .count()
    };
    let (same, other) = (
        "Windows_Server-2019-English-Core-Base",
        "Windows_Server-2022-English-Core-Base",
    );
    assert_eq!(found(&["--base-image", other], &[]), 1);
    assert_eq!(found(&[], &[("AMIFORGE_BASE_IMAGE", other)]), 1);
    assert_eq!(
        found(&["--base-image", same], &[("AMIFORGE_BASE_IMAGE", other)]),
        0
    );
    assert_eq!(found(&[], &[]), 0);
}
