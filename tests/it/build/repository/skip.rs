//! `--skip-unchanged`: what is built again, and what is not.

use serde_json::json;

use super::{EU, FILES, RECIPE, ask, build, finish, images, refuse, said, world_of};
use crate::stand_ins::At;

#[test]
fn what_is_unchanged_is_not_built_again() {
    let Some(world) = world_of(&FILES) else { return };
    let skip = ["--skip-unchanged"];
    let first = build(&world, "1", &skip).ends(0);
    assert!(
        said(&first).contains("there is no available image of it yet"),
        "{first:#?}"
    );
    assert_eq!(images(&world), ["golden/1.4.0/1"]);
    // One that is still built is none that could be used.
    build(&world, "2", &skip).ends(0);
    assert_eq!(images(&world), ["golden/1.4.0/1", "golden/1.4.0/2"]);
    finish(&world, "golden/1.4.0/2");
    let third = build(&world, "3", &skip).ends(0);
    assert_eq!(images(&world).len(), 2, "{third:#?}");
    assert_eq!(
        third.outputs.get("image-arn"),
        Some(&world.arn(EU, "image/golden/1.4.0/2")),
        "{third:#?}"
    );

    // The same by its recipe.
    let (recipe, infrastructure) = (
        world.arn(EU, "image-recipe/golden/1.4.0"),
        world.arn(EU, "infrastructure-configuration/web"),
    );
    let by_recipe = [
        "build",
        "--recipe",
        &recipe,
        "--infrastructure",
        &infrastructure,
        "--skip-unchanged",
        "--no-wait",
    ];
    world.job().run_id("4").amiforge(&by_recipe).ends(0);
    assert_eq!(images(&world).len(), 2);

    // In doubt it is built.
    refuse(
        &world,
        "GetInfrastructureConfiguration",
        "AccessDeniedException",
        403,
    );
    let fifth = build(&world, "5", &skip).ends(0);
    assert!(
        said(&fifth).contains("nobody can tell whether something changed"),
        "{fifth:#?}"
    );
    assert_eq!(images(&world).len(), 3);
    world.clear_faults(At::Aws);

    world
        .region(EU)
        .infrastructure("web", |web| {
            web["dateUpdated"] = "2999-01-01T00:00:00.000Z".into();
        })
        .seed();
    let sixth = build(&world, "6", &skip).ends(0);
    assert!(
        said(&sixth).contains("the infrastructure configuration was updated since"),
        "{sixth:#?}"
    );
    assert_eq!(images(&world).len(), 4);
}

#[test]
fn a_parameter_is_unchanged_while_it_means_what_the_image_was_made_from() {
    let recipe = RECIPE.replace("ami-0e5b1c7a9d3f20468", "ssm:/golden/base");
    let Some(world) = world_of(&[("recipes/golden.yaml", &recipe), FILES[1], FILES[2]]) else {
        return;
    };
    let (old, new, between) = (
        "ami-0e5b1c7a9d3f20468",
        "ami-0d1d2e3f405162738",
        "ami-0c1d2e3f405162738",
    );
    world.region(EU).parameter("/golden/base", 1, old).seed();
    let run = |id: &str| build(&world, id, &["--skip-unchanged"]).ends(0);
    run("1");
    finish(&world, "golden/1.4.0/1");
    let silent = run("2");
    assert!(
        said(&silent).contains("EC2 does not say what 1.4.0/1 was made from"),
        "{silent:#?}"
    );
    assert_eq!(images(&world), ["golden/1.4.0/1", "golden/1.4.0/2"]);
    finish(&world, "golden/1.4.0/2");

    // What Image Builder made of the parent was copied once more.
    let arn = world.arn(EU, "image/golden/1.4.0/2");
    let answer = ask(&world, |client| async move {
        client
            .get_image()
            .image_build_version_arn(arn)
            .send()
            .await
            .expect("the image")
    });
    let outputs = answer
        .image()
        .and_then(|image| image.output_resources())
        .expect("outputs");
    let ami = outputs.amis()[0].image().expect("an AMI").to_owned();
    let image = |id: &str, source: &str| {
        json!({"id": id, "name": id, "owner": world.account, "created": "2026-01-01T00:00:00.000Z", "architecture": "x86_64",
               "public": false, "source": source})
    };
    world
        .region(EU)
        .with("images", image(&ami, between))
        .with("images", image(between, old))
        .seed();
    run("3");
    assert_eq!(images(&world).len(), 2);
    world.region(EU).parameter("/golden/base", 2, new).seed();
    let moved = run("4");
    let why = format!("ssm:/golden/base is {new} now, and 1.4.0/2 was made from {between}");
    assert!(said(&moved).contains(&why), "{moved:#?}");
    assert_eq!(images(&world).len(), 3);
}

#[test]
fn a_pipeline_is_skipped_until_its_recipe_or_itself_changes() {
    let Some(world) = world_of(&FILES) else { return };
    world
        .region(EU)
        .component("web", "1.0.0", "phases:\n  - name: build\n    steps: []\n")
        .recipe("web", "1.0.0", "ami-0e5b1c7a9d3f20468", &["component/web/1.0.0"])
        .distribution("web", &[EU], |_| ())
        .pipeline("web", "web/1.0.0", |_| ())
        .seed();
    let pipeline = world.arn(EU, "image-pipeline/web");
    let run = |id: &str| {
        let arguments = ["build", "--pipeline", &pipeline, "--skip-unchanged", "--no-wait"];
        world.job().run_id(id).amiforge(&arguments).ends(0)
    };
    run("1");
    finish(&world, "web/1.0.0/1");
    run("2");
    assert_eq!(images(&world), ["web/1.0.0/1"]);
    // A component that is named without a build is another one now.
    world
        .region(EU)
        .component("web", "1.0.0", "phases:\n  - name: build\n    steps: [] # why\n")
        .seed();
    let third = run("3");
    assert!(
        said(&third).contains("component/web/1.0.0 is newer than 1.0.0/1"),
        "{third:#?}"
    );
    assert_eq!(images(&world), ["web/1.0.0/1", "web/1.0.0/2"]);
}

#[test]
fn an_image_that_was_not_scanned_is_built_again_for_a_gate() {
    let Some(world) = world_of(&FILES) else { return };
    build(&world, "1", &[]).ends(0);
    finish(&world, "golden/1.4.0/1");
    build(&world, "2", &["--skip-unchanged"]).ends(0);
    assert_eq!(images(&world).len(), 1);
    let gate = ["--skip-unchanged", "--fail-on-severity", "high"];
    let third = build(&world, "3", &gate).ends(0);
    assert!(said(&third).contains("was not scanned"), "{third:#?}");
    assert_eq!(images(&world).len(), 2);
    let log = world.log(At::Aws);
    let created = log.iter().filter(|record| record["operation"] == "CreateImage");
    let scanning: Vec<_> = created
        .map(|record| record["parameters"]["imageScanningConfiguration"].clone())
        .collect();
    assert_eq!(scanning, [json!(null), json!({"imageScanningEnabled": true})]);
}
