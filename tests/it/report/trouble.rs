//! GitHub is down, refuses, or asks to wait.

use super::*;

fn refuse(story: &Story, script: Value) {
    let mut script = script;
    script["do"] = "refuse".into();
    story.world.fault(At::Github, script);
}

#[test]
fn what_is_down_is_said_after_the_summary_was_written() {
    let Some(story) = Story::new() else { return };
    refuse(&story, json!({"status": 503, "times": 1000}));
    let run = story.report(&["bad.json"]).ends(3);
    assert!(
        run.stderr.contains("GitHub could not be asked") && run.stderr.contains("Run again later"),
        "{run:#?}"
    );
    let shown = run.stderr.lines().find(|line| line.starts_with("::error"));
    assert!(
        shown.is_some_and(|line| line.contains("GitHub could not be asked")),
        "{run:#?}"
    );
    assert!(story.summary().contains("ExecuteBsh"));
    story.world.clear_faults(At::Github);
    story.report(&["bad.json"]).ends(0);
    story.only_comment();
}

#[test]
fn a_server_that_fails_now_and_then_is_asked_again() {
    let Some(story) = Story::new() else { return };
    refuse(&story, json!({"status": 502, "match": {"operation": "Comments"}}));
    refuse(
        &story,
        json!({"status": 500, "match": {"operation": "issues/create-comment"}}),
    );
    refuse(
        &story,
        json!({"status": 502, "match": {"operation": "checks/create"}}),
    );
    story.report(&["bad.json", "--post", "comment,check-run"]).ends(0);
    story.only_comment();
    assert_eq!(story.check_runs().len(), 1);
}

#[test]
fn a_limit_is_waited_for() {
    let Some(story) = Story::new() else { return };
    let limit = json!({"status": 403, "headers": {"retry-after": "1"}, "message": "You have exceeded a secondary rate limit", "match": {"operation": "Comments"}});
    refuse(&story, limit);
    story.report(&["bad.json"]).ends(0);
    story.only_comment();
    let used_up = json!({"status": 403, "headers": {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "4102444800"}, "times": 9});
    refuse(&story, used_up);
    let run = story.report(&["bad.json"]).ends(3);
    assert!(
        run.stderr.contains("limit of calls for this token is used up"),
        "{run:#?}"
    );
}

#[test]
fn graphql_has_its_own_way_to_say_so() {
    let Some(story) = Story::new() else { return };
    let answer = |kind: &str, message: &str| json!({"status": 200, "match": {"operation": "Comments"}, "body": {"data": null, "errors": [{"type": kind, "message": message}]}});
    refuse(
        &story,
        answer("FORBIDDEN", "Resource not accessible by integration"),
    );
    let run = story.report(&["bad.json"]).ends(3);
    assert!(run.stderr.contains("lacks `pull-requests: write`"), "{run:#?}");
    refuse(
        &story,
        answer("INTERNAL", "Something went wrong while executing your query."),
    );
    story.report(&["bad.json"]).ends(0);
    refuse(
        &story,
        json!({"status": 200, "match": {"operation": "Comments"}, "body": {"data": null}}),
    );
    let run = story.report(&["bad.json"]).ends(3);
    assert!(run.stderr.contains("cannot be read: it has no data"), "{run:#?}");
    story.only_comment();
}

#[test]
fn a_permission_that_is_missing_is_named() {
    let Some(mut story) = Story::new() else { return };
    story.world.use_token("read");
    let run = story.report(&["bad.json"]).ends(3);
    assert!(
        run.stderr.contains(
            "lacks `pull-requests: write`. Write below the job: `permissions: { pull-requests: write }`"
        ),
        "{run:#?}"
    );
    story.world.use_token("actions-no-checks");
    let run = story.report(&["bad.json", "--post", "comment,check-run"]).ends(3);
    assert!(
        run.stderr.contains("lacks `checks: write`. Write below the job: `permissions: { checks: write, pull-requests: write }`"),
        "{run:#?}"
    );
    story.world.use_token("pat");
    let run = story.report(&["bad.json", "--post", "check-run"]).ends(3);
    assert!(run.stderr.contains("that of a person has none"), "{run:#?}");
    let mut command = story.command(&["bad.json"]);
    let run = Run::of(&command.env_remove("GITHUB_TOKEN").output().expect("it runs")).ends(2);
    assert!(run.stderr.contains("GITHUB_TOKEN holds none"), "{run:#?}");
    assert!(story.summary().contains("ExecuteBsh"));
}

#[test]
fn a_locked_conversation_is_said() {
    let Some(story) = Story::new() else { return };
    refuse(
        &story,
        json!({"status": 403, "match": {"operation": "issues/create-comment"}, "message": "Unable to create comment because issue is locked."}),
    );
    let run = story.report(&["bad.json"]).ends(3);
    assert!(
        run.stderr.contains("is locked, so nobody may comment"),
        "{run:#?}"
    );
}

#[test]
fn an_enterprise_server_has_other_addresses() {
    let Some(mut story) = Story::new() else { return };
    story.below = "/api/v3";
    story.report(&["bad.json", "--post", "comment,check-run"]).ends(0);
    story
        .report(&["good.json", "--post", "comment,check-run"])
        .ends(0);
    assert_eq!(story.only_comment().hidden.as_deref(), Some("resolved"));
}
