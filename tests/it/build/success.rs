//! Builds that go well: what is asked for, what is said, what is left.

use super::*;

#[test]
fn a_pipeline_is_built_and_told() {
    let Some(world) = with_builds(&[in_both(Build::good())]) else {
        return;
    };
    let ended = build(&world, &world.job(), &[]).ends(0);
    let arn = image(&world, 1);
    let document = &ended.document;
    assert_eq!(document["schema"], "amiforge/build/v1");
    assert_eq!(document["outcome"], "succeeded", "{ended:#?}");
    assert_eq!(document["tests"], "passed");
    let built = &document["image"];
    assert_eq!(built["arn"], arn.as_str());
    assert_eq!(
        (&built["version"], &built["status"]),
        (&json!("1.0.0/1"), &json!("AVAILABLE"))
    );
    assert_eq!(built["parent"], PARENT);
    assert_eq!(built["pipeline"], world.arn(EU, "image-pipeline/web").as_str());
    let amis = document["amis"].as_array().expect("a list");
    let places: Vec<_> = amis
        .iter()
        .map(|ami| (&ami["region"], &ami["available"]))
        .collect();
    assert_eq!(places, [(&json!(EU), &json!(true)), (&json!(US), &json!(true))]);
    let stages = document["stages"].as_array().expect("a list").iter();
    let stages: Vec<_> = stages
        .map(|stage| stage["stage"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(stages, ["building", "testing", "distributing"]);
    // Durations are those that Image Builder tells.
    let steps = document["workflows"][0]["steps"]
        .as_array()
        .expect("a list")
        .iter();
    let components = steps
        .clone()
        .find(|step| step["name"] == "ApplyBuildComponents")
        .expect("a step");
    assert_eq!(
        (&components["status"], &components["seconds"]),
        (&json!("COMPLETED"), &json!(1200))
    );
    // What a later step needs, and what a person reads first.
    assert_eq!(ended.outputs["image-arn"], arn);
    let ami = amis[0]["id"].as_str().expect("an id");
    assert!(ended.outputs.values().any(|value| value == ami), "{ended:#?}");
    in_order(&ended.summary, &["web 1.0.0/1 is available", ami]);
    in_order(
        &ended.run.stdout,
        &[
            "building",
            "ApplyBuildComponents",
            "testing",
            "distributing",
            "available",
            ami,
        ],
    );
}

#[test]
fn each_line_is_said_once_however_often_is_looked() {
    let patient = in_both(
        Build::building()
            .looks(5)
            .state("BUILDING")
            .looks(3)
            .state("AVAILABLE"),
    );
    let Some(world) = with_builds(&[patient]) else {
        return;
    };
    let ended = build(&world, &world.job(), &[]).ends(0);
    let lines = |part: &str| {
        ended
            .run
            .stdout
            .lines()
            .filter(|line| line.contains(part))
            .count()
    };
    assert_eq!(lines("step ApplyBuildComponents"), 1, "{ended:#?}");
    assert_eq!(lines("step LaunchBuildInstance"), 2, "{ended:#?}");
    assert!(requests(&world, "GetImage").len() >= 11);
}

#[test]
fn tags_say_whose_a_build_is() {
    let Some(world) = with_builds(&[in_both(Build::good())]) else {
        return;
    };
    build(&world, &world.job().run_id("77").attempt(3), &[]).ends(0);
    let tags = world.images()[0]["tags"].clone();
    let values: Vec<&str> = tags
        .as_object()
        .expect("tags")
        .values()
        .filter_map(Value::as_str)
        .collect();
    assert!(
        values.iter().any(|value| value.contains(&world.repository)),
        "{tags}"
    );
    assert!(values.contains(&"77"), "{tags}");
}

#[test]
fn a_recipe_is_built_with_what_is_named() {
    let Some(world) = with_builds(&[in_both(Build::good())]) else {
        return;
    };
    let job = world.job();
    let arn = |rest: &str| world.arn(EU, rest);
    let (recipe, infrastructure, distribution, workflow) = (
        arn("image-recipe/web/1.0.0"),
        arn("infrastructure-configuration/web"),
        arn("distribution-configuration/web"),
        arn("workflow/build/own/1.0.0/1"),
    );
    let document = job.document();
    let ended = job.amiforge(&[
        "build",
        "--recipe",
        &recipe,
        "--infrastructure",
        &infrastructure,
        "--distribution",
        &distribution,
        "--workflow",
        &workflow,
        "--execution-role",
        "builder",
        "--poll",
        "10ms",
        "--output",
        &document,
    ]);
    let ended = ended.ends(0);
    assert_eq!(ended.document["outcome"], "succeeded");
    let asked = requests(&world, "CreateImage");
    assert_eq!(asked.len(), 1);
    let asked = &asked[0]["parameters"];
    assert_eq!(asked["imageRecipeArn"], recipe.as_str());
    assert_eq!(asked["workflows"][0]["workflowArn"], workflow.as_str());
    assert_eq!(asked["executionRole"], "builder");
    assert_eq!(started(&world), ["AVAILABLE"]);
}

#[test]
fn a_container_has_uris() {
    let Some(world) = with_builds(&[]) else { return };
    let uri = format!("{}.dkr.ecr.{EU}.amazonaws.com/web:1.0.0-1", world.account);
    let mut script = Build::good().script();
    script["containers"] = json!([{"region": EU, "imageUris": [uri]}]);
    world
        .region(EU)
        .with("scripts", script)
        .with(
            "container_recipes",
            json!({
                "name": "box", "semanticVersion": "1.0.0", "containerType": "DOCKER", "parentImage": "amazonlinux:latest",
                "components": [{"componentArn": world.arn(EU, "component/web/1.0.0")}],
            }),
        )
        .seed();
    let job = world.job();
    let (recipe, infrastructure) = (
        world.arn(EU, "container-recipe/box/1.0.0"),
        world.arn(EU, "infrastructure-configuration/web"),
    );
    let document = job.document();
    let ended = job
        .amiforge(&[
            "build",
            "--recipe",
            &recipe,
            "--infrastructure",
            &infrastructure,
            "--poll",
            "10ms",
            "--output",
            &document,
        ])
        .ends(0);
    assert_eq!(ended.document["outcome"], "succeeded", "{ended:#?}");
    assert_eq!(ended.document["containers"], json!([uri]));
    assert!(ended.summary.contains(&uri), "{}", ended.summary);
}

#[test]
fn the_document_goes_to_standard_output_when_it_is_wanted() {
    let Some(world) = with_builds(&[in_both(Build::good())]) else {
        return;
    };
    let ended = build(&world, &world.job(), &["--format", "json", "--no-summary"]).ends(0);
    assert_eq!(ended.run.json(), ended.document);
    assert_eq!(ended.summary, "");
}
