//! Examples that build images.

use serde_json::json;

use super::example_for;
use crate::actions::runner::{Ended, Workflow};
use crate::live::text;
use crate::stand_ins::{At, Build, Day, Region, World};

const EU: &str = "eu-west-1";
const COMPONENT: &str = "phases:\n  - name: build\n    steps: []\n";

/// An account with a pipeline, whose next builds are these.
fn with_pipeline(name: &str, files: &[(&str, &str)], builds: &[Build]) -> Option<World> {
    let world = World::new(files)?;
    let region = world
        .region(EU)
        .component("web", "1.0.0", COMPONENT)
        .recipe("web", "1.0.0", "ami-0e5b1c7a9d3f20468", &["component/web/1.0.0"])
        .infrastructure(name, |_| ())
        .distribution(name, &[EU], |_| ())
        .pipeline(name, "web/1.0.0", |_| ());
    builds.iter().fold(region, Region::next_build).seed();
    Some(world)
}

fn good() -> Build {
    Build::new().state("AVAILABLE").ami(json!({}))
}

#[test]
fn a_pipeline_every_week() {
    let Some(world) = with_pipeline("golden", &[("a.txt", "a\n")], &[good()]) else {
        return;
    };
    let workflow = Workflow::in_world(&example_for("build-pipeline.yml", &world), &world)
        .event("schedule", json!({"schedule": "23 4 * * 2"}));
    let Some(ended) = workflow.run() else { return };
    let ended = ended.ends(0);
    let outputs = ended.outputs("build", "1");
    assert_eq!(outputs["outcome"], "succeeded");
    assert_eq!(outputs["image-arn"], world.arn(EU, "image/web/1.0.0/1"));
    assert!(outputs["ami-id"].starts_with("ami-"), "{outputs:?}");
    assert!(
        ended.summary("build").contains(outputs["ami-id"]),
        "{}",
        ended.summary("build")
    );
    assert_eq!(world.images().len(), 1);
}

#[test]
fn from_the_files_of_the_repository_when_they_have_changed() {
    const RECIPE: &str = "name: golden\nsemanticVersion: 1.0.x\nparentImage: ami-0e5b1c7a9d3f20468\ncomponents:\n  - file: \
                          agent.yaml\n    semanticVersion: 1.0.x\n    platform: Linux\n";
    let component = super::mended();
    let files = [
        ("images/golden.yaml", RECIPE),
        ("images/agent.yaml", component.as_str()),
    ];
    // Findings are those of a scan, which the build has to ask for.
    let scanned = good().with("scan", "COMPLETED".into());
    let builds = [
        scanned.clone().finding("CVE-2026-1", "HIGH", "curl"),
        scanned.finding("CVE-2026-2", "CRITICAL", "curl"),
    ];
    let Some(world) = with_pipeline("golden", &files, &builds) else {
        return;
    };
    let workflow = example_for("build.yml", &world);
    let run = |id: &str| -> Option<Ended> {
        Workflow::in_world(&workflow, &world)
            .event("push", json!({}))
            .run_id(id)
            .run()
    };
    let Some(ended) = run("4001") else { return };
    let ended = ended.ends(0);
    assert_eq!(ended.outputs("build", "build")["outcome"], "succeeded");
    let document = world.artifact("4001", "build").expect("an artifact");
    assert!(text(&document["build.json"]).contains("amiforge/build/v1"));
    assert_eq!(world.images().len(), 1);
    // The same again is not built.
    let ended = run("4002").expect("act").ends(0);
    assert_eq!(ended.outputs("build", "build")["outcome"], "unchanged");
    assert_eq!(ended.outputs("build", "build")["image-version"], "1.0.0/1");
    assert_eq!(world.images().len(), 1);
    // A change of a component is.
    world
        .clone()
        .write("images/agent.yaml", component.replace("'true'", "'date'"));
    world.push("another agent", "main");
    let ended = run("4003").expect("act").ends(1);
    assert_eq!(ended.outputs("build", "build")["outcome"], "succeeded");
    assert_eq!(world.images().len(), 2);
    let summary = ended.summary("build");
    assert!(summary.contains("its findings close the gate"), "{summary}");
    assert!(
        world.artifact("4003", "build").is_some(),
        "what was found is kept"
    );
}

#[test]
fn one_job_starts_and_another_waits() {
    let build = Build::new().state("BUILDING").state("AVAILABLE").ami(json!({}));
    let Some(world) = with_pipeline("large", &[("a.txt", "a\n")], &[build]) else {
        return;
    };
    let workflow = Workflow::in_world(&example_for("build-wait.yml", &world), &world);
    let Some(ended) = workflow.run() else { return };
    let ended = ended.ends(0);
    let image = world.arn(EU, "image/web/1.0.0/1");
    assert_eq!(ended.outputs("start", "build")["outcome"], "started");
    assert_eq!(ended.outputs("start", "build")["image-arn"], image);
    assert_eq!(ended.outputs("wait", "1")["outcome"], "succeeded");
    assert_eq!(ended.outputs("wait", "1")["image-arn"], image);
    assert_eq!(world.images().len(), 1);
}

#[test]
fn a_sweep_cancels_what_runs_that_are_over_have_left() {
    let Some(world) = with_pipeline("golden", &[("a.txt", "a\n")], &[]) else {
        return;
    };
    let repository = format!("{}/{}", world.server().display(), world.repository);
    let left = |run: &str| json!({"amiforge:repository": repository, "amiforge:run": run});
    world
        .region(EU)
        .built("image/web/1.0.0/1", &Build::building(), Day::ago(0), |image| {
            image["tags"] = left("1");
        })
        .built("image/web/1.0.0/2", &Build::building(), Day::ago(0), |image| {
            image["tags"] = left("2");
        })
        .seed();
    // Both are younger than `--older-than`.
    world.run_is("1", "completed");
    world.run_is("2", "in_progress");
    let workflow = Workflow::in_world(&example_for("build-sweep.yml", &world), &world);
    let Some(ended) = workflow
        .event("schedule", json!({"schedule": "41 * * * *"}))
        .run()
    else {
        return;
    };
    let ended = ended.ends(0);
    let asked = world.log(At::Aws).into_iter();
    let cancelled: Vec<String> = asked
        .filter(|record| record["operation"] == "CancelImageCreation")
        .map(|record| text(&record["parameters"]["imageBuildVersionArn"]).to_owned())
        .collect();
    assert_eq!(
        cancelled,
        [world.arn(EU, "image/web/1.0.0/1")],
        "{}",
        ended.told()
    );
}
