//! What a build tells on GitHub, also when GitHub is not there.

use super::*;

/// A job of a pull request from a branch of the repository, and the number of that.
fn of_pull_request(world: &World) -> (Job<'_>, u64) {
    let commit = world.push("a change", "patch");
    let pull = json!({"title": "A change", "head": "patch", "base": "main"});
    let made = world.github("POST", "/pulls", Some(&pull)).good();
    let number = made["number"].as_u64().expect("a number");
    let event = json!({"number": number, "pull_request": {
        "number": number,
        "head": {"sha": commit, "ref": "patch", "repo": {"full_name": world.repository, "fork": false}},
    }});
    (world.job().event("pull_request", &event), number)
}

fn comments(world: &World, number: u64) -> Vec<String> {
    let comments = world.get(&format!("/issues/{number}/comments"));
    let bodies = comments.as_array().expect("a list").iter();
    bodies
        .filter_map(|comment| comment["body"].as_str().map(str::to_owned))
        .collect()
}

#[test]
fn one_comment_says_how_it_ended_and_the_next_attempt_writes_it_again() {
    let failed = Build::building().state("FAILED").reason("it failed");
    let Some(world) = with_builds(&[failed, in_both(Build::good())]) else {
        return;
    };
    let (job, number) = of_pull_request(&world);
    build(&world, &job, &["--post", "comment"]).ends(1);
    let first = comments(&world, number);
    assert_eq!(first.len(), 1);
    assert!(first[0].contains("failed"), "{first:?}");
    build(&world, &job.attempt(2), &["--post", "comment"]).ends(0);
    let second = comments(&world, number);
    assert_eq!(second.len(), 1);
    assert!(second[0].contains("web 1.0.0/2 is available"), "{second:?}");
}

#[test]
fn a_check_run_has_the_verdict() {
    let Some(world) = with_builds(&[in_both(Build::good())]) else {
        return;
    };
    let (job, _) = of_pull_request(&world);
    build(&world, &job, &["--post", "check-run"]).ends(0);
    let head = world.get("/git/ref/heads/patch")["object"]["sha"].clone();
    let path = format!("/commits/{}/check-runs", head.as_str().expect("a commit"));
    let runs = world.get(&path)["check_runs"].clone();
    assert_eq!(runs.as_array().map(Vec::len), Some(1), "{runs}");
    assert_eq!(runs[0]["conclusion"], "success");
    assert!(
        runs[0]["output"]["title"]
            .as_str()
            .is_some_and(|title| title.contains("web 1.0.0/1 is available"))
    );
}

#[test]
fn github_that_is_down_at_the_end_takes_nothing_of_the_result() {
    let Some(world) = with_builds(&[in_both(Build::good())]) else {
        return;
    };
    let (job, _) = of_pull_request(&world);
    world.fault(
        At::Github,
        json!({"do": "refuse", "status": 503, "times": 999, "match": {}}),
    );
    let ended = build(&world, &job, &["--post", "comment"]).ends(3);
    assert_eq!(ended.document["outcome"], "succeeded", "{ended:#?}");
    assert_eq!(ended.outputs["image-arn"], image(&world, 1));
    world.clear_faults(At::Github);
}
