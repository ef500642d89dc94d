//! The life of a comment.

use super::*;

const LOOK: &str = "Comments";

#[test]
fn from_the_first_to_the_last_word() {
    let Some(mut story) = Story::new() else { return };
    let calls = story.calls_of(|| {
        let run = story.report(&["good.json"]).ends(0);
        assert!(run.stdout.contains("nothing to tell"), "{run:#?}");
    });
    assert_eq!(calls, ["pulls/get", LOOK]);
    assert!(story.comments().is_empty());

    let calls = story.calls_of(|| {
        let run = story.report(&["bad.json"]).ends(0);
        assert!(run.stdout.contains("about validate: created, http"), "{run:#?}");
    });
    assert_eq!(calls, ["pulls/get", LOOK, "issues/create-comment", LOOK]);
    let first = story.only_comment();
    assert_eq!(first.author, "github-actions");
    assert!(
        first.body.contains("ExecuteBsh") && first.body.contains(&story.commit),
        "{first:#?}"
    );
    assert!(first.body.contains("https://github.example/"), "{first:#?}");

    let calls = story.calls_of(|| {
        let run = story.report(&["bad.json"]).ends(0);
        assert!(run.stdout.contains("unchanged"), "{run:#?}");
    });
    assert_eq!(calls, ["pulls/get", LOOK]);
    assert_eq!(story.only_comment(), first);

    story.next_commit();
    let calls = story.calls_of(|| {
        story.report(&["bad.json"]).ends(0);
    });
    assert_eq!(calls, ["pulls/get", LOOK, "issues/update-comment", LOOK]);
    let second = story.only_comment();
    assert_eq!(second.id, first.id);
    assert!(
        second.body.contains(&story.commit) && second.body != first.body,
        "{second:#?}"
    );

    story.next_commit();
    let calls = story.calls_of(|| {
        let run = story.report(&["good.json"]).ends(0);
        assert!(run.stdout.contains("hidden"), "{run:#?}");
    });
    assert_eq!(
        calls,
        ["pulls/get", LOOK, "issues/update-comment", LOOK, "Hide", LOOK]
    );
    let third = story.only_comment();
    assert_eq!(
        (third.id.as_str(), third.hidden.as_deref()),
        (first.id.as_str(), Some("resolved"))
    );
    assert!(!third.body.contains("ExecuteBsh"), "{third:#?}");

    story.next_commit();
    let calls = story.calls_of(|| {
        let run = story.report(&["bad.json"]).ends(0);
        assert!(run.stdout.contains("updated"), "{run:#?}");
    });
    assert_eq!(
        calls,
        ["pulls/get", LOOK, "issues/update-comment", LOOK, "Show", LOOK]
    );
    let fourth = story.only_comment();
    assert_eq!((fourth.id, fourth.hidden), (first.id, None));
    assert!(fourth.body.contains("ExecuteBsh"), "{}", fourth.body);
}

#[test]
fn a_marker_that_somebody_else_has_written_is_not_ours() {
    let Some(mut story) = Story::new() else { return };
    story.report(&["bad.json"]).ends(0);
    let ours = story.only_comment();
    let forged = ours.body.replace("run=1000", "run=999999");
    assert_ne!(forged, ours.body);
    story.somebody_says(&forged);
    story.next_commit();
    story.report(&["bad.json"]).ends(0);
    let all = story.comments();
    assert_eq!(all.len(), 2, "{all:#?}");
    assert!(
        all[0].id == ours.id && all[0].body.contains(&story.commit),
        "{all:#?}"
    );
    assert_eq!(
        (all[1].author.as_str(), all[1].body.as_str()),
        ("octocat", forged.as_str())
    );
}

#[test]
fn a_forged_marker_alone_is_no_comment_of_ours() {
    let Some(story) = Story::new() else { return };
    story.somebody_says("<!-- amiforge:validate -->\n<!-- amiforge-run: -->\nall is well");
    story.report(&["bad.json"]).ends(0);
    let all = story.comments();
    assert_eq!(
        all.iter().map(|one| one.author.as_str()).collect::<Vec<_>>(),
        ["octocat", "github-actions"]
    );
    story.report(&["good.json"]).ends(0);
    let all = story.comments();
    assert_eq!(
        (all[0].hidden.as_deref(), all[1].hidden.as_deref()),
        (None, Some("resolved"))
    );
}

#[test]
fn a_person_and_an_app_have_comments_of_their_own() {
    let Some(mut story) = Story::new() else { return };
    for (kind, author) in [
        ("actions", "github-actions"),
        ("app", "fleet-app"),
        ("pat", "machine-user"),
    ] {
        story.world.use_token(kind);
        story.report(&["bad.json"]).ends(0);
        story.report(&["bad.json"]).ends(0);
        assert_eq!(story.comments().last().expect("a comment").author, author);
    }
    assert_eq!(story.comments().len(), 3);
}

#[test]
fn an_older_run_does_not_take_the_word_of_a_newer_one() {
    let Some(mut story) = Story::new() else { return };
    story.run = (1_000, 2);
    story.report(&["bad.json"]).ends(0);
    let newest = story.only_comment();
    for older in [(1_000, 1), (999, 7)] {
        story.run = older;
        let run = story.report(&["good.json"]).ends(0);
        assert!(run.stdout.contains("A newer run has commented"), "{run:#?}");
        assert_eq!(story.only_comment(), newest);
    }
    story.run = (1_001, 1);
    story.report(&["good.json"]).ends(0);
    assert_eq!(story.only_comment().hidden.as_deref(), Some("resolved"));
}

#[test]
fn of_two_that_a_race_has_made_the_older_stays() {
    let Some(story) = Story::new() else { return };
    story.report(&["bad.json"]).ends(0);
    let first = story.only_comment();
    // The same token says it once more, as a run does that has looked before the other had written.
    let again = json!({"body": first.body});
    let path = format!(
        "/repos/{}/issues/{}/comments",
        story.world.repository, story.number
    );
    let token = story.world.token("actions").to_owned();
    let answer = story.world.as_token(&token, "POST", &path, &again);
    assert_eq!(answer.status, 201);
    assert_eq!(story.comments().len(), 2);
    let calls = story.calls_of(|| {
        story.report(&["bad.json"]).ends(0);
    });
    assert_eq!(calls, ["pulls/get", LOOK, "issues/delete-comment", LOOK]);
    assert_eq!(story.only_comment(), first);
}

#[test]
fn what_a_person_has_hidden_as_spam_stays_hidden() {
    let Some(mut story) = Story::new() else { return };
    story.report(&["bad.json"]).ends(0);
    let node = story.world.graphql(
        "query Look($owner: String!, $name: String!, $number: Int!) { repository(owner: $owner, name: $name) { pullRequest(number: \
         $number) { comments(first: 1) { nodes { id } } } } }",
        &json!({"owner": "octocat", "name": story.world.repository.trim_start_matches("octocat/"), "number": story.number}),
    );
    let id = node["repository"]["pullRequest"]["comments"]["nodes"][0]["id"].clone();
    let hide = "mutation Hide($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: SPAM}) { minimizedComment { isMinimized } } }";
    story.world.graphql(hide, &json!({ "id": id }));
    story.next_commit();
    story.report(&["bad.json"]).ends(0);
    let comment = story.only_comment();
    assert_eq!(comment.hidden.as_deref(), Some("spam"));
    assert!(comment.body.contains(&story.commit));
}

#[test]
fn ours_is_found_behind_many_others() {
    let Some(mut story) = Story::new() else { return };
    for number in 0..7 {
        story.somebody_says(&format!("comment {number}"));
    }
    story.report(&["bad.json"]).ends(0);
    story.world.comments_a_page(3);
    story.next_commit();
    let calls = story.calls_of(|| {
        story.report(&["bad.json"]).ends(0);
    });
    let look = [LOOK; 3];
    assert_eq!(
        calls,
        [&["pulls/get"], &look[..], &["issues/update-comment"], &look[..]].concat()
    );
    story.world.comments_a_page(100);
    let all = story.comments();
    assert!(all.len() == 8 && all[7].body.contains(&story.commit), "{all:#?}");
}
