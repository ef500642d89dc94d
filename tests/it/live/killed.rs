//! The job is killed when a server has done what it was asked and not answered yet, at every call in turn. The next run ends
//! where an undisturbed one does.

use std::panic::resume_unwind;
use std::sync::Mutex;
use std::thread;

use super::*;
use crate::stand_ins::At;

/// What a run is about to do.
#[derive(Clone, Copy, Debug)]
pub(super) enum About {
    Opening,
    Updating,
    Closing,
}

/// A world where the next run is about to do this.
pub(super) fn about(first: &World, what: About) -> World {
    let world = first.again();
    publish_new(&world);
    match what {
        About::Opening => return world,
        About::Updating => {
            world.bump(&[]).ends(0);
            publish_newer(&world);
        }
        About::Closing => {
            world.bump(&[]).ends(0);
            // The release is taken back, and the pin stands on the one before.
            world
                .region("eu-west-1")
                .published(OLD, CORE, old_day(), 42)
                .seed();
        }
    }
    world
}

/// What an undisturbed run ends with, and how many calls it makes to AWS and to GitHub.
pub(super) fn undisturbed(first: &World, what: About) -> (Value, [(At, usize); 2]) {
    let world = about(first, what);
    let counts = || [At::Aws, At::Github].map(|at| (at, world.log(at).len()));
    let before = counts();
    world.bump(&[]).ends(0);
    let after = counts();
    let calls = [0, 1].map(|n| (after[n].0, after[n].1 - before[n].1));
    (seen(&world), calls)
}

/// Runs a check for each case. Most of their time is waiting, so several are on their way at once.
pub(crate) fn several_at_once<T: Send>(cases: Vec<T>, check: impl Fn(T) + Sync) {
    let cases = Mutex::new(cases);
    let next = || cases.lock().expect("no case fails while it is taken").pop();
    thread::scope(|scope| {
        let workers = [(); 3].map(|()| {
            scope.spawn(|| {
                while let Some(case) = next() {
                    check(case);
                }
            })
        });
        for worker in workers {
            worker.join().unwrap_or_else(|failed| resume_unwind(failed));
        }
    });
}

/// Labels, reviewers: everything that takes calls of its own.
pub(super) fn first() -> Option<World> {
    let config = "bump:\n  labels: [dependencies]\n  reviewers: [reviewer]\n";
    World::new(&[
        ("nodes.tf", &nodes("eu-west-1", OLD, old_day())),
        (".github/amiforge.yaml", config),
    ])
}

fn killed_at_every_call(what: About) {
    let Some(first) = first() else { return };
    let (expected, calls) = undisturbed(&first, what);
    assert!(calls.iter().all(|(_, count)| *count > 0), "{calls:?}");
    let all = calls
        .into_iter()
        .flat_map(|(at, count)| (1..=count).map(move |nth| (at, nth)));
    several_at_once(all.collect(), |(at, nth)| {
        let world = about(&first, what);
        world.killed_at(at, nth, &["bump"]);
        world.bump(&[]).ends(0);
        assert_eq!(seen(&world), expected, "{what:?}, killed at call {nth} of {at:?}");
    });
}

#[test]
fn while_it_opens() {
    killed_at_every_call(About::Opening);
}

#[test]
fn while_it_updates() {
    killed_at_every_call(About::Updating);
}

#[test]
fn while_it_closes() {
    killed_at_every_call(About::Closing);
}

/// A job that is cancelled gets a signal first.
#[cfg(unix)]
#[test]
fn a_cancelled_job_ends_at_once_and_says_so() {
    let Some(first) = first() else { return };
    for (at, nth) in [(At::Aws, 2), (At::Github, 5)] {
        let world = about(&first, About::Opening);
        let child = world
            .stopped_at(at, json!({ "nth": nth }), &["bump"])
            .expect("it is at work");
        let ended = std::process::Command::new("kill")
            .args(["-TERM", &child.id().to_string()])
            .status();
        assert!(ended.expect("kill").success());
        let run = Run::of(&child.wait_with_output().expect("its end")).ends(3);
        assert!(run.stderr.contains("cancelled"), "{run:#?}");
        world.clear_faults(at);
        world.bump(&[]).ends(0);
        only_pull(&world);
    }
}
