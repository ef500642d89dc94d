//! What the other tests believe of the stand-ins.

use serde_json::json;

use super::{ACTIONS, At, Day, World};
use crate::bump::facts::{CORE, parameter};

const FILES: &[(&str, &str)] = &[("a.tf", "a\n"), ("b/c.tf", "c\n")];

#[test]
fn commits_have_the_ids_of_the_clone_and_worlds_do_not_see_each_other() {
    let Some(world) = World::new(FILES) else { return };
    let other = world.again();
    let head = world.clone().git(&["rev-parse", "HEAD"]);
    assert_eq!(world.get("/git/ref/heads/main")["object"]["sha"], head.as_str());
    world.clone().write("b/c.tf", "changed\n");
    let moved = world.push("second", "main");
    assert_eq!(moved, world.clone().git(&["rev-parse", "HEAD"]));
    assert_eq!(world.get("/git/ref/heads/main")["object"]["sha"], moved.as_str());
    assert_eq!(other.get("/git/ref/heads/main")["object"]["sha"], head.as_str());
    assert_ne!(world.account, other.account);
}

#[test]
fn requests_are_held_against_the_descriptions() {
    let Some(world) = World::new(FILES) else { return };
    let strange = json!({"title": "t", "head": "x", "base": "main", "reviewer": "nobody"});
    assert_eq!(world.github("POST", "/pulls", Some(&strange)).status, 400);
    assert_eq!(world.github("GET", "/pull", None).status, 400);
    assert_eq!(world.problems().len(), 2, "{:?}", world.problems());
    // The end of this world would complain of them.
    std::mem::forget(world);
}

#[test]
fn a_fault_meets_the_request_that_it_is_for() {
    let Some(world) = World::new(FILES) else { return };
    world.fault(
        At::Github,
        json!({"do": "refuse", "status": 500, "nth": 2, "match": {"path": ".*/git/ref/.*"}}),
    );
    let statuses = [(); 3].map(|()| world.github("GET", "/git/ref/heads/main", None).status);
    assert_eq!(statuses, [200, 500, 200]);
    let told = world.clear_faults(At::Github);
    assert_eq!((&told[0]["seen"], &told[0]["met"]), (&3.into(), &1.into()));
}

#[test]
fn what_is_seeded_is_there() {
    let Some(world) = World::new(FILES) else { return };
    let (old, new) = ("ami-0e5b1c7a9d3f20468", "ami-07d2f9a4c6e1b3850");
    world
        .region("eu-west-1")
        .windows(old, CORE, Day::ago(60))
        .instance(old)
        .published(new, CORE, Day::ago(5), 41)
        .seed();
    world
        .region("eu-west-1")
        .gone(old)
        .missing(&parameter(CORE))
        .seed();
    assert!(world.log(At::Aws).is_empty());
}

#[test]
fn tokens_can_what_their_kind_can() {
    let Some(mut world) = World::new(FILES) else {
        return;
    };
    world.use_token("read");
    let run = world.bump(&["--forge", "local", "--plan-only", "--releases", "none.json"]);
    assert!(run.stderr.contains("none.json"), "{run:?}");
    let refused = |kind: &str, path: &str, body: serde_json::Value| {
        let path = format!("/repos/{}{path}", world.repository);
        let port = world.servers.github.port;
        let answer = super::http::call(port, "POST", &path, Some(world.token(kind)), Some(&body));
        (
            answer.status,
            answer.json["message"].as_str().unwrap_or_default().to_owned(),
        )
    };
    let blob = json!({"content": "x"});
    let not_accessible = (403, "Resource not accessible by integration".to_owned());
    assert_eq!(refused("read", "/git/blobs", blob.clone()), not_accessible);
    assert_eq!(refused(ACTIONS, "/git/blobs", blob).0, 201);
    let entry = json!({"path": ".github/workflows/a.yml", "mode": "100644", "type": "blob", "content": "x"});
    let tree = json!({ "tree": [entry] });
    assert_eq!(refused(ACTIONS, "/git/trees", tree.clone()), not_accessible);
    assert_eq!(refused("app", "/git/trees", tree).0, 201);
    let pull = json!({"title": "t", "head": "a", "base": "main"});
    let (status, message) = refused("actions-no-pulls", "/pulls", pull);
    assert_eq!(status, 403);
    assert!(message.contains("not permitted to create"), "{message}");
}

#[test]
fn runs_of_workflows_are_what_a_test_says() {
    let Some(world) = World::new(FILES) else { return };
    world.run_is("7", "completed");
    assert_eq!(world.get("/actions/runs/7")["status"], "completed");
    assert_eq!(world.github("GET", "/actions/runs/8", None).status, 404);
    let differences = world.log(At::Github)[0]["differences"].clone();
    assert_eq!(differences, json!([]));
}

#[test]
fn a_program_that_makes_no_call_is_not_stopped() {
    let Some(world) = World::new(FILES) else { return };
    let stopped = world.stopped_at(At::Github, json!({"nth": 1}), &["--version"]);
    assert!(stopped.is_none());
}
