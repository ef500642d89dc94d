//! What AWS says changes: releases go back, images die, parameters disappear.

use super::*;
use crate::bump::facts::WINDOWS;

#[test]
fn a_release_that_is_taken_back_is_rolled_back() {
    let Some(world) = World::new(&[("nodes.tf", &nodes("eu-west-1", NEW, new_day()))]) else {
        return;
    };
    world
        .region("eu-west-1")
        .windows(NEW, CORE, new_day())
        .published(OLD, CORE, old_day(), 42)
        .seed();
    let run = world.bump(&["--format", "json"]).ends(0);
    assert_eq!(causes(&run), ["nodes.tf rollback/moved-back"]);
    let pull = only_pull(&world);
    assert!(text(&pull["title"]).starts_with("Roll back"), "{pull:#}");
    let commit = branch_at(&world, BRANCH).expect("the branch");
    assert_eq!(
        file(&world, &commit, "nodes.tf"),
        nodes("eu-west-1", OLD, old_day())
    );
}

#[test]
fn what_nothing_is_left_for_is_closed() {
    let Some(world) = opened() else { return };
    world
        .clone()
        .write("nodes.tf", nodes("eu-west-1", NEW, new_day()));
    world.push("by hand", "main");
    let run = world.bump(&["--format", "json"]).ends(0);
    assert_eq!(causes(&run), ["nodes.tf current/newest"]);
    let pull = only_pull(&world);
    assert_eq!(pull["state"], "closed");
    assert_eq!(comments(&world, &pull["number"]).len(), 1);
    assert_eq!(branch_at(&world, BRANCH), None);
    let written = writes(&world).len();
    world.bump(&[]).ends(0);
    assert_eq!(writes(&world).len(), written);
    // It was no person's "no": the next release is opened.
    publish_newer(&world);
    let run = world.bump(&["--format", "json"]).ends(0);
    assert_eq!(outcomes(&run), ["created"]);
    assert_eq!(open_pulls(&world).len(), 1);
}

#[test]
fn a_parameter_that_disappears_is_told_and_closes_nothing() {
    let Some(world) = opened() else { return };
    let before = seen(&world);
    let name = format!("{}/image_id", parameter(CORE));
    world
        .region("eu-west-1")
        .missing(&name)
        .missing(&parameter(CORE))
        .seed();
    let run = world.bump(&["--format", "json"]).ends(1);
    assert_eq!(causes(&run), ["nodes.tf missing-parameter/not-published"]);
    assert_eq!(seen(&world), before);
}

#[test]
fn an_older_answer_than_the_last_is_not_believed() {
    let Some(world) = opened() else { return };
    let before = seen(&world);
    ireland(&world).published(NEWER, CORE, newer_day(), 40).seed();
    let run = world.bump(&["--format", "json"]).ends(1);
    assert_eq!(outcomes(&run), ["held"]);
    assert_eq!(seen(&world), before);
}

#[test]
fn the_newest_release_that_is_old_enough_is_taken_while_a_newer_one_waits() {
    let Some(world) = World::new(&[("nodes.tf", &nodes("eu-west-1", OLD, old_day()))]) else {
        return;
    };
    ireland(&world)
        .windows(NEW, CORE, new_day())
        .published(NEWER, CORE, Day::ago(1), 42)
        .seed();
    let run = world.bump(&["--format", "json"]).ends(0);
    assert_eq!(outcomes(&run), ["created"]);
    let commit = branch_at(&world, BRANCH).expect("the branch");
    assert_eq!(
        file(&world, &commit, "nodes.tf"),
        nodes("eu-west-1", NEW, new_day())
    );
}

#[test]
fn a_pin_whose_image_is_gone_is_replaced() {
    let Some(world) = World::new(&[("nodes.tf", &nodes("eu-west-1", OLD, old_day()))]) else {
        return;
    };
    world
        .region("eu-west-1")
        .published(NEW, CORE, new_day(), 41)
        .seed();
    let run = world.bump(&["--format", "json"]).ends(0);
    assert_eq!(causes(&run), ["nodes.tf dead/replaced"]);
    assert!(text(&only_pull(&world)["title"]).starts_with("Replace dead"));
}

/// A pin that its file tells nothing about but the region.
fn bare(id: &str) -> String {
    format!("provider \"aws\" {{\n  region = \"eu-west-1\"\n}}\nlocals {{\n  image = \"{id}\"\n}}\n")
}

#[test]
fn an_instance_still_tells_what_a_dead_image_was() {
    let Some(world) = World::new(&[("a.tf", &bare(OLD))]) else {
        return;
    };
    ireland(&world)
        .instance(OLD)
        .published(NEW, CORE, new_day(), 41)
        .seed();
    world.region("eu-west-1").gone(OLD).seed();
    let run = world.bump(&["--format", "json"]).ends(0);
    assert_eq!(causes(&run), ["a.tf dead/replaced"]);
    let commit = branch_at(&world, BRANCH).expect("the branch");
    assert_eq!(file(&world, &commit, "a.tf"), bare(NEW));
}

#[test]
fn a_dead_image_of_which_nothing_tells_needs_a_person() {
    let Some(world) = World::new(&[("a.tf", &bare(OLD))]) else {
        return;
    };
    world
        .region("eu-west-1")
        .published(NEW, CORE, new_day(), 41)
        .seed();
    let run = world.bump(&["--format", "json"]).ends(1);
    assert_eq!(causes(&run), ["a.tf dead/unknown"]);
    assert!(pulls(&world).is_empty());
}

#[test]
fn core_is_not_replaced_by_full() {
    let Some(world) = World::new(&[("nodes.tf", &nodes("eu-west-1", OLD, old_day()))]) else {
        return;
    };
    let full = CORE.replace("Core", "Full");
    ireland(&world)
        .published(NEW, CORE, new_day(), 41)
        .windows(NEW, &full, new_day())
        .seed();
    let run = world.bump(&["--format", "json"]).ends(1);
    assert_eq!(causes(&run), ["nodes.tf mismatch/edition"]);
    assert!(pulls(&world).is_empty());
}

#[test]
fn an_image_of_somebody_else_is_not_taken() {
    let Some(world) = World::new(&[("nodes.tf", &nodes("eu-west-1", OLD, old_day()))]) else {
        return;
    };
    let name = format!("{CORE}-{}", new_day().dotted());
    ireland(&world)
        .published(NEW, CORE, new_day(), 41)
        .image(NEW, &name, "666666666666", new_day(), |image| {
            image["platform"] = "windows".into();
        })
        .seed();
    assert_ne!(WINDOWS, "666666666666");
    let run = world.bump(&["--format", "json"]).ends(1);
    assert_eq!(causes(&run), ["nodes.tf mismatch/owner"]);
    assert!(pulls(&world).is_empty());
}
