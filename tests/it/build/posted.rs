//! The result of a build on GitHub.

use super::*;

/// The job of a push to a branch with a pull request.
pub(super) fn pushed(world: &World) -> (Job<'_>, u64) {
    let commit = world.push("a change", "patch");
    let pull = json!({"title": "A change", "head": "patch", "base": "main"});
    let made = world.github("POST", "/pulls", Some(&pull)).good();
    let job = world.job().event("push", &json!({"after": commit}));
    let job = job
        .env("GITHUB_REF_NAME", "patch")
        .env("GITHUB_REF", "refs/heads/patch");
    (job, made["number"].as_u64().expect("a number"))
}

pub(super) fn comments(world: &World, number: u64) -> Vec<String> {
    let all = world.get(&format!("/issues/{number}/comments"));
    let all = all.as_array().expect("a list").iter();
    all.map(|one| one["body"].as_str().expect("a text").to_owned())
        .collect()
}

fn checks(world: &World) -> Vec<Value> {
    let head = world.clone().git(&["rev-parse", "HEAD"]);
    let found = world.get(&format!("/commits/{head}/check-runs?filter=all"));
    found["check_runs"].as_array().expect("a list").clone()
}

#[test]
fn as_a_comment_and_a_check_run() {
    let Some(world) = with_builds(&[in_both(Build::good())]) else {
        return;
    };
    let (job, number) = pushed(&world);
    let ended = build(&world, &job, &["--post", "comment,check-run"]).ends(0);
    let comments = comments(&world, number);
    assert_eq!(comments.len(), 1, "{ended:#?}");
    let head = world.clone().git(&["rev-parse", "HEAD"]);
    assert!(
        comments[0].starts_with("<!-- amiforge:build web -->"),
        "{}",
        comments[0]
    );
    assert!(comments[0].contains(&head), "{}", comments[0]);
    let checks = checks(&world);
    assert_eq!((checks.len(), &checks[0]["conclusion"]), (1, &json!("success")));
}

#[test]
fn with_github_down_the_result_is_there_all_the_same() {
    let Some(world) = with_builds(&[in_both(Build::good())]) else {
        return;
    };
    let (job, number) = pushed(&world);
    world.fault(At::Github, json!({"do": "refuse", "status": 503, "times": 100}));
    let ended = build(&world, &job, &["--post", "comment"]).ends(3);
    assert!(
        ended.run.stderr.contains("GitHub could not be asked"),
        "{ended:#?}"
    );
    assert_eq!(ended.document["outcome"], "succeeded");
    assert_eq!(ended.outputs["image-arn"], image(&world, 1));
    world.clear_faults(At::Github);
    assert!(comments(&world, number).is_empty());
}

#[test]
fn without_a_pull_request_nothing_is_posted_and_nothing_is_wrong() {
    let Some(world) = with_builds(&[in_both(Build::good())]) else {
        return;
    };
    let job = world.job().env("GITHUB_REF_NAME", "main");
    let ended = build(&world, &job, &["--post", "comment"]).ends(0);
    assert!(
        ended.run.stderr.contains("No open pull request has commit"),
        "{ended:#?}"
    );
}

#[test]
fn the_next_attempt_writes_the_comment_of_the_first_again() {
    let failed = Build::building().state("FAILED").reason("it failed");
    let Some(world) = with_builds(&[failed, in_both(Build::good())]) else {
        return;
    };
    let (job, number) = pushed(&world);
    build(&world, &job, &["--post", "comment"]).ends(1);
    let first = comments(&world, number);
    assert_eq!(first.len(), 1);
    assert!(first[0].contains("web 1.0.0/1 failed"), "{first:?}");
    build(&world, &job.attempt(2), &["--post", "comment"]).ends(0);
    let second = comments(&world, number);
    assert_eq!(second.len(), 1);
    assert!(second[0].contains("web 1.0.0/2 is available"), "{second:?}");
}

#[test]
fn a_file_of_somebody_else_neither_overwrites_nor_hides_what_the_build_says() {
    let Some(world) = with_builds(&[in_both(Build::good())]) else {
        return;
    };
    let (job, number) = pushed(&world);
    let ended = build(&world, &job, &["--post", "comment,check-run"]).ends(0);
    let (said, checked) = (comments(&world, number), checks(&world));
    // Nothing to tell, a failure and a success, all about the same image.
    for (outcome, told) in [("unchanged", 1), ("failed", 2), ("succeeded", 2)] {
        let mut document = ended.document.clone();
        document["outcome"] = outcome.into();
        let file = job.document().replace("document.json", "theirs.json");
        std::fs::write(&file, document.to_string()).expect("written");
        job.amiforge(&["report", &file, "--post", "comment,check-run"])
            .ends(0);
        let now = comments(&world, number);
        assert_eq!(now[0], said[0], "{outcome}");
        assert_eq!(now.len(), told, "{outcome}");
        let of_the_build: Vec<Value> = checks(&world)
            .into_iter()
            .filter(|check| check["name"] == checked[0]["name"])
            .collect();
        assert_eq!(of_the_build, checked, "{outcome}");
    }
    assert!(
        comments(&world, number)[1].starts_with("<!-- amiforge:file:build web -->"),
        "{number}"
    );
}
