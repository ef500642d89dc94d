//! The examples of Windows nodes on EKS.

use serde_json::json;

use super::example_for;
use crate::actions::runner::{Ended, Workflow};
use crate::live::{NEW, file, new_day, nodes, only_pull, text, world};
use crate::stand_ins::World;

const CLIENT: &str = "Iv23liABCDEFGHIJKLMN";

/// The workflow of the mornings and of merges.
fn run(world: &World, event: &str, id: &str) -> Option<Ended> {
    let granted = json!({"contents": "write", "pull_requests": "write", "members": "read"});
    let key = world.app(CLIENT, &granted);
    Workflow::in_world(&example_for("windows-nodes-on-eks.yml", world), world)
        .event(event, json!({}))
        .run_id(id)
        .variable("AMIFORGE_APP_CLIENT_ID", CLIENT)
        .secret("AMIFORGE_APP_PRIVATE_KEY", &key)
        .run()
}

#[test]
fn in_the_morning_pins_move_and_nothing_is_built() {
    let Some(world) = world() else { return };
    let Some(ended) = run(&world, "schedule", "5001") else {
        return;
    };
    let ended = ended.ends(0);
    let jobs: Vec<&str> = ended.jobs().into_keys().collect();
    assert_eq!(jobs, ["bump", "releases"], "{}", ended.told());
    let pull = only_pull(&world);
    assert_eq!(pull["user"]["login"], "fleet-app[bot]");
    let moved = file(&world, text(&pull["head"]["sha"]), "nodes.tf");
    assert_eq!(moved, nodes("eu-west-1", NEW, new_day()));
}

#[test]
fn a_pull_request_is_checked_twice() {
    let Some(world) = world() else { return };
    let workflow = example_for("windows-nodes-on-eks-check.yml", &world);
    world
        .clone()
        .write("nodes.tf", nodes("eu-west-1", NEW, new_day()));
    let head = world.push("a pin", "patch");
    for (fork, asks) in [(None, "success"), (Some("machine-user/fork"), "skipped")] {
        let pull = Workflow::in_world(&workflow, &world).pull_request(1, &head, fork);
        let Some(ended) = pull.run() else { return };
        let ended = ended.ends(0);
        assert_eq!(ended.outcome("pins", "role"), asks, "{}", ended.told());
        assert_eq!(ended.jobs()["documents"], ["success"]);
    }
}
