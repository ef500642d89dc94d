//! Which pull request is meant: what the event says, and nothing else.

use super::*;

fn says(story: &Story, words: &str) {
    let run = story.report(&["bad.json"]).ends(0);
    assert!(run.stdout.contains(words), "{run:#?}");
    assert!(story.comments().is_empty());
    assert!(story.summary().contains("ExecuteBsh"), "{}", story.summary());
}

#[test]
fn a_fork_is_told_by_the_run_that_follows() {
    let Some(mut story) = Story::of_a_fork() else {
        return;
    };
    // Of the number that the untrusted job has saved nothing is believed.
    story.folder.write("number", "1");
    let mut document: Value = serde_json::from_str(
        &std::fs::read_to_string(story.folder.path().join("bad.json")).expect("findings"),
    )
    .expect("JSON");
    document["pull_request"] = 1.into();
    document["number"] = 1.into();
    document["repository"] = "somebody/else".into();
    story.folder.write("bad.json", document.to_string());
    let calls = story.calls_of(|| {
        story.report(&["bad.json", "--post", "comment,check-run"]).ends(0);
    });
    assert_eq!(
        calls,
        [
            "checks/list-for-ref",
            "checks/create",
            "checks/list-for-ref",
            "pulls/list",
            "Comments",
            "issues/create-comment",
            "Comments"
        ]
    );
    let comment = story.only_comment();
    assert!(
        comment.body.contains(&story.commit) && comment.body.contains("runs/1000/attempts/1"),
        "{comment:#?}"
    );
    assert_eq!(story.check_runs()[0]["conclusion"], "failure");
    story.next_commit();
    story.report(&["good.json"]).ends(0);
    assert_eq!(story.only_comment().hidden.as_deref(), Some("resolved"));
}

#[test]
fn the_event_of_a_fork_itself_writes_nothing() {
    let Some(mut story) = Story::of_a_fork() else {
        return;
    };
    story.event = "pull_request";
    let calls = story.calls_of(|| says(&story, "workflow_run"));
    // The look of the test itself.
    assert_eq!(calls, ["Look"]);
}

#[test]
fn a_push_finds_the_pull_request_of_its_branch() {
    let Some(mut story) = Story::new() else { return };
    story.event = "push";
    story.report(&["bad.json"]).ends(0);
    story.only_comment();
}

#[test]
fn of_none_nothing_is_posted() {
    let Some(mut story) = Story::of_a_fork() else {
        return;
    };
    story.branch = "other".to_owned();
    says(&story, "No open pull request has commit");
    story.branch = "patch".to_owned();
    story.from = "machine-user/other".to_owned();
    says(&story, "No open pull request has commit");
}

#[test]
fn of_several_nothing_is_posted() {
    let Some(mut story) = Story::new() else { return };
    story.world.push_commit("HEAD~", "release");
    let second = json!({"title": "The same into another branch", "head": "patch", "base": "release"});
    story.world.github("POST", "/pulls", Some(&second)).good();
    story.event = "push";
    says(&story, "Several open pull requests");
    // Where the event names one, that one is meant.
    story.event = "pull_request";
    story.report(&["bad.json"]).ends(0);
    story.only_comment();
}

#[test]
fn a_closed_pull_request_is_left_alone() {
    let Some(mut story) = Story::new() else { return };
    let path = format!("/pulls/{}", story.number);
    story
        .world
        .github("PATCH", &path, Some(&json!({"state": "closed"})))
        .good();
    says(&story, "is closed");
    story.event = "push";
    says(&story, "No open pull request has commit");
}

#[test]
fn a_pull_request_that_has_moved_on_is_for_the_next_run() {
    for fork in [false, true] {
        let made = if fork { Story::of_a_fork() } else { Story::new() };
        let Some(mut story) = made else { return };
        let (commit, run) = (story.commit.clone(), story.run);
        story.next_commit();
        (story.commit, story.run) = (commit, run);
        says(&story, "has moved on");
    }
}

#[test]
fn without_an_event_there_is_a_summary() {
    let Some(story) = Story::new() else { return };
    let mut command = story.command(&["bad.json"]);
    let run = Run::of(&command.env_remove("GITHUB_ACTIONS").output().expect("it runs")).ends(0);
    assert!(run.stdout.contains("not a job of GitHub Actions"), "{run:#?}");
    let mut command = story.command(&["bad.json"]);
    command
        .env("GITHUB_EVENT_NAME", "schedule")
        .env("GITHUB_REF_TYPE", "tag");
    let run = Run::of(&command.env_remove("GITHUB_EVENT_PATH").output().expect("it runs")).ends(0);
    assert!(run.stdout.contains("The event"), "{run:#?}");
    assert!(story.summary().contains("ExecuteBsh"));
    assert!(story.comments().is_empty());
}
