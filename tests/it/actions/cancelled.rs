//! Jobs that are cancelled while an action runs.
//!
//! act kills the process of the step at once, and runs no further step inside of an action, unless the condition of the step that uses it
//! holds still: that is how a step ends that had no time. GitHub's runner asks first, with SIGINT (`tests/it/build/cancelled.rs`), and runs
//! the steps inside of an action whose condition holds
//! (<https://github.com/actions/runner/blob/main/src/Runner.Worker/Handlers/CompositeActionHandler.cs>).

use std::process::Command;

use serde_json::{Value, json};

use super::runner::Workflow;
use crate::stand_ins::{At, Build, World};

const EU: &str = "eu-west-1";
const COMPONENT: &str = "phases:\n  - name: build\n    steps: []\n";

/// A world with a pipeline whose build ends when it is cancelled.
fn with_an_endless_build() -> Option<World> {
    let world = World::new(&[("a.txt", "a\n")])?;
    world
        .region(EU)
        .component("web", "1.0.0", COMPONENT)
        .recipe("web", "1.0.0", "ami-0e5b1c7a9d3f20468", &["component/web/1.0.0"])
        .infrastructure("web", |_| ())
        .distribution("web", &[EU], |_| ())
        .pipeline("web", "web/1.0.0", |_| ())
        .next_build(&Build::building())
        .seed();
    Some(world)
}

fn states(world: &World) -> Vec<Value> {
    world
        .images()
        .iter()
        .map(|image| image["state"].clone())
        .collect()
}

#[test]
fn a_build_that_has_no_time_is_cancelled_by_the_step_after_it() {
    let Some(world) = with_an_endless_build() else {
        return;
    };
    let text = format!(
        "name: build\non: workflow_dispatch\npermissions: {{}}\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - id: \
         build\n        if: always()\n        uses: amiforge/amiforge/actions/build@main\n        with:\n          pipeline: {}\n",
        world.arn(EU, "image-pipeline/web")
    );
    let workflow = Workflow::in_world(&text, &world)
        .env("AWS_ACCESS_KEY_ID", &format!("AKIA{}TEST", world.account))
        .env("AWS_SECRET_ACCESS_KEY", "a-secret-of-the-usual-length-0000000000");
    let fault = json!({"do": "hold", "match": {"operation": "GetImage"}, "nth": 1});
    world.fault(At::Aws, fault);
    let Some((child, place)) = workflow.start() else {
        return;
    };
    world.until_held(At::Aws);
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(sent.expect("kill runs").success());
    world.clear_faults(At::Aws);
    let ended = place.end(child).ends(1);
    assert_eq!(states(&world), ["CANCELLED"], "{}", ended.told());
    assert_eq!(ended.exit("build", &["build", "2"]), 0);
}
