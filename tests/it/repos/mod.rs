//! Stories of `amiforge repos`: the real binary as a job runs it, against the stand-in of GitHub.

mod bumped;
mod listed;
mod refused;

use serde_json::{Value, json};

use crate::stand_ins::{At, Ended, World};
use crate::support::Run;

/// A file that makes a repository one of amiforge's.
const PLACE: &str = ".github/amiforge.yaml";

/// The central repository, which is none of amiforge's itself, and what its App reaches besides.
fn world(repositories: &Value) -> Option<World> {
    let mut world = World::new(&[("README.md", "central\n")])?;
    world.use_token("app").installation(repositories);
    Some(world)
}

/// So many repositories with a configuration.
fn many(number: usize) -> Value {
    let one = |n| json!({"full_name": format!("octo-org/service-{n:04}"), "configured": PLACE});
    (0..number).map(one).collect()
}

/// Runs the command in a job of the central repository.
fn repos(world: &World, arguments: &[&str]) -> Ended {
    world.job().amiforge(&[&["repos"], arguments].concat())
}

/// The same outside of a job.
fn by_hand(world: &World, arguments: &[&str]) -> Run {
    let mut command = world.command(&[&["repos"], arguments].concat());
    command.env_remove("GITHUB_ACTIONS");
    Run::of(&command.output().expect("the binary runs"))
}

/// The rows of a matrix.
#[track_caller]
fn rows(matrix: &str) -> Vec<Value> {
    let matrix: Value = serde_json::from_str(matrix).expect("JSON");
    matrix["include"].as_array().expect("a list").clone()
}

/// The operations that GitHub was asked for.
fn calls(world: &World) -> Vec<String> {
    let log = world.log(At::Github);
    let operation = |record: &Value| record["operation"].as_str().unwrap_or_default().to_owned();
    log.iter().map(operation).collect()
}
