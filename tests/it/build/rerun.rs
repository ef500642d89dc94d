//! A run that is started again joins what it began, unless that came to nothing.

use super::*;

/// What the first attempt left, and what becomes of the second.
struct Case {
    first: Build,
    /// The images at the end.
    images: &'static [&'static str],
    outcome: &'static str,
}

fn good() -> Build {
    in_both(Build::good())
}

fn bad() -> Build {
    Build::building()
        .state("FAILED")
        .steps(&[("ApplyBuildComponents", "FAILED")])
        .reason("it failed")
}

fn attempts(case: &Case) {
    let Some(world) = with_builds(&[case.first.clone(), good()]) else {
        return;
    };
    build(&world, &world.job().attempt(1), &[]);
    let ended = build(&world, &world.job().attempt(2), &[]).ends(0);
    assert_eq!(ended.document["outcome"], case.outcome, "{ended:#?}");
    assert_eq!(started(&world), case.images, "{ended:#?}");
}

#[test]
fn none_is_started() {
    let Some(world) = with_builds(&[good()]) else {
        return;
    };
    let ended = build(&world, &world.job().attempt(2), &[]).ends(0);
    assert_eq!(ended.document["outcome"], "succeeded");
    assert_eq!(started(&world), ["AVAILABLE"]);
}

#[test]
fn a_running_one_is_joined() {
    let Some(world) = with_builds(&[good(), good()]) else {
        return;
    };
    // The runner is lost while the components run.
    lost(
        &world,
        &world.job().attempt(1),
        json!({"match": {"operation": "GetImage"}, "nth": 4}),
    );
    let ended = build(&world, &world.job().attempt(2), &[]).ends(0);
    assert_eq!(
        ended.document["image"]["arn"],
        image(&world, 1).as_str(),
        "{ended:#?}"
    );
    assert_eq!(started(&world), ["AVAILABLE"]);
}

#[test]
fn one_that_nobody_waits_for_is_joined_by_who_does_not_wait() {
    let Some(world) = with_builds(&[good(), good()]) else {
        return;
    };
    for attempt in [1, 2] {
        let ended = build(&world, &world.job().attempt(attempt), &["--no-wait"]).ends(0);
        assert_eq!(ended.document["outcome"], "started", "{ended:#?}");
        assert_eq!(ended.outputs["image-arn"], image(&world, 1));
    }
    assert_eq!(started(&world).len(), 1);
}

#[test]
fn one_that_nobody_waits_for_is_joined_by_who_waits_and_the_other_way_round() {
    for (first, then) in [(&["--no-wait"][..], &[][..]), (&[], &["--no-wait"])] {
        let Some(world) = with_builds(&[good(), good()]) else {
            return;
        };
        // Also within one attempt, as of two jobs of a run.
        for (attempt, more) in [(1, first), (1, then), (2, then)] {
            let ended = build(&world, &world.job().attempt(attempt), more).ends(0);
            assert_eq!(ended.outputs["image-arn"], image(&world, 1), "{ended:#?}");
        }
        assert_eq!(started(&world).len(), 1);
    }
}

#[test]
fn an_available_one_is_told_again() {
    attempts(&Case {
        first: good(),
        images: &["AVAILABLE"],
        outcome: "succeeded",
    });
}

#[test]
fn a_failed_one_is_built_again() {
    attempts(&Case {
        first: bad(),
        images: &["FAILED", "AVAILABLE"],
        outcome: "succeeded",
    });
}

#[test]
fn a_cancelled_one_is_built_again() {
    let first = Build::building().state("CANCELLED");
    attempts(&Case {
        first,
        images: &["CANCELLED", "AVAILABLE"],
        outcome: "succeeded",
    });
}

#[test]
fn every_attempt_may_build_once_and_no_more() {
    let Some(world) = with_builds(&[bad(), bad(), good(), good()]) else {
        return;
    };
    build(&world, &world.job().attempt(1), &[]).ends(1);
    // The same attempt again, as when a step is repeated in its job.
    build(&world, &world.job().attempt(1), &[]).ends(1);
    assert_eq!(started(&world), ["FAILED"]);
    build(&world, &world.job().attempt(2), &[]).ends(1);
    build(&world, &world.job().attempt(2), &[]).ends(1);
    assert_eq!(started(&world), ["FAILED", "FAILED"]);
    build(&world, &world.job().attempt(3), &[]).ends(0);
    build(&world, &world.job().attempt(4), &[]).ends(0);
    assert_eq!(started(&world), ["FAILED", "FAILED", "AVAILABLE"]);
}

#[test]
fn another_run_builds_for_itself() {
    let Some(world) = with_builds(&[good(), good()]) else {
        return;
    };
    build(&world, &world.job().run_id("1"), &[]).ends(0);
    build(&world, &world.job().run_id("2"), &[]).ends(0);
    assert_eq!(started(&world), ["AVAILABLE", "AVAILABLE"]);
}

#[test]
fn two_jobs_of_a_run_that_want_the_same_share_it() {
    let Some(world) = with_builds(&[good(), good()]) else {
        return;
    };
    let jobs = [world.job(), world.job()];
    let children = jobs
        .each_ref()
        .map(|job| command(&world, job, &[]).spawn().expect("the binary starts"));
    for child in children {
        Run::of(&child.wait_with_output().expect("its end")).ends(0);
    }
    assert_eq!(started(&world), ["AVAILABLE"]);
}
