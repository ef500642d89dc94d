//! What runs that are over have left.

use super::*;
use crate::stand_ins::Day;

/// Starts a build of a run that nobody ends.
fn left_by(world: &World, run: &str) {
    lost(
        world,
        &world.job().run_id(run),
        json!({"match": {"operation": "GetImage"}, "nth": 2}),
    );
}

fn sweep(world: &World, more: &[&str]) -> Ended {
    world
        .job()
        .run_id("99")
        .amiforge(&[&["build", "sweep"], more].concat())
}

/// The images that were cancelled.
fn cancelled(world: &World) -> Vec<String> {
    let asked = requests(world, "CancelImageCreation");
    let arns = asked
        .iter()
        .filter_map(|request| request["parameters"]["imageBuildVersionArn"].as_str());
    arns.map(str::to_owned).collect()
}

/// Builds of three runs: one is over, one goes on, one is not known to GitHub; and builds of others.
fn littered() -> Option<World> {
    let world = with_builds(&[Build::building(), Build::building(), Build::building()])?;
    for run in ["1", "2", "3"] {
        left_by(&world, run);
    }
    world.run_is("1", "completed");
    world.run_is("2", "in_progress");
    let foreign =
        json!({"team": "data", "amiforge:repository": "github.com/octocat/other", "amiforge:run": "1"});
    world
        .region(EU)
        .built("image/other/1.0.0/1", &Build::building(), Day::ago(30), |image| {
            image["tags"] = foreign.clone();
        })
        .built("image/other/1.0.0/2", &Build::building(), Day::ago(30), |_| ())
        .built("image/other/1.0.0/3", &Build::good(), Day::ago(30), |image| {
            image["tags"] = foreign.clone();
        })
        .seed();
    Some(world)
}

#[test]
fn only_what_a_run_of_ours_left_that_is_over_is_cancelled() {
    let Some(world) = littered() else { return };
    let plan = sweep(&world, &["--plan-only"]).ends(0);
    assert!(plan.run.stdout.contains(&image(&world, 1)), "{plan:#?}");
    assert_eq!(cancelled(&world), Vec::<String>::new());
    let ended = sweep(&world, &[]);
    assert_eq!(cancelled(&world), [image(&world, 1)], "{ended:#?}");
    let ended = ended.ends(0);
    assert!(ended.run.stdout.contains(&image(&world, 1)), "{ended:#?}");
    // A second sweep finds nothing more.
    world
        .job()
        .amiforge(&["build", "wait", &image(&world, 1), "--poll", "10ms"]);
    sweep(&world, &[]).ends(0);
    assert_eq!(cancelled(&world).len(), 1);
}

#[test]
fn what_was_started_without_waiting_stays_and_it_is_said_how_long() {
    let Some(world) = with_builds(&[Build::building()]) else {
        return;
    };
    build(&world, &world.job().run_id("1"), &["--no-wait"]).ends(0);
    world.run_is("1", "completed");
    for (more, says) in [
        (&[][..], "--older-than DURATION says when"),
        (&["--older-than", "700h"], "is younger than --older-than"),
    ] {
        let ended = sweep(&world, more).ends(0);
        assert!(ended.run.stdout.contains(says), "{ended:#?}");
        assert!(!ended.run.stdout.contains("::stop-commands::"), "{ended:#?}");
    }
    assert_eq!(cancelled(&world), Vec::<String>::new());
}

#[test]
fn what_nobody_can_tell_stays() {
    let Some(world) = littered() else { return };
    world.fault(
        At::Github,
        json!({"do": "refuse", "status": 403, "times": 99, "message": "Resource not accessible by integration", "match": {"path": ".*/actions/runs/.*"}}),
    );
    let ended = sweep(&world, &[]);
    assert_eq!(cancelled(&world), Vec::<String>::new(), "{ended:#?}");
    assert!(
        format!("{}{}", ended.run.stdout, ended.run.stderr).contains("actions: read"),
        "{ended:#?}"
    );
}

#[test]
fn a_sweep_that_is_killed_is_finished_by_the_next() {
    let Some(first) = littered() else { return };
    sweep(&first, &["--plan-only"]).ends(0);
    let job = first.job().run_id("99");
    let child = first.stopped(
        At::Aws,
        json!({"match": {"operation": "CancelImageCreation"}}),
        job.command(&["build", "sweep"]),
    );
    let mut child = child.expect("it is at work");
    child.kill().expect("it can be killed");
    child.wait().expect("its end");
    first.clear_faults(At::Aws);
    sweep(&first, &[]).ends(0);
    let arns: std::collections::BTreeSet<String> = cancelled(&first).into_iter().collect();
    assert_eq!(arns.into_iter().collect::<Vec<_>>(), [image(&first, 1)]);
}
