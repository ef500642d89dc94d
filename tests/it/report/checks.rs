//! Check runs.

use super::*;

const BOTH: [&str; 2] = ["--post", "check-run"];

fn check(story: &Story, file: &str) -> Run {
    story.report(&[&[file], &BOTH[..]].concat())
}

#[test]
fn one_is_made_and_stays_as_long_as_it_holds() {
    let Some(mut story) = Story::new() else { return };
    let calls = story.calls_of(|| {
        let run = check(&story, "bad.json").ends(0);
        assert!(run.stdout.contains("written"), "{run:#?}");
    });
    assert_eq!(
        calls,
        ["checks/list-for-ref", "checks/create", "checks/list-for-ref"]
    );
    let made = story.check_runs();
    assert_eq!(made.len(), 1);
    assert_eq!(
        (text(&made[0]["status"]), text(&made[0]["conclusion"])),
        ("completed", "failure")
    );
    let annotations = story.annotations(&made[0]);
    assert!(
        annotations
            .iter()
            .any(|one| one["path"] == "bad.yaml" && one["start_line"] == 7),
        "{annotations:#?}"
    );

    // Another attempt that comes to the same.
    story.run.1 = 2;
    let calls = story.calls_of(|| {
        let run = check(&story, "bad.json").ends(0);
        assert!(run.stdout.contains("unchanged"), "{run:#?}");
    });
    assert_eq!(calls, ["checks/list-for-ref"]);

    // And one that does not: annotations cannot be taken away, so GitHub gets another, which it shows.
    story.run.1 = 3;
    check(&story, "good.json").ends(0);
    let made = story.check_runs();
    assert_eq!(
        made.iter()
            .map(|one| text(&one["conclusion"]))
            .collect::<Vec<_>>(),
        ["success", "failure"]
    );
    assert_eq!(made[0]["name"], made[1]["name"]);
    story.run.1 = 2;
    let run = check(&story, "bad.json").ends(0);
    assert!(run.stdout.contains("A newer run"), "{run:#?}");
    assert_eq!(story.check_runs(), made);
}

#[test]
fn five_thousand_annotations_are_bounded_and_the_conclusion_comes_last() {
    let Some(story) = Story::new() else { return };
    story.many_findings(5_000);
    let before = story.world.log(At::Github).len();
    check(&story, "many.json").ends(0);
    let log = story.world.log(At::Github).split_off(before);
    let writes: Vec<&Value> = log.iter().filter(|record| record["method"] != "GET").collect();
    let batch = |record: &Value| {
        record["body"]["output"]["annotations"]
            .as_array()
            .map_or(0, Vec::len)
    };
    assert_eq!(
        writes.iter().map(|record| batch(record)).collect::<Vec<_>>(),
        vec![50; 20]
    );
    let (last, others) = writes.split_last().expect("writes");
    assert_eq!(last["body"]["conclusion"], "failure");
    assert!(others.iter().all(|record| record["body"]["status"] == "in_progress" && record["body"]["conclusion"].is_null()));
    let made = story.check_runs();
    assert_eq!((made.len(), story.annotations(&made[0]).len()), (1, 1_000));
    assert!(
        text(&made[0]["output"]["summary"]).contains("Of 5000 places, 1000 are annotated."),
        "{}",
        made[0]["output"]["summary"]
    );
}

#[test]
fn what_another_result_has_left_open_is_closed() {
    let Some(mut story) = Story::new() else { return };
    story.many_findings(60);
    let child = story.stopped_at(
        &json!({"match": {"operation": "checks/create"}}),
        &["many.json", "--post", "check-run"],
    );
    story.kill(child);
    assert_eq!(story.check_runs()[0]["status"], "in_progress");
    story.run.1 = 2;
    check(&story, "good.json").ends(0);
    let made = story.check_runs();
    assert_eq!(
        made.iter()
            .map(|one| text(&one["conclusion"]))
            .collect::<Vec<_>>(),
        ["success", "cancelled"]
    );
}

#[test]
fn one_with_our_sign_that_is_of_another_app_is_none_of_ours() {
    let Some(mut story) = Story::new() else { return };
    story.many_findings(60);
    story.world.use_token("app");
    let child = story.stopped_at(
        &json!({"match": {"operation": "checks/create"}}),
        &["many.json", "--post", "check-run"],
    );
    story.kill(child);
    story.world.use_token("actions");
    check(&story, "many.json").ends(0);
    let made = story.check_runs();
    assert_eq!(
        made.iter().map(|one| text(&one["status"])).collect::<Vec<_>>(),
        ["completed", "in_progress"]
    );
}
