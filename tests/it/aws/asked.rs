//! Every kind of question.

use serde_json::json;

use super::{EU, NEW, OLD, US, calls, fleet, leaf, of, pin, plan, refuse, states};
use crate::bump::facts::{CORE, parameter};
use crate::stand_ins::{At, Day, World};

/// Who owns the golden images of a story.
const BUILDER: &str = "444455556666";

#[test]
fn a_parameter_is_asked_for_and_its_image_described() {
    let Some(world) = fleet(&[EU]) else { return };
    let run = plan(&world).ends(0);
    assert_eq!(run.json()["pins"][0]["to"]["image"], of(NEW, EU), "{run:#?}");
    assert!(run.stderr.is_empty(), "a quick run says nothing: {run:#?}");
    let described = world
        .log(At::Aws)
        .into_iter()
        .find(|record| record["operation"] == "DescribeImages");
    let parameters = &described.expect("a call")["parameters"];
    assert_eq!(parameters["Filters"][0]["Name"], "image-id");
    assert_eq!(parameters["IncludeDeprecated"], true);
    assert!(parameters["ImageIds"].is_null(), "{parameters}");
}

#[test]
fn a_pin_that_only_its_image_explains_is_asked_about_twice() {
    let text = format!("region = \"{EU}\"\nimage_id = \"{OLD}\"\n");
    let Some(world) = World::new(&[("nodes.tf", &text)]) else {
        return;
    };
    world
        .region(EU)
        .windows(OLD, CORE, Day::ago(60))
        .published(NEW, CORE, Day::ago(9), 41)
        .seed();
    let run = plan(&world).ends(0);
    assert_eq!(run.json()["pins"][0]["to"]["image"], NEW, "{run:#?}");
    let calls = calls(&world);
    assert_eq!(
        calls[&(EU.to_owned(), "DescribeImages".to_owned())],
        2,
        "{calls:?}"
    );
    assert_eq!(
        calls[&(EU.to_owned(), "GetParameters".to_owned())],
        1,
        "{calls:?}"
    );
}

#[test]
fn a_parameter_of_ones_own_is_followed() {
    let text = pin(EU, OLD, "ssm:/golden/windows");
    let Some(world) = World::new(&[("nodes.tf", &text)]) else {
        return;
    };
    let account = world.account.clone();
    world
        .region(EU)
        .image(OLD, "golden-1", &account, Day::ago(30), |_| {})
        .image(NEW, "golden-2", &account, Day::ago(9), |_| {})
        .parameter("/golden/windows", 7, NEW)
        .seed();
    let run = plan(&world);
    assert_eq!(run.json()["pins"][0]["to"]["image"], NEW, "{run:#?}");
}

#[test]
fn images_are_found_by_owner_and_name() {
    let text = pin(EU, OLD, &format!("ec2:{BUILDER}/golden-*"));
    let Some(world) = World::new(&[("nodes.tf", &text)]) else {
        return;
    };
    world
        .region(EU)
        .image(OLD, "golden-2026.01.01", BUILDER, Day::ago(60), |_| {})
        .image(NEW, "golden-2026.02.01", BUILDER, Day::ago(9), |_| {})
        .image(
            "ami-0000000000000000a",
            "golden-2026.03.01",
            "999988887777",
            Day::ago(5),
            |_| {},
        )
        .image(
            "ami-0000000000000000b",
            "golden-2026.03.02",
            BUILDER,
            Day::ago(5),
            |image| {
                image["state"] = "pending".into();
            },
        )
        .seed();
    let run = plan(&world);
    assert_eq!(run.json()["pins"][0]["to"]["image"], NEW, "{run:#?}");
    let search = world
        .log(At::Aws)
        .into_iter()
        .find(|record| record["parameters"]["Owners"][0] == BUILDER)
        .expect("a search");
    let filters = &search["parameters"]["Filters"];
    assert_eq!(filters[0], json!({"Name": "name", "Values": ["golden-*"]}));
    assert_eq!(filters[1], json!({"Name": "state", "Values": ["available"]}));
}

#[test]
fn a_missing_parameter_is_its_own_state() {
    let Some(world) = fleet(&[EU, US]) else { return };
    world
        .region(US)
        .missing(&format!("{}/image_id", parameter(CORE)))
        .seed();
    let states = states(&plan(&world));
    assert_eq!(states["eu-west-1.tf"], "bump", "{states:?}");
    assert_eq!(states["us-east-1.tf"], "missing-parameter", "{states:?}");
}

#[test]
fn an_id_that_is_gone_does_not_hide_the_others() {
    let Some(world) = fleet(&[EU]) else { return };
    world
        .clone()
        .write("gone.tf", pin(EU, "ami-0000000000000000c", &leaf()));
    world.push("more", "main");
    let states = states(&plan(&world));
    assert_eq!(states["eu-west-1.tf"], "bump", "{states:?}");
    assert_ne!(states["gone.tf"], "not-asked", "{states:?}");
}

#[test]
fn an_instance_remembers_an_image_that_is_gone() {
    let text = format!("region = \"{EU}\"\nimage_id = \"{OLD}\"\n");
    let Some(world) = World::new(&[("nodes.tf", &text)]) else {
        return;
    };
    world
        .region(EU)
        .windows(OLD, CORE, Day::ago(160))
        .published(NEW, CORE, Day::ago(9), 41)
        .instance(OLD)
        .seed();
    world.region(EU).gone(OLD).seed();
    let run = plan(&world);
    let calls = calls(&world);
    for operation in ["DescribeInstances", "DescribeInstanceImageMetadata"] {
        assert_eq!(
            calls.get(&(EU.to_owned(), operation.to_owned())),
            Some(&1),
            "{calls:?} {run:#?}"
        );
    }
    assert_eq!(run.json()["pins"][0]["to"]["image"], NEW, "{run:#?}");
    // Nobody has to allow it.
    let other = world.again();
    other.region(EU).published(NEW, CORE, Day::ago(9), 41).seed();
    refuse(&other, EU, "DescribeInstances", "UnauthorizedOperation", 403);
    let run = plan(&other).ends(1);
    assert!(run.stderr.is_empty(), "{run:#?}");
    assert!(run.json()["pins"][0]["to"].is_null(), "{run:#?}");
}

#[test]
fn pages_of_an_answer_are_all_read() {
    let text = pin(EU, OLD, &format!("ec2:{BUILDER}/golden-*"));
    let Some(world) = World::new(&[("nodes.tf", &text)]) else {
        return;
    };
    let mut region = world
        .region(EU)
        .image(OLD, "golden-01", BUILDER, Day::ago(90), |_| {})
        .page(3);
    for number in 2..=9_i64 {
        let (id, name) = (format!("ami-{number:017x}"), format!("golden-{number:02}"));
        region = region.image(&id, &name, BUILDER, Day::ago(80 - number), |_| {});
    }
    region.seed();
    let run = plan(&world);
    assert_eq!(
        run.json()["pins"][0]["to"]["image"],
        "ami-00000000000000009",
        "{run:#?}"
    );
    let tokens: Vec<bool> = world
        .log(At::Aws)
        .iter()
        .filter(|record| record["parameters"]["Owners"][0] == BUILDER)
        .map(|record| record["parameters"]["NextToken"].is_string())
        .collect();
    assert_eq!(tokens, [false, true, true]);
}

#[test]
fn what_image_builder_built_last_is_followed() {
    let Some(world) = World::new(&[("a.txt", "a\n")]) else {
        return;
    };
    let scope = format!("arn:aws:imagebuilder:{EU}:{}", world.account);
    let pipeline = format!("{scope}:image-pipeline/golden");
    let follows = [
        ("pipeline.tf", pipeline.clone()),
        ("version.tf", format!("{scope}:image/golden/1.0.0")),
        ("recipe.tf", format!("{scope}:image-recipe/golden/1.0.x")),
        ("build.tf", format!("{scope}:image/golden/1.0.0/1")),
        ("any.tf", format!("{scope}:image/golden/x.x.x")),
    ];
    for (name, arn) in &follows {
        world
            .clone()
            .write(name, pin(EU, OLD, &format!("image-builder:{arn}")));
    }
    world.push("pins", "main");
    let id = |number: u32| format!("ami-{number:017x}");
    let mut region = world
        .region(EU)
        .image(OLD, "golden 0", &world.account, Day::ago(90), |_| {});
    for (number, version, day, state) in [
        (1, "1.0.0/1", 40, "AVAILABLE"),
        (2, "1.0.0/2", 30, "AVAILABLE"),
        (3, "1.0.1/1", 20, "AVAILABLE"),
        (4, "1.1.0/1", 10, "AVAILABLE"),
        (5, "1.2.0/1", 2, "FAILED"),
    ] {
        let ami = json!({"region": EU, "image": id(number), "accountId": world.account, "state": {"status": "AVAILABLE"}});
        region = region
            .image(&id(number), &format!("golden {number}"), &world.account, Day::ago(day), |_| {})
            .with(
                "builds",
                json!({
                    "image": format!("{scope}:image/golden/{version}"), "state": state, "created": Day::ago(day).made(),
                    "pipeline": pipeline, "amis": [ami],
                }),
            );
    }
    region.seed();
    let run = plan(&world);
    let json = run.json();
    for (name, number) in [
        ("pipeline.tf", 4),
        ("version.tf", 2),
        ("recipe.tf", 3),
        ("build.tf", 1),
        ("any.tf", 4),
    ] {
        let pins = json["pins"].as_array().expect("a list");
        let pin = pins.iter().find(|pin| pin["path"] == name).expect(name);
        assert_eq!(pin["to"]["image"], id(number), "{name}: {run:#?}");
    }
    let calls = calls(&world);
    let count = |operation: &str| calls.get(&(EU.to_owned(), operation.to_owned())).copied();
    assert_eq!(count("ListImagePipelineImages"), Some(1), "{calls:?}");
    assert_eq!(count("ListImageBuildVersions"), Some(3), "{calls:?}");
    // Two for versions with `x`, and one for the parent image of each build that was found in a list.
    assert_eq!(count("GetImage"), Some(6), "{calls:?}");
}
