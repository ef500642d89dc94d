//! What persons did is respected: their commits, and their "no".

use serde_json::json;

use super::*;

/// A person commits to the branch of the pull request.
fn persons_commit(world: &World) -> String {
    let tip = branch_at(world, BRANCH).expect("the branch");
    // What GitHub made is not in the clone; a person's commit is made through GitHub.
    let commit = world.get(&format!("/git/commits/{tip}"));
    let tree = json!({
        "base_tree": commit["tree"]["sha"],
        "tree": [{"path": "more.txt", "mode": "100644", "type": "blob", "content": "a person's\n"}],
    });
    let tree = world.github("POST", "/git/trees", Some(&tree)).good();
    let made = json!({"message": "a person's commit", "tree": tree["sha"], "parents": [tip]});
    let made = world.github("POST", "/git/commits", Some(&made)).good();
    let moved = json!({"sha": made["sha"], "force": false});
    world
        .github("PATCH", &format!("/git/refs/heads/{BRANCH}"), Some(&moved))
        .good();
    text(&made["sha"]).to_owned()
}

#[test]
fn a_persons_commit_stays_and_is_commented_once() {
    let Some(world) = opened() else { return };
    let theirs = persons_commit(&world);
    publish_newer(&world);
    for _ in 0..2 {
        let run = world.bump(&["--format", "json"]).ends(1);
        assert_eq!(outcomes(&run), ["left-alone"]);
        let told = run.json()["groups"][0]["remarks"].to_string();
        assert!(told.contains("a comment on #1 says how"), "{told}");
        assert_eq!(branch_at(&world, BRANCH).as_deref(), Some(theirs.as_str()));
    }
    let pull = only_pull(&world);
    let comments = comments(&world, &pull["number"]);
    assert_eq!(comments.len(), 1, "{comments:#?}");
    assert!(comments[0].contains(NEWER), "{}", comments[0]);
    // The person takes the commit back, and the next run goes on.
    let ours = world.get(&format!("/git/commits/{theirs}"))["parents"][0]["sha"].clone();
    let back = json!({"sha": ours, "force": true});
    world
        .github("PATCH", &format!("/git/refs/heads/{BRANCH}"), Some(&back))
        .good();
    let run = world.bump(&["--format", "json"]).ends(0);
    assert_eq!(outcomes(&run), ["updated"]);
    assert_eq!(only_pull(&world)["state"], "open");
}

#[test]
fn closed_means_not_this_release() {
    let Some(world) = opened() else { return };
    let number = only_pull(&world)["number"].clone();
    let closed = json!({"state": "closed"});
    world
        .github("PATCH", &format!("/pulls/{number}"), Some(&closed))
        .good();
    let written = writes(&world).len();
    for _ in 0..2 {
        let run = world.bump(&["--format", "json"]).ends(0);
        assert_eq!(outcomes(&run), ["declined"]);
    }
    assert_eq!(writes(&world).len(), written);
    only_pull(&world);
    // Another release is another question.
    publish_newer(&world);
    let run = world.bump(&["--format", "json"]).ends(0);
    assert_eq!(outcomes(&run), ["created"]);
    let all = pulls(&world);
    assert_eq!(all.len(), 2, "{all:#?}");
    assert_eq!(
        (&all[0]["state"], &all[1]["state"]),
        (&"closed".into(), &"open".into())
    );
    assert!(text(&all[1]["body"]).contains(NEWER));
}

#[test]
fn closed_and_its_branch_deleted_is_remembered_too() {
    let Some(world) = opened() else { return };
    // GitHub closes a pull request whose branch goes.
    assert_eq!(
        world
            .github("DELETE", &format!("/git/refs/heads/{BRANCH}"), None)
            .status,
        204
    );
    assert_eq!(only_pull(&world)["state"], "closed");
    let run = world.bump(&["--format", "json"]).ends(0);
    assert_eq!(outcomes(&run), ["declined"]);
    assert_eq!(only_pull(&world)["state"], "closed");
}

#[test]
fn opened_again_it_counts_again() {
    let Some(world) = opened() else { return };
    let number = only_pull(&world)["number"].clone();
    for state in ["closed", "open"] {
        let change = json!({ "state": state });
        world
            .github("PATCH", &format!("/pulls/{number}"), Some(&change))
            .good();
    }
    publish_newer(&world);
    let run = world.bump(&["--format", "json"]).ends(0);
    assert_eq!(outcomes(&run), ["updated"]);
    only_pull(&world);
}
