//! Windows nodes on EKS, the whole way: the story of `live::loop_of_nodes` through the workflows that a user copies.

use serde_json::{Value, json};

use super::example_for;
use crate::actions::runner::{Ended, Workflow};
use crate::bump::facts::CORE;
use crate::live::loop_of_nodes::{copied, merge_here, merge_there};
use crate::live::{NEW, new_day, open_pulls, text};
use crate::stand_ins::{At, Build, World};
use crate::support::git;

const APP: &str = "Iv23liABCDEFGHIJKLMN";

/// A run of the workflow that looks, builds and bumps.
fn run(world: &World, key: &str, id: &str, event: &str, payload: Value) -> Option<Ended> {
    Workflow::in_world(&example_for("windows-nodes-on-eks.yml", world), world)
        .event(event, payload)
        .run_id(id)
        .variable("AMIFORGE_APP_CLIENT_ID", APP)
        .secret("AMIFORGE_APP_PRIVATE_KEY", key)
        .run()
}

/// The only open pull request is checked and merged: the lines that it changed.
#[track_caller]
fn checked_and_merged(world: &World) -> Vec<String> {
    let open = open_pulls(world);
    assert_eq!(open.len(), 1, "{open:#?}");
    assert_eq!(open[0]["user"]["login"], "fleet-app[bot]");
    let number = open[0]["number"].as_u64().expect("a number");
    merge_here(world, number);
    let bare = world.server().join(&world.repository);
    let (here, head) = (
        format!("pull-{number}"),
        format!("refs/pull/{number}/{}", text(&open[0]["head"]["ref"])),
    );
    let to = format!("{here}:{head}");
    git(
        world.clone().path(),
        &["push", "--quiet", bare.to_str().expect("UTF-8"), &to],
    );
    let check = example_for("windows-nodes-on-eks-check.yml", world);
    let ended = Workflow::in_world(&check, world)
        .pull_request(number, &head, None)
        .run()
        .expect("act")
        .ends(0);
    let jobs = [("documents", vec!["success"]), ("pins", vec!["success"])];
    assert_eq!(ended.jobs(), jobs.into(), "{}", ended.told());
    merge_there(world, number)
}

#[test]
fn from_an_image_of_aws_to_nodes_and_on_to_the_next_morning() {
    let good = || Build::new().state("AVAILABLE").ami(json!({}));
    let Some(world) = copied(&[good(), good()]) else {
        return;
    };
    let key = world.app(APP, &json!({"contents": "write", "pull_requests": "write"}));
    // Started by hand: the first image, and a pull request for the nodes.
    let Some(ended) = run(&world, &key, "5001", "workflow_dispatch", json!({})) else {
        return;
    };
    let ended = ended.ends(0);
    let all = ["build", "bump", "releases"].map(|job| (job, vec!["success"]));
    assert_eq!(ended.jobs(), all.into(), "{}", ended.told());
    let first = ended.outputs("build", "1")["ami-id"].to_owned();
    let changed = checked_and_merged(&world);
    assert_eq!(changed[1], format!("+ \"eu-west-1\" = \"{first}\""));

    // In the morning AWS has another image, and nothing is built.
    world
        .region("eu-west-1")
        .published(NEW, CORE, new_day(), 41)
        .seed();
    let morning = || json!({"schedule": "17 5 * * 1-5"});
    let ended = run(&world, &key, "5002", "schedule", morning())
        .expect("act")
        .ends(0);
    assert_eq!(ended.jobs().get("bump"), Some(&vec!["success"]));
    assert_eq!(world.images().len(), 1);
    let changed = checked_and_merged(&world);
    let parent = format!("+ parentImage: {NEW} # {CORE}-{}", new_day().dotted());
    assert_eq!(changed[1], parent);

    // The merge builds, and the nodes are offered what came of it.
    let ended = run(&world, &key, "5003", "push", json!({})).expect("act").ends(0);
    let second = ended.outputs("build", "1")["ami-id"].to_owned();
    assert_ne!(first, second);
    let changed = checked_and_merged(&world);
    assert_eq!(changed[1], format!("+ \"eu-west-1\" = \"{second}\""));

    // Nothing more, whatever starts the workflow.
    for (id, event, payload) in [
        ("5004", "schedule", morning()),
        ("5005", "workflow_dispatch", json!({})),
    ] {
        run(&world, &key, id, event, payload).expect("act").ends(0);
        assert!(open_pulls(&world).is_empty(), "{event}");
    }
    assert_eq!(world.images().len(), 2);
}

#[test]
fn a_pull_request_of_a_fork_is_checked_without_a_role() {
    let Some(world) = copied(&[]) else { return };
    let head = world.clone().git(&["rev-parse", "HEAD"]);
    let check = example_for("windows-nodes-on-eks-check.yml", &world);
    let pull = Workflow::in_world(&check, &world).pull_request(1, &head, Some("machine-user/fork"));
    let Some(ended) = pull.run() else { return };
    let ended = ended.ends(0);
    assert_eq!(ended.outcome("pins", "role"), "skipped", "{}", ended.told());
    let jobs = [("documents", vec!["success"]), ("pins", vec!["success"])];
    assert_eq!(ended.jobs(), jobs.into());
    assert!(world.log(At::Aws).is_empty());
}
