//! What a bump refuses, whole and before anything is written.

use serde_json::Value;

use super::{branches, bump_with, facts, newer, nodes, repository};
use crate::support::Folder;

/// The usual facts, changed.
fn changed(change: impl FnOnce(&mut Value)) -> String {
    let mut value: Value = serde_json::from_str(&facts::file(&[newer()])).expect("JSON");
    change(&mut value);
    value.to_string()
}

#[test]
fn hostile_releases_are_refused_whole() {
    let image =
        |field: &'static str, text: Value| changed(move |file| file["places"][0]["images"][0][field] = text);
    let parameter = |field: &'static str, text: Value| {
        changed(move |file| file["places"][0]["parameters"][0][field] = text)
    };
    let usual = facts::file(&[newer()]);
    let cases: Vec<(&str, String)> = vec![
        ("nothing", String::new()),
        ("not JSON", "releases".to_owned()),
        ("cut short", usual[..usual.len() - 2].to_owned()),
        ("too large", format!("{usual}{}", " ".repeat(9 << 20))),
        ("another schema", usual.replace("releases/v1", "releases/v2")),
        (
            "no schema",
            changed(|file| drop(file.as_object_mut().expect("a map").remove("schema"))),
        ),
        (
            "an unknown field",
            changed(|file| file["verdict"] = "take it".into()),
        ),
        ("a field for Markdown", image("title", "<b>".into())),
        (
            "a duplicate key",
            usual.replace("\"schema\":", "\"schema\":\"amiforge/releases/v1\",\"schema\":"),
        ),
        (
            "deep nesting",
            changed(|file| {
                file["places"] =
                    serde_json::from_str(&format!("{}{}", "[".repeat(100), "]".repeat(100))).expect("JSON");
            }),
        ),
        ("a bad id", image("id", "ami-0E5B1C7A9D3F20468".into())),
        ("a bad owner", image("owner", "amazon".into())),
        ("a name with a line break", image("name", "a\nb".into())),
        (
            "a name with a hidden character",
            image("name", "a\u{202e}b".into()),
        ),
        ("a long name", image("name", "n".repeat(200).into())),
        ("a bad time", image("created", "yesterday".into())),
        ("a bad state", image("state", "<script>".into())),
        ("a bad parameter", parameter("name", "/a/../b c".into())),
        ("a version of zero", parameter("version", 0.into())),
        ("a huge value", parameter("value", "v".repeat(20_000).into())),
        (
            "read tomorrow",
            parameter("read_at", "2026-09-15T08:00:00Z".into()),
        ),
        (
            "read yesterday",
            parameter("read_at", "2026-09-13T08:00:00Z".into()),
        ),
        (
            "a bad region",
            changed(|file| file["places"][0]["region"] = "../eu-west-1".into()),
        ),
        (
            "a bad account",
            changed(|file| file["places"][0]["account"] = "root".into()),
        ),
        (
            "the same image twice",
            changed(|file| {
                let mut image = file["places"][0]["images"][0].clone();
                image["name"] = "another".into();
                file["places"][0]["images"]
                    .as_array_mut()
                    .expect("a list")
                    .push(image);
            }),
        ),
        (
            "another base",
            changed(|file| file["base"] = "0".repeat(40).into()),
        ),
    ];
    let folder = repository();
    for (what, releases) in cases {
        let run = bump_with(&folder, &releases, &[], &[]);
        assert_eq!(run.code, Some(3), "{what}: {run:#?}");
        assert!(
            run.stdout.is_empty() && branches(&folder).is_empty(),
            "{what}: {run:#?}"
        );
        let said = run.stderr.lines().count();
        assert!(said == 1 && run.stderr.len() < 1_000, "{what}: {run:#?}");
        assert!(!run.stderr.contains(['\u{202e}', '\u{1b}']), "{what}: {run:#?}");
    }
    bump_with(&folder, &usual, &[], &[]).ends(0);
}

#[test]
fn releases_of_another_repository_or_run_are_refused() {
    let folder = repository();
    let named = changed(|file| {
        file["repository"] = "acme/fleet".into();
        file["run"] = "4711".into();
    });
    let plain = facts::file(&[newer()]);
    for (releases, more, code) in [
        (&named, vec!["--repository", "acme/fleet", "--run", "4711"], 0),
        (&named, vec!["--repository", "acme/other"], 3),
        (&named, vec!["--run", "4712"], 3),
        (&plain, vec!["--repository", "acme/fleet"], 3),
        (&plain, vec!["--run", "4711"], 3),
        (&plain, vec![], 0),
    ] {
        let run = bump_with(&folder, releases, &more, &[]);
        assert_eq!(run.code, Some(code), "{more:?} {run:#?}");
    }
    let job = [("GITHUB_ACTIONS", "true"), ("GITHUB_REPOSITORY", "acme/other")];
    bump_with(&folder, &named, &["--forge", "local"], &job).ends(3);
}

#[test]
fn a_sum_that_does_not_fit_is_refused() {
    let folder = repository();
    let releases = facts::file(&[newer()]);
    let wrong = "0".repeat(64);
    let run = bump_with(&folder, &releases, &["--releases-sha256", &wrong], &[]).ends(3);
    assert!(run.stderr.contains("SHA-256"), "{run:#?}");
    let run = bump_with(
        &folder,
        &releases,
        &["--releases-sha256", &wrong, "--releases-sha256", &wrong],
        &[],
    )
    .ends(2);
    assert!(run.stderr.contains("once for each file"), "{run:#?}");
}

#[test]
fn hostile_comments_and_configurations_are_findings_at_their_place() {
    let folder = Folder::new();
    folder.write("nodes.tf", nodes());
    for comment in [
        "# amiforge: follow=http://169.254.169.254/latest",
        "# amiforge: follow=ssm:/a/$(touch${IFS}injected)",
        "# amiforge: follow=ssm:/a region=../../etc",
        "# amiforge: follow=ssm:/a account=root",
        "# amiforge: follow=ssm:/a token=secret",
        "# amiforge: hold until=2026-02-30 reason",
        "# amiforge: ignore",
        "# amiforge: fly",
    ] {
        folder.write(
            "odd.tf",
            format!("{comment}\nimage = \"ami-0f28d6b3917ce450a\"\n"),
        );
        folder.write(
            "unbound.tf",
            "# amiforge: hold until=2026-12-31 nothing is here\nname = \"x\"\n",
        );
        folder.repository();
        let run = bump_with(&folder, &facts::file(&[newer()]), &["--plan-only"], &[]);
        assert_eq!(run.code, Some(1), "{comment}: {run:#?}");
        assert!(run.stderr.contains("odd.tf:1:"), "{comment}: {run:#?}");
        assert!(run.stderr.contains("unbound.tf:1:"), "{comment}: {run:#?}");
        assert!(!folder.path().join("injected").exists());
    }
    for config in [
        "bump:\n  min-age: -1\n",
        "bump:\n  endpoint: http://localhost\n",
        "pins:\n  - files: ../../*\n    follow: ssm:/a\n",
        "pins:\n  - files: '*.json'\n    at: nowhere\n    follow: ssm:/a\n",
        "layout: '{Region}/**'\n",
        "bump:\n  deny:\n    - image: ami-1\n",
        "bump: [\n",
    ] {
        folder.write(".github/amiforge.yaml", config);
        folder.commit("config");
        let run = bump_with(&folder, &facts::file(&[newer()]), &["--plan-only"], &[]);
        assert_eq!(run.code, Some(2), "{config}: {run:#?}");
        assert!(
            run.stderr.contains(".github/amiforge.yaml:"),
            "{config}: {run:#?}"
        );
        assert!(run.stdout.is_empty(), "{config}: {run:#?}");
    }
}

#[test]
fn the_wrong_forge_is_refused() {
    let folder = repository();
    let releases = facts::file(&[newer()]);
    let job = [("GITHUB_ACTIONS", "true")];
    for (more, env, expected) in [
        (vec!["--forge", "github"], &[][..], "--as-of"),
        (vec![], &job[..], "--as-of"),
    ] {
        let run = bump_with(&folder, &releases, &more, env).ends(2);
        assert!(run.stderr.contains(expected), "{run:#?}");
        assert!(branches(&folder).is_empty());
    }
    let run = folder.amiforge_with(["bump"], &job, b"").ends(2);
    assert!(run.stderr.contains("GITHUB_TOKEN"), "{run:#?}");
    let outside = Folder::new();
    outside.amiforge(["bump"]).ends(2);
}

#[test]
fn a_misspelled_policy_ends_the_run_and_no_option_is_offered_that_it_does_not_have() {
    let folder = repository();
    folder.write(".github/amiforge.yaml", "bump:\n  min-agee: 9\n");
    folder.commit("a policy");
    for arguments in [&["bump", "--plan-only"][..], &["pins"], &["pins", "--check"]] {
        let run = folder.amiforge(arguments).ends(2);
        assert!(run.stderr.contains("help: write `min-age`\n"), "{run:#?}");
        assert!(!run.stderr.contains("--fix"), "{run:#?}");
    }
}

#[cfg(not(feature = "aws"))]
#[test]
fn a_build_that_cannot_ask_aws_says_so() {
    let folder = repository();
    for arguments in [
        &["bump", "--forge", "local"][..],
        &["pins", "--ask"],
        &["releases"],
    ] {
        let run = folder.amiforge(arguments).ends(2);
        assert!(
            run.stderr
                .contains("this build cannot ask AWS; give facts with --releases"),
            "{run:#?}"
        );
    }
    assert!(branches(&folder).is_empty() && !folder.path().join("releases.json").exists());
}
