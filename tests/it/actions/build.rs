//! `actions/build` as a runner runs it, against the stand-in of AWS.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use super::runner::Workflow;
use crate::stand_ins::{Build, World};
use crate::support::{Run, project};

const EU: &str = "eu-west-1";
const COMPONENT: &str = "phases:\n  - name: build\n    steps: []\n";

/// A world with a pipeline whose next builds are these.
pub(super) fn with_builds(builds: &[Build]) -> Option<World> {
    let world = World::new(&[("a.txt", "a\n")])?;
    let region = world
        .region(EU)
        .component("web", "1.0.0", COMPONENT)
        .recipe("web", "1.0.0", "ami-0e5b1c7a9d3f20468", &["component/web/1.0.0"])
        .infrastructure("web", |_| ())
        .distribution("web", &[EU], |_| ())
        .pipeline("web", "web/1.0.0", |_| ());
    builds
        .iter()
        .fold(region, crate::stand_ins::Region::next_build)
        .seed();
    Some(world)
}

/// Starts in one step, waits in another, and says what both have handed on.
const WORKFLOW: &str = r"name: build
on: workflow_dispatch
permissions:
  contents: read
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - id: start
        uses: amiforge/amiforge/actions/build@main
        with:
          pipeline: <pipeline>
          no-wait: true
          no-summary: true
      - id: wait
        uses: amiforge/amiforge/actions/build@main
        with:
          image: ${{ steps.start.outputs.image-arn }}
          poll: 1s
          output: build.json
          no-summary: true
      - env:
          STARTED: ${{ steps.start.outputs.outcome }}
          OUTCOME: ${{ steps.wait.outputs.outcome }}
          IMAGE: ${{ steps.wait.outputs.image-arn }}
          AMI: ${{ steps.wait.outputs.ami-id }}
        run: |
          echo first $STARTED then $OUTCOME of $IMAGE with $AMI
          grep --count amiforge/build/v1 build.json
";

#[test]
fn one_step_starts_and_another_waits() {
    let made = Build::new().state("BUILDING").state("AVAILABLE").ami(json!({}));
    let Some(world) = with_builds(&[made]) else {
        return;
    };
    let workflow = WORKFLOW.replace("<pipeline>", &world.arn(EU, "image-pipeline/web"));
    let workflow = Workflow::in_world(&workflow, &world)
        .env("AWS_ACCESS_KEY_ID", &format!("AKIA{}TEST", world.account))
        .env("AWS_SECRET_ACCESS_KEY", "a-secret-of-the-usual-length-0000000000");
    let Some(ended) = workflow.run() else { return };
    let ended = ended.ends(0);
    let image = world.arn(EU, "image/web/1.0.0/1");
    let told = format!("first started then succeeded of {image} with ami-0");
    assert!(ended.text().contains(&told), "{told}\n{}", ended.told());
    assert_eq!(world.images().len(), 1);
}

/// The script of the last step of the action, as bash gets it.
fn last_step() -> String {
    let text = fs::read_to_string(project().join("actions/build/action.yml")).expect("the action");
    let (_, script) = text.rsplit_once("      run: |\n").expect("a script");
    script
        .lines()
        .map(|line| format!("{}\n", line.trim_start()))
        .collect()
}

/// Runs the last step in a job, with what its expressions come to.
fn cancelled(world: &World, run_id: &str, variables: &[(&str, &str)]) -> Run {
    let job = world.job().run_id(run_id);
    let of_the_job = job.command(&[]);
    let mut bash = Command::new("bash");
    bash.args(["--noprofile", "--norc", "-euo", "pipefail", "-c", &last_step()]);
    bash.env_clear();
    for (name, value) in of_the_job.get_envs() {
        if let Some(value) = value {
            bash.env(name, value);
        }
    }
    for name in [
        "AMIFORGE_IMAGE",
        "AMIFORGE_PIPELINE",
        "AMIFORGE_INFRASTRUCTURE",
        "AMIFORGE_ROLE",
        "WAITED_FOR",
    ] {
        bash.env(name, "");
    }
    let bash = bash
        .env_remove("AWS_REGION")
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("AMIFORGE_BINARY", env!("CARGO_BIN_EXE_amiforge"))
        .envs(variables.iter().copied())
        .current_dir(world.clone().path());
    Run::of(&bash.output().expect("bash starts"))
}

fn states(world: &World) -> Vec<(String, String)> {
    let text = |image: &Value, key: &str| image[key].as_str().unwrap_or_default().to_owned();
    let images = world.images();
    images
        .iter()
        .map(|image| (text(image, "arn"), text(image, "state")))
        .collect()
}

#[test]
fn the_last_step_cancels_what_the_run_has_started_and_nothing_else() {
    let running = || Build::new().state("BUILDING");
    let Some(world) = with_builds(&[running(), running(), running()]) else {
        return;
    };
    let pipeline = world.arn(EU, "image-pipeline/web");
    let start = |id: &str| {
        let job = world.job().run_id(id);
        job.amiforge(&["build", "--pipeline", &pipeline, "--no-wait", "--no-summary"])
            .ends(0);
    };
    for id in ["7", "8", "9"] {
        start(id);
    }
    let image = |number: usize| world.arn(EU, &format!("image/web/1.0.0/{number}"));
    // By the tags of the run, where the step has not told its image.
    let run = cancelled(&world, "7", &[("AMIFORGE_PIPELINE", &pipeline)]).ends(0);
    assert!(run.stdout.contains(&image(1)), "{run:#?}");
    // By its ARN.
    cancelled(
        &world,
        "8",
        &[("AMIFORGE_IMAGE", &image(2)), ("AMIFORGE_PIPELINE", &pipeline)],
    )
    .ends(0);
    // What another run has started was only waited for.
    cancelled(&world, "10", &[("WAITED_FOR", &image(3))]).ends(0);
    let left = [(1, "CANCELLED"), (2, "CANCELLED"), (3, "BUILDING")];
    let left = left.map(|(number, state)| (image(number), state.to_owned()));
    assert_eq!(states(&world), left);
}
