//! What GitHub refuses, and what is said of it.

use super::*;

/// A run that ends with 3 says these words and never the token.
#[track_caller]
fn ends_with(world: &World, words: &str) {
    let run = world.bump(&[]).ends(3);
    assert!(run.stderr.contains(words), "{words}: {run:#?}");
    let said = format!("{}{}", run.stdout, run.stderr);
    assert!(!said.contains(world.token("actions")), "{said}");
}

#[test]
fn what_ends_the_run() {
    let Some(first) = world() else { return };
    let rule = "Repository rule violations found\n\nCannot create ref due to creations being restricted.";
    for (method, path, status, message, words) in [
        (
            "GET",
            "/octocat/[^/]*",
            404,
            "Not Found",
            "GitHub knows no repository octocat/",
        ),
        (
            "GET",
            "/git/ref/heads/main",
            409,
            "Git Repository is empty.",
            "push its branches first",
        ),
        (
            "POST",
            "/git/refs",
            422,
            rule,
            "let branches named amiforge/** be created",
        ),
        (
            "POST",
            "/git/trees",
            403,
            "Repository was archived so is read-only.",
            "unarchive it first",
        ),
        (
            "GET",
            "/pulls",
            403,
            "Resource not accessible by integration",
            "may not read pull requests of octocat/",
        ),
    ] {
        let world = first.again();
        let ireland = world.region("eu-west-1").windows(OLD, CORE, Day::ago(40));
        ireland.published(NEW, CORE, Day::ago(12), 41).seed();
        refuse(&world, method, path, status, message);
        ends_with(&world, words);
        world.clear_faults(At::Github);
        // The next run goes on from there.
        world.bump(&[]).ends(0);
        assert_eq!(pull(&world, 1)["state"], "open");
    }
}

#[test]
fn a_limit_that_is_too_long_ends_the_run_at_once() {
    let Some(world) = world() else { return };
    let soon = jiff::Timestamp::now().as_second() + 3000;
    let primary = json!({"x-ratelimit-remaining": "0", "x-ratelimit-reset": soon.to_string()});
    for (headers, message, words) in [
        (
            primary,
            "API rate limit exceeded",
            "limit of calls for this token is used up, and it counts anew at 2",
        ),
        (
            json!({"retry-after": "3000"}),
            "You have exceeded a secondary rate limit",
            "asks for fewer calls in a short time",
        ),
    ] {
        let script = json!({
            "do": "refuse", "status": 403, "headers": headers, "message": message,
            "match": {"method": "POST", "path": ".*/git/trees"},
        });
        world.fault(At::Github, script);
        ends_with(&world, words);
        world.clear_faults(At::Github);
    }
    world.bump(&[]).ends(0);
}

#[test]
fn labels_and_reviewers_that_are_refused_are_remarks() {
    let Some(world) =
        configured("bump:\n  labels: [a]\n  reviewers: [reviewer, nobody-of-that-name, team/x]\n")
    else {
        return;
    };
    refuse(
        &world,
        "POST",
        "/labels",
        403,
        "Resource not accessible by integration",
    );
    let run = bump(&world).ends(0);
    assert_eq!(outcome(&run), "created");
    let remarks = group(&run)["remarks"].to_string();
    for words in [
        "#1: the labels a could not be added",
        "nobody-of-that-name could not be asked",
        "team/x could not be asked",
    ] {
        assert!(remarks.contains(words), "{remarks}");
    }
    let asked = pull(&world, 1)["requested_reviewers"].clone();
    assert_eq!(
        (&asked[0]["login"], asked.as_array().map(Vec::len)),
        (&"reviewer".into(), Some(1))
    );
}

#[test]
fn a_reviewer_is_asked_once() {
    let Some(world) = configured("bump:\n  reviewers: [reviewer]\n") else {
        return;
    };
    bump(&world).ends(0);
    let off = json!({"reviewers": ["reviewer"]});
    let path = "/pulls/1/requested_reviewers";
    world.github("DELETE", path, Some(&off)).good();
    let written = writes(&world);
    assert_eq!(outcome(&bump(&world).ends(0)), "unchanged");
    assert_eq!(writes(&world), written);
}

#[test]
fn a_repository_without_drafts_gets_a_remark() {
    let Some(world) = configured("bump:\n  draft: true\n") else {
        return;
    };
    let script = json!({
        "do": "refuse", "status": 422, "message": "Draft pull requests are not supported in this repository.",
        "match": {"method": "POST", "path": ".*/pulls"},
    });
    world.fault(At::Github, script);
    let run = bump(&world).ends(0);
    assert_eq!(outcome(&run), "created");
    assert!(
        group(&run)["remarks"].to_string().contains("should be a draft"),
        "{run:#?}"
    );
    assert_eq!(pull(&world, 1)["draft"], false);
}

#[test]
fn a_file_that_is_too_large_for_a_tree_is_sent_alone() {
    let large = format!("{}\n{}", nodes(OLD), "# 0123456789\n".repeat(50_000));
    let Some(world) = World::new(&[("nodes.tf", &large)]) else {
        return;
    };
    let ireland = world.region("eu-west-1").windows(OLD, CORE, Day::ago(40));
    ireland.published(NEW, CORE, Day::ago(12), 41).seed();
    assert_eq!(outcome(&bump(&world).ends(0)), "created");
    let log = world.log(At::Github);
    let blobs = log
        .iter()
        .filter(|record| record["operation"] == "git/create-blob");
    assert_eq!(blobs.count(), 1);
    assert_eq!(outcome(&bump(&world).ends(0)), "unchanged");
}

#[test]
fn arguments_that_cannot_be_meant() {
    let Some(world) = world() else { return };
    for (more, env, code, words) in [
        (
            &["--repository", "a/b/c"][..],
            &[][..],
            2,
            "`a/b/c` is not the name of a repository",
        ),
        (
            &["--repository", "a/.."],
            &[],
            2,
            "is not the name of a repository",
        ),
        (&[], &[("GITHUB_REPOSITORY", "")], 2, "need a repository"),
        (&[], &[("GITHUB_TOKEN", "")], 2, "need a token in GITHUB_TOKEN"),
        (
            &["--as-of", "2026-09-14T08:00:00Z"],
            &[],
            2,
            "pull requests are made of what holds now",
        ),
        (
            &[],
            &[("GITHUB_EVENT_NAME", "pull_request_target")],
            2,
            "nothing is written for the event pull_request_target",
        ),
        (
            &[],
            &[("GITHUB_EVENT_NAME", "pull_request_review")],
            2,
            "nothing is written for the event",
        ),
        (
            &[],
            &[("GITHUB_API_URL", "http://github.example")],
            3,
            "has to begin with https://",
        ),
        (
            &[],
            &[("GITHUB_API_URL", "http://127.0.0.1.github.example")],
            3,
            "has to begin with https://",
        ),
        (
            &[],
            &[("GITHUB_TOKEN", "a token\nof two lines")],
            2,
            "GITHUB_TOKEN holds no token",
        ),
        (
            &[],
            &[("GITHUB_TOKEN", "töken")],
            2,
            "GITHUB_TOKEN holds no token",
        ),
        (
            &[],
            &[("GITHUB_API_URL", "github")],
            3,
            "has to begin with https://",
        ),
    ] {
        let run = bump_with(&world, more, env).ends(code);
        assert!(run.stderr.contains(words), "{run:#?}");
    }
    assert!(world.log(At::Github).is_empty());
    let event = [("GITHUB_EVENT_NAME", "pull_request")];
    bump_with(&world, &["--plan-only"], &event).ends(0);
    assert!(world.log(At::Github).is_empty());
}
