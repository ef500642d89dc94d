//! Stories of `amiforge build` through the real binary, against the stand-ins of AWS and GitHub.
//!
//! Builds do from look to look what their script says, and looks follow each other at once. No story rests on time.

mod cancelled;
mod compared;
mod explained;
mod failing;
mod hostile;
mod killed;
mod odd;
mod posted;
mod refused;
mod repository;
mod rerun;
mod success;
mod sweep;
mod unanswered;
mod waiting;

use std::process::{Child, Command};

use serde_json::{Value, json};

use crate::stand_ins::{At, Build, Ended, Job, Region, World};
use crate::support::Run;

const EU: &str = "eu-west-1";
const US: &str = "us-east-1";
/// What the recipe is built on.
const PARENT: &str = "ami-0e5b1c7a9d3f20468";
/// Where the component of the recipe stands.
const FILE: &str = "images/web.yml";
/// Its document. Its step `Install` is in line 9, its test `Answers` in line 15.
const COMPONENT: &str = "\
name: web
description: a web server
schemaVersion: 1.0
phases:
  - name: build
    steps:
      # Twice as fast as from source.
      # https://nginx.org/en/linux_packages.html
      - name: Install
        action: ExecuteBash
        inputs:
          commands: [\"dnf install -y nginx\"]
  - name: test
    steps:
      - name: Answers
        action: ExecuteBash
        inputs:
          commands: [\"curl --fail http://localhost/\"]
";

/// A world with a component, a recipe and a pipeline `web`, whose next builds are these.
fn with_builds(builds: &[Build]) -> Option<World> {
    let world = World::new(&[(FILE, COMPONENT)])?;
    furnish(&world, builds);
    Some(world)
}

/// What an account has that builds the image `web` for two regions.
fn furnish(world: &World, builds: &[Build]) {
    let region = world
        .region(EU)
        .component("web", "1.0.0", COMPONENT)
        .recipe("web", "1.0.0", PARENT, &["component/web/1.0.0"])
        .infrastructure("web", |_| ())
        .distribution("web", &[EU, US], |_| ())
        .pipeline("web", "web/1.0.0", |_| ());
    builds.iter().fold(region, Region::next_build).seed();
}

/// AMIs in both regions of the distribution.
fn in_both(build: Build) -> Build {
    build.ami(json!({})).ami(json!({"region": US}))
}

/// `amiforge build` of the pipeline `web`, as a job runs it.
fn build(world: &World, job: &Job, more: &[&str]) -> Ended {
    job.ended(Run::of(
        &command(world, job, more).output().expect("the binary runs"),
    ))
}

/// The same, not started yet.
fn command(world: &World, job: &Job, more: &[&str]) -> Command {
    let (pipeline, document) = (world.arn(EU, "image-pipeline/web"), job.document());
    let first = [
        "build",
        "--pipeline",
        &pipeline,
        "--poll",
        "10ms",
        "--output",
        &document,
    ];
    job.command(&[&first[..], more].concat())
}

/// Starts a job and stops it where a request has been done and not answered yet.
fn stopped(world: &World, job: &Job, request: Value) -> Child {
    let stopped = world.stopped(At::Aws, request, command(world, job, &[]));
    stopped.expect("it is at work")
}

/// Kills a job where a request has been done and not answered yet.
fn lost(world: &World, job: &Job, request: Value) {
    let mut child = stopped(world, job, request);
    child.kill().expect("it can be killed");
    child.wait().expect("its end");
    world.clear_faults(At::Aws);
}

/// The ARN of the Nth build of `web`.
fn image(world: &World, nth: u32) -> String {
    world.arn(EU, &format!("image/web/1.0.0/{nth}"))
}

/// The states of the images that the program has started, in order.
fn started(world: &World) -> Vec<String> {
    let images = world.images();
    let started = images.iter().filter(|image| image["started"] == true);
    started
        .map(|image| image["state"].as_str().unwrap_or("gone").to_owned())
        .collect()
}

/// The requests of an operation so far.
fn requests(world: &World, operation: &str) -> Vec<Value> {
    let log = world.log(At::Aws);
    log.into_iter()
        .filter(|record| record["operation"] == operation)
        .collect()
}

/// Refuses an operation so many times.
fn refuse(world: &World, operation: &str, times: u32, code: &str, status: u16) {
    let script = json!({
        "do": "refuse", "times": times, "code": code, "status": status, "match": {"operation": operation},
    });
    world.fault(At::Aws, script);
}

/// Asserts that texts stand in another, one behind the other.
#[track_caller]
fn in_order(text: &str, parts: &[&str]) {
    let mut rest = text;
    for part in parts {
        let at = rest
            .find(part)
            .unwrap_or_else(|| panic!("no `{part}` behind what comes before it in:\n{text}"));
        rest = &rest[at + part.len()..];
    }
}
