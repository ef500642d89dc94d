//! A job is killed when a server has done what it was asked and not answered yet, at every call in turn. The next attempt
//! ends where an undisturbed one does, and there are never two builds.

use super::*;
use crate::live::several_at_once;

/// What a job does, and what it ends with.
struct Case {
    more: &'static [&'static str],
    build: fn() -> Build,
    code: i32,
}

fn killed_at_every_call(case: &Case) {
    let Some(first) = World::new(&[(FILE, COMPONENT)]) else {
        return;
    };
    let world = again(&first, case);
    let expected = told(&world, &build(&world, &world.job(), case.more).ends(case.code));
    let calls = [At::Aws, At::Github].map(|at| (at, world.log(at).len()));
    let every = calls
        .into_iter()
        .flat_map(|(at, count)| (1..=count).map(move |nth| (at, nth)));
    several_at_once(every.collect(), |(at, nth)| {
        let world = again(&first, case);
        let job = world.job();
        world.killed(at, nth, command(&world, &job, case.more));
        let ended = build(&world, &world.job(), case.more).ends(case.code);
        assert_eq!(told(&world, &ended), expected, "killed at call {nth} of {at:?}");
    });
}

fn again(first: &World, case: &Case) -> World {
    let world = first.again();
    // Another one is ready, so that a second build would be seen.
    furnish(&world, &[(case.build)(), (case.build)()]);
    world
}

/// What has to be the same: how it ended, in which image, and how many there are.
fn told(world: &World, ended: &Ended) -> (Value, usize) {
    assert_eq!(ended.document["image"]["arn"], image(world, 1).as_str());
    (ended.document["outcome"].clone(), started(world).len())
}

#[test]
fn while_it_builds() {
    killed_at_every_call(&Case {
        more: &[],
        build: || in_both(Build::good()),
        code: 0,
    });
}

#[test]
fn while_it_only_starts() {
    killed_at_every_call(&Case {
        more: &["--no-wait"],
        build: || in_both(Build::good()),
        code: 0,
    });
}

#[test]
fn while_it_explains() {
    let failing = || {
        Build::building()
            .state("FAILED")
            .steps(&[("ApplyBuildComponents", "FAILED")])
            .reason("it failed")
            .log(&["Stderr: no", "ErrorMessage: Exit code 1"])
    };
    killed_at_every_call(&Case {
        more: &[],
        build: failing,
        code: 1,
    });
}

#[test]
fn a_lost_answer_to_the_start_begins_no_second_build() {
    let Some(world) = with_builds(&[in_both(Build::good()), in_both(Build::good())]) else {
        return;
    };
    let script = json!({"do": "after", "times": 2, "match": {"operation": "StartImagePipelineExecution"}});
    world.fault(At::Aws, script);
    let ended = build(&world, &world.job(), &[]).ends(0);
    assert_eq!(started(&world), ["AVAILABLE"], "{ended:#?}");
    let tokens: Vec<Value> = requests(&world, "StartImagePipelineExecution")
        .iter()
        .map(|request| request["parameters"]["clientToken"].clone())
        .collect();
    assert_eq!(tokens.len(), 3);
    assert!(tokens.iter().all(|token| *token == tokens[0]), "{tokens:?}");
}
