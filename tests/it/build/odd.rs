//! What AWS may say one day, and images that are gone.

use super::*;

#[test]
fn a_state_that_is_not_known_counts_as_running() {
    let odd = in_both(Build::building().state("POLISHING").looks(3).state("AVAILABLE"));
    let Some(world) = with_builds(&[odd]) else { return };
    let ended = build(&world, &world.job(), &[]).ends(0);
    assert_eq!(ended.document["outcome"], "succeeded", "{ended:#?}");
    let said = format!("{}{}", ended.run.stdout, ended.run.stderr);
    assert_eq!(
        said.lines().filter(|line| line.contains("POLISHING")).count(),
        1,
        "{ended:#?}"
    );
}

#[test]
fn words_of_steps_and_members_that_are_not_known_change_nothing() {
    let odd = Build::new()
        .state("BUILDING")
        .steps(&[("LaunchBuildInstance", "PONDERING")])
        .with("strange", json!({"mood": {"of": "the image"}}))
        .state("AVAILABLE")
        .steps(&[("LaunchBuildInstance", "COMPLETED")]);
    let Some(world) = with_builds(&[in_both(odd)]) else {
        return;
    };
    let ended = build(&world, &world.job(), &[]).ends(0);
    assert_eq!(ended.document["outcome"], "succeeded", "{ended:#?}");
    assert!(ended.run.stdout.contains("PONDERING"), "{ended:#?}");
}

#[test]
fn an_image_that_is_deleted_meanwhile_is_lost() {
    let Some(world) = with_builds(&[Build::building().gone()]) else {
        return;
    };
    let ended = build(&world, &world.job(), &[]);
    assert!(matches!(ended.run.code, Some(1 | 3)), "{ended:#?}");
    assert_eq!(ended.document["outcome"], "lost");
    assert!(
        ended.run.stderr.contains("deleted") || ended.run.stdout.contains("deleted"),
        "{ended:#?}"
    );
}

#[test]
fn an_image_that_is_retired_is_not_taken_for_a_new_one() {
    let Some(world) = with_builds(&[Build::building().state("DEPRECATED")]) else {
        return;
    };
    let ended = build(&world, &world.job(), &[]).ends(1);
    assert_eq!(ended.document["outcome"], "retired", "{ended:#?}");
}

#[test]
fn a_distribution_in_part_is_told_as_one() {
    let partial = Build::good()
        .ami(json!({}))
        .ami(json!({"region": US, "state": "FAILED", "reason": "AMI Copy Reported Failure For ami-0123456789abcdef0"}));
    let Some(world) = with_builds(&[partial]) else {
        return;
    };
    let ended = build(&world, &world.job(), &[]).ends(1);
    assert_eq!(ended.document["outcome"], "partial", "{ended:#?}");
    let amis = ended.document["amis"].as_array().expect("a list");
    assert_eq!(
        amis.iter()
            .map(|ami| ami["available"] == true)
            .collect::<Vec<_>>(),
        [true, false]
    );
    assert_eq!(
        amis[1]["reason"],
        "AMI Copy Reported Failure For ami-0123456789abcdef0"
    );
    // The page of the message, and no log: nothing of a copy is in it.
    let failure = &ended.document["failure"];
    assert_eq!(
        (&failure["known"][0]["id"], &failure["log_source"]),
        (&json!("ami-copy-failed"), &Value::Null)
    );
    assert!(requests(&world, "GetLogEvents").is_empty());
    in_order(
        &ended.summary,
        &[
            "web 1.0.0/1 is available in 1 of 2 places",
            "AMI Copy Reported Failure For ami-0123456789abcdef0",
        ],
    );
    // What is there can be used all the same.
    let ami = amis[0]["id"].as_str().expect("an id");
    assert!(ended.outputs.values().any(|value| value == ami), "{ended:#?}");
}

#[test]
fn a_region_of_which_nothing_is_said_is_missing() {
    let Some(world) = with_builds(&[Build::good().ami(json!({}))]) else {
        return;
    };
    let ended = build(&world, &world.job(), &[]).ends(1);
    assert_eq!(ended.document["outcome"], "partial", "{ended:#?}");
    let missing = &ended.document["amis"][1];
    assert_eq!(
        (&missing["region"], &missing["available"]),
        (&json!(US), &json!(false))
    );
}
