//! Runs that are killed between their calls, and what the next one makes of it.

use serde_json::json;

use super::{AGENT, FILES, FIRST, arguments, build, furnish, images, set, versions, world_of};
use crate::stand_ins::At;
use crate::support::Run;

#[test]
fn killed_at_every_call_the_next_run_makes_no_second_version_and_no_second_image() {
    let Some(template) = world_of(&FILES) else { return };
    let mut calls = 0;
    loop {
        let world = template.again();
        furnish(&world);
        let arguments = arguments(&world);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        calls += 1;
        let Some(mut child) = world.stopped_at(At::Aws, json!({"nth": calls}), &arguments) else {
            break;
        };
        child.kill().expect("it can be killed");
        child.wait().expect("its end");
        world.clear_faults(At::Aws);
        let again = Run::of(&world.command(&arguments).output().expect("the binary runs"));
        assert_eq!(again.code, Some(0), "killed at call {calls}: {again:#?}");
        assert_eq!(versions(&world), set(&FIRST), "killed at call {calls}");
        assert_eq!(images(&world), ["golden/1.4.0/1"], "killed at call {calls}");
    }
    // Who we are, two lists or looks, two probes, three versions, the image: less would mean that little was tried.
    assert!(calls > 8, "{calls}");
}

#[test]
fn killed_between_a_component_and_its_recipe_a_change_is_one_version_each() {
    let Some(world) = world_of(&FILES) else { return };
    build(&world, "1", &[]).ends(0);
    world
        .clone()
        .write("components/agent.yaml", format!("{AGENT}# why\n"));
    let arguments = arguments(&world);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let request = json!({"match": {"operation": "CreateComponent"}});
    let mut child = world
        .stopped_at(At::Aws, request, &arguments)
        .expect("it makes a component");
    child.kill().expect("it can be killed");
    child.wait().expect("its end");
    world.clear_faults(At::Aws);
    build(&world, "2", &[]).ends(0);
    let two = [
        &FIRST[..],
        &["component/agent/1.0.1/1", "image-recipe/golden/1.4.1"],
    ]
    .concat();
    assert_eq!(versions(&world), set(&two));
}
