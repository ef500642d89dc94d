//! Others are at work at the same time.

use serde_json::json;

use super::killed::{About, about, first, several_at_once, undisturbed};
use super::*;
use crate::stand_ins::At;

/// One run stops after each of its calls in turn, another does all its work meanwhile, and the first goes on.
fn another_run_after_every_call(what: About) {
    let Some(first) = first() else { return };
    let (expected, calls) = undisturbed(&first, what);
    several_at_once((1..=calls[1].1).collect(), |nth| {
        let world = about(&first, what);
        let one = world.stopped_at(At::Github, json!({ "nth": nth }), &["bump"]);
        let one = one.unwrap_or_else(|| panic!("{what:?}: GitHub was not asked {nth} times"));
        world.bump(&[]).ends(0);
        let run = world.go_on(At::Github, one);
        assert_eq!(run.code, Some(0), "{what:?}, another after call {nth}: {run:#?}");
        assert_eq!(
            without_echo(seen(&world)),
            expected,
            "{what:?}, another after call {nth}"
        );
    });
}

/// GitHub has no way to comment unless somebody else has in this moment: of two that say the same, one is heard.
fn without_echo(mut seen: Value) -> Value {
    for pull in seen["pulls"].as_array_mut().expect("pulls") {
        pull["comments"].as_array_mut().expect("comments").dedup();
    }
    seen
}

#[test]
fn two_runs_at_once_open_one_pull_request() {
    another_run_after_every_call(About::Opening);
}

#[test]
fn two_runs_at_once_update_it() {
    another_run_after_every_call(About::Updating);
}

#[test]
fn two_runs_at_once_close_it() {
    another_run_after_every_call(About::Closing);
}

/// Stops a run that has read the pins and asks AWS about them, and lets it go on to its end.
fn while_it_asks_aws(world: &World, meanwhile: impl FnOnce()) -> Run {
    let parameters = json!({"match": {"service": "ssm"}});
    let child = world
        .stopped_at(At::Aws, parameters, &["bump", "--format", "json"])
        .expect("it asks AWS");
    meanwhile();
    world.go_on(At::Aws, child).ends(0)
}

#[test]
fn a_base_that_moves_elsewhere_is_no_other_plan() {
    let Some(world) = world() else { return };
    let planned = world.clone().git(&["rev-parse", "HEAD"]);
    let run = while_it_asks_aws(&world, || {
        world.clone().write("readme.md", "nothing about images\n");
        world.push("meanwhile", "main");
    });
    assert_eq!(outcomes(&run), ["created"]);
    let commit = branch_at(&world, BRANCH).expect("the branch");
    assert_eq!(
        world.get(&format!("/git/commits/{commit}"))["parents"][0]["sha"],
        planned.as_str()
    );
}

#[test]
fn a_base_whose_pins_move_is_planned_anew() {
    let Some(world) = world() else { return };
    let second = nodes("eu-west-1", OLD, old_day());
    let run = while_it_asks_aws(&world, || {
        world.clone().write("nodes.tf", format!("# moved down\n{second}"));
        world.push("meanwhile", "main");
        // The job's clone is where it was.
        world.clone().git(&["reset", "--quiet", "--hard", "HEAD^"]);
    });
    assert_eq!(outcomes(&run), ["created"]);
    let main = branch_at(&world, "main").expect("main");
    let commit = branch_at(&world, BRANCH).expect("the branch");
    assert_eq!(
        world.get(&format!("/git/commits/{commit}"))["parents"][0]["sha"],
        main.as_str()
    );
    let expected = format!("# moved down\n{}", nodes("eu-west-1", NEW, new_day()));
    assert_eq!(file(&world, &commit, "nodes.tf"), expected);
}

#[test]
fn a_pin_that_a_person_moved_meanwhile_is_left() {
    let Some(world) = world() else { return };
    let run = while_it_asks_aws(&world, || {
        world
            .clone()
            .write("nodes.tf", nodes("eu-west-1", NEW, new_day()));
        world.push("by hand", "main");
        world.clone().git(&["reset", "--quiet", "--hard", "HEAD^"]);
    });
    assert_eq!(causes(&run), ["nodes.tf current/newest"]);
    assert!(pulls(&world).is_empty());
}
