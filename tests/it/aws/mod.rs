//! Stories of asking AWS through the real binary: what is asked, how often, and what becomes of calls that are refused.

mod asked;
mod counts;
mod policy;
mod refused;
mod releases;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::bump::facts::{CORE, parameter};
use crate::stand_ins::{At, Day, World};
use crate::support::Run;

/// The pin of most stories, and the release that it should move to.
const OLD: &str = "ami-0e5b1c7a9d3f20468";
const NEW: &str = "ami-07d2f9a4c6e1b3850";
const EU: &str = "eu-west-1";
const US: &str = "us-east-1";

/// A line that pins an image and says what it follows.
fn pin(region: &str, id: &str, follows: &str) -> String {
    format!(
        "locals {{\n  # amiforge: follow={follows}\n  nodes = {{\n    \"{region}\" = \"{id}\"\n  }}\n}}\n"
    )
}

/// What the pins of most stories follow.
fn leaf() -> String {
    format!("ssm:{}/image_id", parameter(CORE))
}

/// A repository with one pin of each region, and a newer release in all of them.
fn fleet(regions: &[&str]) -> Option<World> {
    let files: Vec<(String, String)> = regions
        .iter()
        .map(|region| (format!("{region}.tf"), pin(region, &of(OLD, region), &leaf())))
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let world = World::new(&files)?;
    for region in regions {
        world
            .region(region)
            .windows(&of(OLD, region), CORE, Day::ago(60))
            .published(&of(NEW, region), CORE, Day::ago(9), 41)
            .seed();
    }
    Some(world)
}

/// The id of a release in a region. No two regions share one.
fn of(id: &str, region: &str) -> String {
    let sum = region
        .bytes()
        .fold(7_u32, |sum, byte| sum.wrapping_mul(31) ^ u32::from(byte));
    format!("{}{:04x}", &id[..17], sum & 0xffff)
}

/// `amiforge bump` that only says what it would do, as JSON.
fn plan(world: &World) -> Run {
    world.bump(&["--forge", "local", "--plan-only", "--format", "json"])
}

/// The state of each pin, by the name of its file.
#[track_caller]
fn states(run: &Run) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let json = run.json();
    let pins = json["pins"].as_array().expect("a list").iter();
    pins.map(|pin| (text(&pin["path"]), text(&pin["state"])))
        .collect()
}

/// The cause of the state of each pin, by the name of its file.
#[track_caller]
fn causes(run: &Run) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let json = run.json();
    let pins = json["pins"].as_array().expect("a list").iter();
    let cause = |pin: &Value| format!("{}/{}", text(&pin["state"]), text(&pin["cause"]));
    pins.map(|pin| (text(&pin["path"]), cause(pin))).collect()
}

/// How often each operation was called in a region.
fn calls(world: &World) -> BTreeMap<(String, String), usize> {
    let mut calls = BTreeMap::new();
    for record in world.log(At::Aws) {
        let text = |key: &str| record[key].as_str().unwrap_or_default().to_owned();
        *calls.entry((text("region"), text("operation"))).or_default() += 1;
    }
    calls
}

/// Refuses calls of an operation in a region with a code, as often as they are made.
fn refuse(world: &World, region: &str, operation: &str, code: &str, status: u16) {
    let script = json!({
        "do": "refuse", "times": 99, "code": code, "status": status,
        "match": {"region": region, "operation": operation},
    });
    world.fault(At::Aws, script);
}
