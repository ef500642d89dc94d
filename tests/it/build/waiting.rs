//! Builds that one step starts and another waits for, and limits.

use super::*;

#[test]
fn one_step_starts_and_another_waits() {
    let Some(world) = with_builds(&[in_both(Build::good())]) else {
        return;
    };
    let first = build(&world, &world.job(), &["--no-wait"]).ends(0);
    assert_eq!(first.document["outcome"], "started", "{first:#?}");
    assert!(requests(&world, "ListWorkflowExecutions").is_empty());
    let arn = &first.outputs["image-arn"];
    assert_eq!(*arn, image(&world, 1));
    let job = world.job();
    let document = job.document();
    let second = job
        .amiforge(&["build", "wait", arn, "--poll", "10ms", "--output", &document])
        .ends(0);
    assert_eq!(second.document["outcome"], "succeeded", "{second:#?}");
    assert_eq!(second.document["amis"].as_array().map(Vec::len), Some(2));
    // Whoever comes later is told the same.
    let job = world.job();
    let document = job.document();
    let third = job
        .amiforge(&["build", "wait", arn, "--output", &document])
        .ends(0);
    assert_eq!(third.document["outcome"], "succeeded");
    assert_eq!(third.document["amis"], second.document["amis"]);
}

#[test]
fn an_image_that_is_not_there_is_not_waited_for() {
    let Some(world) = with_builds(&[]) else { return };
    let arn = image(&world, 9);
    let ended = world.job().amiforge(&["build", "wait", &arn, "--poll", "10ms"]);
    assert!(matches!(ended.run.code, Some(1..=3)), "{ended:#?}");
    assert!(ended.run.stderr.contains(&arn), "{ended:#?}");
    let ended = world
        .job()
        .amiforge(&["build", "wait", "ami-0e5b1c7a9d3f20468"])
        .ends(2);
    assert!(ended.run.stderr.contains("ami-0e5b1c7a9d3f20468"), "{ended:#?}");
}

/// A build that goes on for ever, with a limit of a second for its stage.
fn limited(endless: Build, limit: &str) -> Option<(Ended, usize)> {
    let world = with_builds(&[endless])?;
    let ended = build(&world, &world.job(), &[limit, "1s"]).ends(1);
    assert_eq!(ended.document["outcome"], "timed-out", "{ended:#?}");
    let notes = ended.document["notes"].to_string();
    assert!(notes.contains(limit), "{ended:#?}");
    Some((ended, requests(&world, "CancelImageCreation").len()))
}

#[test]
fn what_takes_too_long_is_cancelled_before_there_is_an_image() {
    for (endless, limit) in [
        (Build::building(), "--build-limit"),
        (Build::testing(), "--test-limit"),
    ] {
        let Some((ended, cancelled)) = limited(endless, limit) else {
            return;
        };
        assert_eq!(cancelled, 1, "{ended:#?}");
        assert_eq!(ended.document["image"]["status"], "CANCELLED", "{ended:#?}");
    }
}

#[test]
fn what_another_run_has_started_goes_on_when_it_takes_too_long() {
    let Some(world) = with_builds(&[Build::building()]) else {
        return;
    };
    build(&world, &world.job().run_id("1"), &["--no-wait"]).ends(0);
    let job = world.job().run_id("2");
    let arn = image(&world, 1);
    let ended = job
        .amiforge(&["build", "wait", &arn, "--poll", "10ms", "--build-limit", "1s"])
        .ends(1);
    assert!(requests(&world, "CancelImageCreation").is_empty(), "{ended:#?}");
    assert!(
        ended.run.stdout.contains("because another run has started it"),
        "{ended:#?}"
    );
}

#[test]
fn a_distribution_that_takes_too_long_goes_on_by_itself() {
    let Some((ended, cancelled)) = limited(Build::tested(), "--distribute-limit") else {
        return;
    };
    assert_eq!(cancelled, 0, "{ended:#?}");
    let said = format!("{}{}", ended.run.stdout, ended.run.stderr);
    assert!(said.contains("amiforge build wait"), "{ended:#?}");
}
