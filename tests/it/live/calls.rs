//! How many calls a run makes: what `docs/github.md` says, and what AWS's limits allow.

use super::*;
use crate::stand_ins::At;

/// The calls of one run to GitHub, with names for what differs.
fn of_a_run(world: &World) -> Vec<String> {
    let before = calls(world).len();
    world.bump(&[]).ends(0);
    let shas = regex::Regex::new("[0-9a-f]{40}").expect("a pattern");
    let calls = calls(world).split_off(before);
    calls
        .iter()
        .map(|call| shas.replace_all(call, "COMMIT").replace(BRANCH, "BRANCH"))
        .collect()
}

/// What every run reads first.
const ALWAYS: [&str; 3] = [
    "GET ",
    "GET /git/ref/heads/main",
    "GET /git/matching-refs/heads/amiforge/",
];

#[track_caller]
fn after_the_first(calls: &[String], expected: &[&str]) {
    assert_eq!(calls[..3], ALWAYS);
    assert_eq!(calls[3..], *expected);
}

#[test]
fn of_github_for_one_pull_request() {
    let Some(world) = world() else { return };
    after_the_first(
        &of_a_run(&world),
        &[
            "GET /pulls",
            "POST /git/trees",
            "POST /git/commits",
            "POST /git/refs",
            "POST /pulls",
        ],
    );
    after_the_first(&of_a_run(&world), &["GET /pulls", "GET /compare/COMMIT...COMMIT"]);
    publish_newer(&world);
    after_the_first(
        &of_a_run(&world),
        &[
            "GET /pulls",
            "GET /compare/COMMIT...COMMIT",
            "POST /git/trees",
            "POST /git/commits",
            "GET /git/ref/heads/BRANCH",
            "PATCH /git/refs/heads/BRANCH",
            "PATCH /pulls/1",
        ],
    );
    world
        .region("eu-west-1")
        .published(OLD, CORE, old_day(), 43)
        .seed();
    after_the_first(
        &of_a_run(&world),
        &[
            "GET /compare/COMMIT...COMMIT",
            "GET /pulls",
            "GET /issues/1/comments",
            "POST /issues/1/comments",
            "PATCH /pulls/1",
            "GET /git/ref/heads/BRANCH",
            "DELETE /git/refs/heads/BRANCH",
        ],
    );
}

#[test]
fn of_aws_for_one_pin() {
    let Some(world) = world() else { return };
    world.bump(&[]).ends(0);
    let log = world.log(At::Aws);
    let made: Vec<String> = log
        .iter()
        .map(|record| format!("{} {}", text(&record["region"]), text(&record["operation"])))
        .collect();
    // The parameters first, so that the old and the new image are one question.
    let expected = ["GetCallerIdentity", "GetParameters", "DescribeImages"];
    assert_eq!(made, expected.map(|operation| format!("eu-west-1 {operation}")));
}
