//! Jobs that are cancelled: the build goes with them.

use super::*;

/// What a runner sends first.
fn signal(child: &Child) {
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(sent.expect("kill runs").success());
}

/// A build that goes on until somebody ends it.
fn endless() -> Build {
    Build::building()
}

/// Lets it go on to its end.
fn end(world: &World, job: &Job, child: Child) -> Ended {
    job.ended(world.go_on(At::Aws, child))
}

/// A job with an endless build that gets its signal at a request: the world, and how it ended.
#[cfg(unix)]
fn signalled(request: Value) -> Option<(World, Ended)> {
    let world = with_builds(&[endless()])?;
    let job = world.job();
    let child = stopped(&world, &job, request);
    signal(&child);
    let ended = end(&world, &job, child).ends(3);
    Some((world, ended))
}

#[cfg(unix)]
#[test]
fn a_signal_cancels_the_build_and_says_so() {
    let Some((world, ended)) = signalled(json!({"match": {"operation": "GetImage"}, "nth": 3})) else {
        return;
    };
    let asked = requests(&world, "CancelImageCreation");
    assert_eq!(asked.len(), 1, "{ended:#?}");
    assert_eq!(
        asked[0]["parameters"]["imageBuildVersionArn"],
        image(&world, 1).as_str()
    );
    assert!(ended.run.stderr.contains(&image(&world, 1)), "{ended:#?}");
    assert!(ended.run.stderr.contains("cancel"), "{ended:#?}");
    // The next look finds it cancelled.
    let found = world
        .job()
        .amiforge(&["build", "wait", &image(&world, 1), "--poll", "10ms"])
        .ends(1);
    assert!(found.run.stdout.contains("cancelled"), "{found:#?}");
    assert_eq!(started(&world), ["CANCELLED"]);
}

#[cfg(unix)]
#[test]
fn a_signal_while_the_build_is_being_started_cancels_what_was_started() {
    let Some((world, ended)) = signalled(json!({"match": {"operation": "StartImagePipelineExecution"}}))
    else {
        return;
    };
    assert_eq!(requests(&world, "CancelImageCreation").len(), 1, "{ended:#?}");
}

#[cfg(unix)]
#[test]
fn a_signal_before_anything_was_started_cancels_nothing() {
    let Some((world, ended)) = signalled(json!({"match": {"operation": "GetCallerIdentity"}})) else {
        return;
    };
    assert!(requests(&world, "CancelImageCreation").is_empty(), "{ended:#?}");
    assert_eq!(started(&world), Vec::<String>::new(), "{ended:#?}");
    assert_eq!(ended.document["outcome"], "not-started", "{ended:#?}");
}

#[cfg(unix)]
#[test]
fn a_build_that_was_faster_than_the_signal_is_left_alone() {
    let Some(world) = with_builds(&[in_both(Build::new().state("BUILDING").state("AVAILABLE"))]) else {
        return;
    };
    let job = world.job();
    let child = stopped(
        &world,
        &job,
        json!({"match": {"operation": "GetImage"}, "nth": 2}),
    );
    signal(&child);
    end(&world, &job, child);
    assert_eq!(started(&world), ["AVAILABLE"]);
}

#[cfg(unix)]
#[test]
fn a_second_signal_ends_it_at_once() {
    let Some(world) = with_builds(&[endless()]) else {
        return;
    };
    let job = world.job();
    let child = stopped(
        &world,
        &job,
        json!({"match": {"operation": "GetImage"}, "nth": 3}),
    );
    world.clear_faults(At::Aws);
    world.fault(
        At::Aws,
        json!({"do": "hold", "match": {"operation": "CancelImageCreation"}}),
    );
    signal(&child);
    world.until_held(At::Aws);
    signal(&child);
    // The answer is still held.
    let run = Run::of(&child.wait_with_output().expect("its end")).ends(3);
    assert!(run.stderr.contains(&image(&world, 1)), "{run:#?}");
    world.clear_faults(At::Aws);
}

#[cfg(unix)]
#[test]
fn a_build_that_another_run_has_started_runs_on_and_nobody_says_otherwise() {
    let Some(world) = with_builds(&[endless()]) else {
        return;
    };
    build(&world, &world.job().run_id("1"), &["--no-wait"]).ends(0);
    let job = world.job().run_id("2");
    let (arn, document) = (image(&world, 1), job.document());
    let wait = job.command(&["build", "wait", &arn, "--poll", "10ms", "--output", &document]);
    let request = json!({"match": {"operation": "GetImage"}, "nth": 3});
    let child = world.stopped(At::Aws, request, wait).expect("it is at work");
    signal(&child);
    let ended = end(&world, &job, child).ends(3);
    assert!(requests(&world, "CancelImageCreation").is_empty(), "{ended:#?}");
    assert_eq!(ended.document["outcome"], "lost", "{ended:#?}");
    let note = ended.document["notes"][0].as_str().expect("a note");
    assert!(note.contains(&format!("amiforge build wait {arn}")), "{note}");
}

#[cfg(unix)]
#[test]
fn a_wait_that_is_cancelled_before_its_first_look_does_not_say_that_there_is_no_build() {
    let Some(world) = with_builds(&[endless()]) else {
        return;
    };
    let job = world.job();
    let (arn, document) = (image(&world, 1), job.document());
    let wait = job.command(&["build", "wait", &arn, "--output", &document]);
    let request = json!({"match": {"operation": "GetCallerIdentity"}});
    let child = world.stopped(At::Aws, request, wait).expect("it is at work");
    signal(&child);
    let ended = end(&world, &job, child).ends(3);
    assert_eq!(ended.document["outcome"], "lost", "{ended:#?}");
    assert_eq!(ended.document["image"]["arn"], arn.as_str());
    assert!(
        ended.run.stderr.contains(&format!("the build of {arn} goes on")),
        "{ended:#?}"
    );
}

#[cfg(unix)]
#[test]
fn a_build_that_may_not_be_cancelled_is_not_called_cancelled() {
    let Some(world) = with_builds(&[endless()]) else {
        return;
    };
    let job = world.job();
    let request = json!({"match": {"operation": "GetImage"}, "nth": 3});
    let child = stopped(&world, &job, request);
    world.clear_faults(At::Aws);
    refuse(&world, "CancelImageCreation", 9, "AccessDeniedException", 403);
    signal(&child);
    let run = Run::of(&child.wait_with_output().expect("its end"));
    let ended = job.ended(run).ends(3);
    assert_eq!(ended.document["outcome"], "lost", "{ended:#?}");
    let note = ended.document["notes"][0].as_str().expect("a note");
    assert!(
        note.contains(r#""Action":"imagebuilder:CancelImageCreation""#),
        "{note}"
    );
}

#[test]
fn a_step_cancels_a_build_by_its_arn_and_twice_is_no_fault() {
    let Some(world) = with_builds(&[endless()]) else {
        return;
    };
    build(&world, &world.job(), &["--no-wait"]).ends(0);
    let cancel = || {
        world
            .job()
            .amiforge(&["build", "cancel", &image(&world, 1)])
            .ends(0)
    };
    cancel();
    cancel();
    world
        .job()
        .amiforge(&["build", "wait", &image(&world, 1), "--poll", "10ms"])
        .ends(1);
    cancel();
    assert_eq!(started(&world), ["CANCELLED"]);
}

#[test]
fn the_last_step_cancels_what_its_own_run_has_left() {
    let Some(world) = with_builds(&[endless(), endless()]) else {
        return;
    };
    for run in ["1", "2"] {
        lost(
            &world,
            &world.job().run_id(run),
            json!({"match": {"operation": "GetImage"}, "nth": 2}),
        );
    }
    let pipeline = world.arn(EU, "image-pipeline/web");
    let last_step = || {
        let job = world.job().run_id("1").attempt(2);
        job.amiforge(&["build", "cancel", "--pipeline", &pipeline])
            .ends(0)
    };
    last_step();
    last_step();
    let asked = requests(&world, "CancelImageCreation");
    let arns: Vec<&Value> = asked
        .iter()
        .map(|request| &request["parameters"]["imageBuildVersionArn"])
        .collect();
    assert_eq!(arns, [image(&world, 1).as_str()]);
}

#[test]
fn somebody_else_cancels() {
    let cancelled = Build::building()
        .state("CANCELLED")
        .reason("cancelled by octocat");
    let Some(world) = with_builds(&[cancelled]) else {
        return;
    };
    let ended = build(&world, &world.job(), &[]).ends(1);
    assert_eq!(ended.document["outcome"], "cancelled", "{ended:#?}");
    in_order(&ended.summary, &["web 1.0.0/1 was cancelled"]);
}
