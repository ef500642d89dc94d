//! Every option of `bump`, by what it changes.

use super::{NEW, OLD, branches, bump, bump_with, facts, newer, nodes, repository};
use crate::bump::facts::{CORE, NOW, Place};
use crate::support::Folder;

#[test]
fn plan_only_prints_and_writes_nothing() {
    let folder = repository();
    let run = bump(&folder, &[newer()], &["--plan-only"]).ends(0);
    assert!(
        run.stdout.contains(NEW) && run.stdout.contains("planned"),
        "{run:#?}"
    );
    assert!(branches(&folder).is_empty() && !folder.path().join(".git/amiforge").exists());
    bump(&folder, &[newer()], &["--plan-only", "--detailed-exitcode"]).ends(1);
    let current = Place::new("eu-west-1").published(OLD, CORE, "2026.07.14", 40);
    bump(&folder, &[current], &["--plan-only", "--detailed-exitcode"]).ends(0);
    bump(&folder, &[newer()], &["--detailed-exitcode"]).ends(2);
}

#[test]
fn base_binds_the_plan_to_a_commit() {
    let folder = repository();
    let first = folder.git(&["rev-parse", "HEAD"]);
    folder.write(
        "nodes.tf",
        nodes().replace(OLD, NEW).replace("2026.07.14", "2026.09.09"),
    );
    folder.commit("moved");
    bump(&folder, &[newer()], &[]).ends(0);
    assert!(branches(&folder).is_empty());
    bump(&folder, &[newer()], &["--base", &first]).ends(0);
    let branch = branches(&folder).remove(0);
    assert_eq!(folder.git(&["rev-parse", &format!("{branch}^")]), first);
    bump(&folder, &[newer()], &["--base", "nowhere"]).ends(2);
}

#[test]
fn paths_limit_what_is_bumped() {
    let folder = repository();
    folder.write("a/nodes.tf", nodes()).write("b/nodes.tf", nodes());
    folder.commit("more");
    bump(&folder, &[newer()], &["a"]).ends(0);
    let branch = branches(&folder).remove(0);
    let changed = folder.git(&["diff", "--name-only", "main", &branch]);
    assert_eq!(changed, "a/nodes.tf");
    // A path that nothing lies at is a mistake, and nothing is written.
    for (path, code) in [
        ("nosuch", 2),
        ("../x", 2),
        ("nodes.t", 2),
        ("b/*.tf", 0),
        ("b/", 0),
    ] {
        let run = bump(&folder, &[newer()], &["--plan-only", path]);
        assert_eq!(run.code, Some(code), "{path}: {run:#?}");
        assert_eq!(
            run.stderr.contains("holds no such file"),
            code == 2,
            "{path}: {run:#?}"
        );
    }
}

#[test]
fn json_is_for_programs_and_outputs_say_the_same() {
    let folder = repository();
    let out = Folder::new();
    out.write("output", "").write("summary", "");
    let (output, summary) = (out.path().join("output"), out.path().join("summary"));
    let env = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_OUTPUT", output.to_str().expect("UTF-8")),
        ("GITHUB_STEP_SUMMARY", summary.to_str().expect("UTF-8")),
    ];
    let more = ["--forge", "local", "--format", "json"];
    let run = bump_with(&folder, &facts::file(&[newer()]), &more, &env).ends(0);
    let json = run.json();
    assert_eq!(json["schema"], "amiforge/bump/v1");
    assert_eq!(json["counts"]["bump"], 1);
    assert_eq!(json["groups"][0]["branch"], "amiforge/windows-2022-core-eks-1.35");
    assert_eq!(json["groups"][0]["outcome"], "created");
    assert_eq!(json["pins"][0]["state"], "bump");
    assert_eq!(json["pins"][0]["to"]["image"], NEW);
    let outputs = std::fs::read_to_string(&output).expect("outputs");
    assert!(outputs.contains(run.stdout.trim()), "{outputs}");
    assert!(outputs.contains("pull-requests<<"), "{outputs}");
    let text = std::fs::read_to_string(&summary).expect("summary");
    assert!(text.contains("Windows Server 2022 Core"), "{text}");
    let more = ["--forge", "local", "--no-summary"];
    std::fs::write(&summary, "").expect("writable");
    bump_with(&folder, &facts::file(&[newer()]), &more, &env).ends(0);
    assert_eq!(std::fs::read_to_string(&summary).expect("summary"), "");
}

#[test]
fn the_log_of_a_job_holds_no_commands_of_files() {
    let folder = Folder::new();
    // The runner takes blanks before a command for nothing, and a diff shows them.
    let text = format!("::add-mask::x\n::stop-commands::x\n{}##[error]x\n", nodes());
    folder.write("nodes.tf", text);
    folder.repository();
    let out = Folder::new();
    let releases = facts::file(&[newer()]);
    out.write("releases.json", &releases);
    let path = out.path().join("releases.json");
    let job = [("GITHUB_ACTIONS", "true")];
    let plan = bump_with(&folder, &releases, &["--forge", "local", "--plan-only"], &job);
    let pins = [
        "pins",
        "--releases",
        path.to_str().expect("UTF-8"),
        "--as-of",
        NOW,
    ];
    let pins = folder.amiforge_with(pins, &job, b"");
    for run in [plan.ends(0), pins.ends(0)] {
        let lines: Vec<&str> = run.stdout.lines().collect();
        let word = lines[0].strip_prefix("::stop-commands::").expect("a guard");
        let last = lines.last().copied().unwrap_or_default();
        assert_eq!(last, format!("::{word}::"), "{}", run.stdout);
        assert_eq!(run.stdout.matches(word).count(), 2, "{}", run.stdout);
    }
    // Nothing of it for people.
    let plan = bump(&folder, &[newer()], &["--plan-only"]).ends(0);
    assert!(plan.stdout.starts_with("Pull request 1 of 1"), "{}", plan.stdout);
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf_8_is_told() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = repository();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.tf");
    std::fs::write(folder.path().join(name), nodes()).expect("writable");
    folder.commit("odd");
    let run = bump(&folder, &[newer()], &["--plan-only"]).ends(0);
    assert!(
        run.stderr.contains("is not looked at: its name is not UTF-8"),
        "{run:#?}"
    );
}

#[test]
fn a_region_is_taken_where_nothing_else_tells() {
    let folder = Folder::new();
    let follow = format!("# amiforge: follow=ssm:/aws/service/ami-windows-latest/{CORE}/image_id");
    folder.write("a.tf", format!("{follow}\nimage = \"{OLD}\"\n"));
    folder.repository();
    // Facts that hold the id tell: an id exists in one region only.
    let told = ["--plan-only", "--format", "json"];
    let run = bump(&folder, &[newer()], &told).ends(0);
    assert_eq!(run.json()["pins"][0]["region"], "eu-west-1");
    let silent = || {
        Place::new("eu-west-1")
            .published(NEW, CORE, "2026.09.09", 41)
            .missing_image(OLD)
    };
    let run = bump(&folder, &[silent()], &told).ends(1);
    assert_eq!(run.json()["pins"][0]["state"], "unknown-region");
    let more = ["--plan-only", "--format", "json", "--region", "eu-west-1"];
    let run = bump(&folder, &[silent()], &more).ends(0);
    assert_eq!(run.json()["pins"][0]["state"], "dead");
}

#[test]
fn the_configuration_is_that_of_the_base_commit_or_the_one_named() {
    let folder = repository();
    folder.write(".github/amiforge.yaml", "bump:\n  min-age: 30\n");
    let state = |more: &[&str]| {
        let mut all = vec!["--plan-only", "--format", "json"];
        all.extend(more);
        let run = bump(&folder, &[newer()], &all);
        run.json()["pins"][0]["state"]
            .as_str()
            .expect("a state")
            .to_owned()
    };
    // Not committed, so it does not count yet.
    assert_eq!(state(&[]), "bump");
    assert_eq!(state(&["--config", ".github/amiforge.yaml"]), "held-age");
    folder.commit("policy");
    assert_eq!(state(&[]), "held-age");
    folder.write("organisation.yaml", "bump:\n  min-age: 0\n");
    assert_eq!(state(&["--config", "organisation.yaml"]), "bump");
    assert_eq!(
        state(&[
            "--config",
            "organisation.yaml",
            "--config",
            ".github/amiforge.yaml"
        ]),
        "held-age"
    );
    folder.git(&["rm", "--quiet", "--cached", ".github/amiforge.yaml"]);
    folder.git(&["commit", "--quiet", "--message", "no policy"]);
    assert_eq!(state(&["--policy-ref", "HEAD~1"]), "held-age");
    assert_eq!(state(&[]), "bump");
}

#[test]
fn several_files_of_releases_add_up() {
    let folder = Folder::new();
    let other = nodes()
        .replace("eu-west-1", "us-east-1")
        .replace(OLD, "ami-0a4d8e2f61b7c9035");
    folder.write("nodes.tf", nodes()).write("other.tf", other);
    folder.write("eu.json", facts::file(&[newer()]));
    let us = Place::new("us-east-1")
        .windows("ami-0a4d8e2f61b7c9035", CORE, "2026.07.14")
        .published("ami-01f3c5b7e9a2d4860", CORE, "2026.09.09", 41);
    folder.write("us.json", facts::file(&[us]));
    folder.repository();
    let arguments = [
        "bump",
        "--releases",
        "eu.json",
        "--releases",
        "us.json",
        "--as-of",
        NOW,
        "--plan-only",
        "--format",
        "json",
    ];
    let run = folder.amiforge(arguments).ends(0);
    assert_eq!(run.json()["counts"]["bump"], 2, "{run:#?}");
    let run = folder
        .amiforge([
            "bump",
            "--releases",
            "eu.json",
            "--as-of",
            NOW,
            "--plan-only",
            "--format",
            "json",
        ])
        .ends(1);
    assert_eq!(run.json()["counts"]["not-asked"], 1);
    folder.amiforge(["bump", "--as-of", "tomorrow"]).ends(2);
    folder
        .amiforge(["bump", "--releases", "none.json", "--as-of", NOW])
        .ends(3);
}
