//! What the GitHub forge does beyond the stories: whose a branch is, which base branch is meant, what GitHub refuses.

mod base;
mod persons;
mod refusals;
mod told;

use serde_json::{Value, json};

use crate::bump::facts::{CORE, parameter};
use crate::stand_ins::{At, Day, World};
use crate::support::Run;

/// The pin.
const OLD: &str = "ami-0e5b1c7a9d3f20468";
/// The release that it should move to, and the next.
const NEW: &str = "ami-07d2f9a4c6e1b3850";
const NEWER: &str = "ami-01f3c5b7e9a2d4860";

const BRANCH: &str = "amiforge/windows-2022-core-eks-1.35";

fn nodes(id: &str) -> String {
    format!(
        "locals {{\n  # amiforge: follow=ssm:{}/image_id\n  nodes = {{\n    \"eu-west-1\" = \"{id}\"\n  }}\n}}\n",
        parameter(CORE)
    )
}

/// A repository that pins [`OLD`], with this configuration, while [`NEW`] is published.
fn configured(config: &str) -> Option<World> {
    let pin = nodes(OLD);
    let mut files = vec![("nodes.tf", pin.as_str())];
    if !config.is_empty() {
        files.push((".github/amiforge.yaml", config));
    }
    let world = World::new(&files)?;
    let ireland = world.region("eu-west-1").windows(OLD, CORE, Day::ago(40));
    ireland.published(NEW, CORE, Day::ago(12), 41).seed();
    Some(world)
}

fn world() -> Option<World> {
    configured("")
}

/// The same where the pull request is open.
fn opened() -> Option<World> {
    let world = world()?;
    assert_eq!(outcome(&bump(&world).ends(0)), "created");
    Some(world)
}

fn publish_newer(world: &World) {
    let ireland = world.region("eu-west-1");
    ireland.published(NEWER, CORE, Day::ago(6), 42).seed();
}

fn bump(world: &World) -> Run {
    world.bump(&["--format", "json"])
}

/// A run with another environment.
fn bump_with(world: &World, more: &[&str], env: &[(&str, &str)]) -> Run {
    let mut command = world.command(&[&["bump"], more].concat());
    Run::of(&command.envs(env.iter().copied()).output().expect("it runs"))
}

/// What became of the only group.
#[track_caller]
fn outcome(run: &Run) -> String {
    group(run)["outcome"].as_str().expect("a word").to_owned()
}

#[track_caller]
fn group(run: &Run) -> Value {
    let groups = run.json()["groups"].as_array().expect("groups").clone();
    assert_eq!(groups.len(), 1, "{run:#?}");
    groups[0].clone()
}

/// The pull request with this number.
fn pull(world: &World, number: u64) -> Value {
    world.get(&format!("/pulls/{number}"))
}

fn edit(world: &World, number: u64, change: &Value) {
    let path = format!("/pulls/{number}");
    world.github("PATCH", &path, Some(change)).good();
}

fn branch_at(world: &World, branch: &str) -> Option<String> {
    let answer = world.github("GET", &format!("/git/ref/heads/{branch}"), None);
    let commit = answer.json["object"]["sha"].as_str().map(str::to_owned);
    commit.filter(|_| answer.status == 200)
}

fn point(world: &World, branch: &str, commit: &str) {
    let moved = json!({"sha": commit, "force": true});
    let path = format!("/git/refs/heads/{branch}");
    world.github("PATCH", &path, Some(&moved)).good();
}

/// A commit of a person on `parent` with its tree.
fn persons_commit(world: &World, parent: &str, tree: &str, message: &str) -> String {
    let made = json!({"message": message, "tree": tree, "parents": [parent]});
    let made = world.github("POST", "/git/commits", Some(&made)).good();
    made["sha"].as_str().expect("an id").to_owned()
}

fn comments(world: &World, number: u64) -> Vec<String> {
    let all = world.get(&format!("/issues/{number}/comments"));
    let all = all.as_array().expect("a list").iter();
    all.map(|comment| comment["body"].as_str().unwrap_or_default().to_owned())
        .collect()
}

/// The program's writes so far.
fn writes(world: &World) -> usize {
    let log = world.log(At::Github);
    log.iter().filter(|record| record["method"] != "GET").count()
}

/// What GitHub answers to the next request of this method to a path that ends so.
fn refuse(world: &World, method: &str, path: &str, status: u16, message: &str) {
    let script = json!({
        "do": "refuse", "status": status, "message": message, "times": 100,
        "match": {"method": method, "path": format!(".*{path}")},
    });
    world.fault(At::Github, script);
}
