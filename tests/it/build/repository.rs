//! Builds from the files of the repository: what becomes a version in AWS, and what does not.

mod killed;
mod skip;

use std::collections::BTreeSet;
use std::future::Future;

use aws_config::{BehaviorVersion, Region};
use aws_sdk_imagebuilder::Client;
use aws_sdk_imagebuilder::types::{EbsInstanceBlockDeviceSpecification, ImageStatus};
use aws_sdk_sts::config::Credentials;
use serde_json::{Value, json};

use super::EU;
use crate::stand_ins::{At, Ended, World};

const AGENT: &str = "\
name: agent
description: installs the agent
schemaVersion: 1.0
parameters:
  - Channel: {type: string, default: stable}
phases:
  - name: build
    steps:
      - name: Install
        action: ExecuteBash
        inputs:
          commands:
            - set -eu
            - ./install.sh {{ Channel }}
  - name: validate
    steps:
      - name: Look
        action: ExecuteBash
        inputs:
          commands: [agent --version]
";

const TOOLS: &str = "\
name: tools
semanticVersion: 2.0.0
platform: Linux
description: small helpers
data: |
  name: tools
  schemaVersion: 1.0
  phases:
    - name: build
      steps:
        - name: Install
          action: ExecuteBash
          inputs:
            commands: [dnf install -y jq]
    - name: validate
      steps:
        - name: Look
          action: ExecuteBash
          inputs:
            commands: [jq --version]
";

const RECIPE: &str = "\
name: golden
semanticVersion: 1.4.x
parentImage: ami-0e5b1c7a9d3f20468
components:
  - file: ../components/agent.yaml
    semanticVersion: 1.0.x
    platform: Linux
    parameters:
      - {name: Channel, value: [beta]}
  - file: ../components/tools.yaml
blockDeviceMappings:
  - deviceName: /dev/xvda
    ebs: {volumeSize: 30, volumeType: gp3}
amiTags: {team: base}
";

const FILES: [(&str, &str); 3] = [
    ("recipes/golden.yaml", RECIPE),
    ("components/agent.yaml", AGENT),
    ("components/tools.yaml", TOOLS),
];

fn world_of(files: &[(&str, &str)]) -> Option<World> {
    let world = World::new(files)?;
    furnish(&world);
    Some(world)
}

fn furnish(world: &World) {
    world.region(EU).infrastructure("web", |_| ()).seed();
}

/// `amiforge build` of the recipe file in the run of this id; it does not wait.
fn build(world: &World, run: &str, more: &[&str]) -> Ended {
    let arguments = arguments(world);
    let mut all: Vec<&str> = arguments.iter().map(String::as_str).collect();
    all.extend(more);
    world.job().run_id(run).amiforge(&all)
}

/// Everything that a run said.
fn said(ended: &Ended) -> String {
    format!("{}{}", ended.run.stdout, ended.run.stderr)
}

fn arguments(world: &World) -> Vec<String> {
    let infrastructure = world.arn(EU, "infrastructure-configuration/web");
    let words = [
        "build",
        "--recipe-file",
        "recipes/golden.yaml",
        "--infrastructure",
        &infrastructure,
        "--no-wait",
    ];
    words.into_iter().map(str::to_owned).collect()
}

/// Asks the account with AWS's own SDK.
fn ask<F: Future>(world: &World, question: impl FnOnce(Client) -> F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let key = format!("AKIA{}TEST", world.account);
    runtime.expect("a runtime").block_on(async {
        let config = aws_config::defaults(BehaviorVersion::latest())
            .region(Region::new(EU))
            .endpoint_url(world.servers.aws.url())
            .credentials_provider(Credentials::new(key, "secret", None, None, "tests"))
            .load()
            .await;
        question(Client::new(&config)).await
    })
}

/// Every build of a component and every recipe of the account.
fn versions(world: &World) -> BTreeSet<String> {
    ask(world, |client| async move {
        let components = client
            .list_component_build_versions()
            .send()
            .await
            .expect("components");
        let recipes = client.list_image_recipes().send().await.expect("recipes");
        let arns = components
            .component_summary_list()
            .iter()
            .filter_map(|component| component.arn())
            .chain(
                recipes
                    .image_recipe_summary_list()
                    .iter()
                    .filter_map(|recipe| recipe.arn()),
            );
        arns.map(|arn| {
            arn.split_once(&format!("{}:", arn.split(':').nth(4).expect("an account")))
                .expect("an ARN")
                .1
                .to_owned()
        })
        .collect()
    })
}

fn set(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

const FIRST: [&str; 3] = [
    "component/agent/1.0.0/1",
    "component/tools/2.0.0/1",
    "image-recipe/golden/1.4.0",
];

/// The images that the program has started.
fn images(world: &World) -> Vec<String> {
    let images = world.images();
    let started = images.iter().filter(|image| image["started"] == true);
    let arn = |image: &Value| {
        image["arn"]
            .as_str()
            .expect("an ARN")
            .rsplit_once(":image/")
            .expect("an image")
            .1
            .to_owned()
    };
    started.map(arn).collect()
}

/// Looks at an image until it is available.
fn finish(world: &World, image: &str) {
    let arn = world.arn(EU, &format!("image/{image}"));
    ask(world, |client| async move {
        loop {
            let answer = client
                .get_image()
                .image_build_version_arn(&arn)
                .send()
                .await
                .expect("an image");
            let image = answer.image().expect("an image");
            if image.state().and_then(|state| state.status()) == Some(&ImageStatus::Available) {
                return;
            }
        }
    });
}

/// The operations of Image Builder that were called.
fn operations(world: &World) -> Vec<String> {
    let log = world.log(At::Aws);
    let asked = log.iter().filter(|record| record["service"] == "imagebuilder");
    asked
        .map(|record| record["operation"].as_str().unwrap_or_default().to_owned())
        .collect()
}

fn refuse(world: &World, operation: &str, code: &str, status: u16) {
    let script = json!({
        "do": "refuse", "times": 99, "code": code, "status": status, "match": {"operation": operation},
    });
    world.fault(At::Aws, script);
}

#[test]
fn what_changed_becomes_one_new_version_each_and_nothing_else_does() {
    let Some(world) = world_of(&FILES) else { return };
    let first = build(&world, "1", &[]).ends(0);
    assert_eq!(versions(&world), set(&FIRST));
    assert_eq!(images(&world), ["golden/1.4.0/1"]);
    for line in [
        "component agent 1.0.0: made, it is new",
        "component tools 2.0.0: made, it is new",
        "recipe golden 1.4.0: made, it is new",
    ] {
        assert!(said(&first).contains(line), "{line}: {first:#?}");
    }
    let recipe = ask(&world, |client| {
        let arn = world.arn(EU, "image-recipe/golden/1.4.0");
        async move {
            client
                .get_image_recipe()
                .image_recipe_arn(arn)
                .send()
                .await
                .expect("the recipe")
        }
    });
    let recipe = recipe.image_recipe().expect("the recipe");
    assert_eq!(
        recipe.components()[0].component_arn(),
        world.arn(EU, "component/agent/1.0.0/1")
    );
    assert_eq!(recipe.components()[0].parameters()[0].value(), ["beta"]);
    assert_eq!(
        recipe.block_device_mappings()[0]
            .ebs()
            .and_then(EbsInstanceBlockDeviceSpecification::volume_size),
        Some(30)
    );

    let second = build(&world, "2", &[]).ends(0);
    assert_eq!(versions(&world), set(&FIRST));
    assert_eq!(images(&world), ["golden/1.4.0/1", "golden/1.4.0/2"]);
    assert!(
        said(&second).contains("recipe golden 1.4.0: used, nothing in it changed"),
        "{second:#?}"
    );

    // Line ends of a checkout are no change; a comment is one.
    world
        .clone()
        .write("components/agent.yaml", AGENT.replace('\n', "\r\n"));
    build(&world, "3", &[]).ends(0);
    assert_eq!(versions(&world), set(&FIRST));
    world
        .clone()
        .write("components/agent.yaml", format!("{AGENT}# why\n"));
    let fourth = build(&world, "4", &[]).ends(0);
    assert!(
        said(&fourth).contains("component agent 1.0.1: made, its document changed"),
        "{fourth:#?}"
    );
    assert!(
        said(&fourth).contains("recipe golden 1.4.1: made, the components changed"),
        "{fourth:#?}"
    );
    let two = [
        &FIRST[..],
        &["component/agent/1.0.1/1", "image-recipe/golden/1.4.1"],
    ]
    .concat();
    assert_eq!(versions(&world), set(&two));

    world.clone().write(
        "recipes/golden.yaml",
        RECIPE.replace("volumeSize: 30", "volumeSize: 40"),
    );
    let fifth = build(&world, "5", &[]).ends(0);
    assert!(
        said(&fifth).contains("recipe golden 1.4.2: made, the volumes changed"),
        "{fifth:#?}"
    );
    assert_eq!(versions(&world).len(), two.len() + 1);
}

#[test]
fn two_branches_that_build_in_turn_make_no_versions_because_of_each_other() {
    let Some(world) = world_of(&FILES) else { return };
    let on = |branch: &str, run: &str, agent: &str| {
        world.clone().write("components/agent.yaml", agent);
        let arguments = arguments(&world);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let job = world
            .job()
            .run_id(run)
            .env("GITHUB_REF", &format!("refs/heads/{branch}"));
        said(&job.amiforge(&arguments).ends(0))
    };
    let other = format!("{AGENT}# another\n");
    on("main", "1", AGENT);
    let made = on("topic", "2", &other);
    assert!(made.contains("component agent 1.0.1: made"), "{made}");
    let all = versions(&world);
    for (branch, run, agent, number) in [
        ("main", "3", AGENT, 0),
        ("topic", "4", other.as_str(), 1),
        ("main", "5", AGENT, 0),
    ] {
        let used = on(branch, run, agent);
        assert!(
            used.contains(&format!("component agent 1.0.{number}: used")),
            "{used}"
        );
        assert!(
            used.contains(&format!("recipe golden 1.4.{number}: used")),
            "{used}"
        );
        assert_eq!(versions(&world), all);
    }
    // After the merge the newest is used. What a branch goes back to is a new version, for those who take the newest one.
    let merged = on("main", "6", &other);
    assert!(merged.contains("component agent 1.0.1: used"), "{merged}");
    let third = format!("{AGENT}# a third\n");
    assert!(on("main", "7", &third).contains("component agent 1.0.2: made"));
    let back = on("main", "8", AGENT);
    assert!(back.contains("component agent 1.0.3: made"), "{back}");
}

#[test]
fn a_version_with_numbers_is_refused_with_the_next_one_and_nothing_is_made() {
    let numbers = RECIPE.replace("1.4.x", "1.4.0").replace("1.0.x", "1.0.0");
    let Some(world) = world_of(&[("recipes/golden.yaml", &numbers), FILES[1], FILES[2]]) else {
        return;
    };
    build(&world, "1", &[]).ends(0);
    let before = versions(&world);
    world
        .clone()
        .write("components/agent.yaml", format!("{AGENT}# why\n"));
    let refused = build(&world, "2", &[]).ends(1);
    for line in [
        "recipes/golden.yaml:6:22: the component agent 1.0.0 is in AWS already, and its document changed since; a version never \
         changes: write `semanticVersion: 1.0.1`",
        "recipes/golden.yaml:2:18: the recipe golden 1.4.0 is in AWS already, and the components changed since; a version never \
         changes: write `semanticVersion: 1.4.1`",
    ] {
        assert!(said(&refused).contains(line), "{line}: {refused:#?}");
    }
    assert_eq!(versions(&world), before);
    assert_eq!(images(&world).len(), 1);
}

#[test]
fn documents_with_errors_stop_before_aws_is_asked() {
    let wrong = AGENT.replace("action: ExecuteBash", "action: ExecuteBosh");
    let Some(world) = world_of(&[FILES[0], ("components/agent.yaml", &wrong), FILES[2]]) else {
        return;
    };
    let refused = build(&world, "1", &[]).ends(1);
    assert!(said(&refused).contains("components/agent.yaml"), "{refused:#?}");
    assert!(said(&refused).contains("schema/unknown-action"), "{refused:#?}");
    assert_eq!(world.log(At::Aws), Vec::<Value>::new());

    // What the rules let through and the API does not take.
    world.clone().write("components/agent.yaml", AGENT);
    for (from, to, line) in [
        (
            "amiTags",
            "amiTag",
            "recipes/golden.yaml:14:1: an image recipe has no `amiTag`",
        ),
        (
            "agent.yaml",
            "agents.yaml",
            "recipes/golden.yaml:5:5: components/agents.yaml: there is no such file",
        ),
        (
            "tools.yaml",
            "agent.yaml\n    platform: Linux",
            "another component of this recipe is named agent too",
        ),
    ] {
        world
            .clone()
            .write("recipes/golden.yaml", RECIPE.replace(from, to));
        let refused = build(&world, "1", &[]).ends(1);
        assert!(said(&refused).contains(line), "{line}: {refused:#?}");
    }
    assert_eq!(world.log(At::Aws), Vec::<Value>::new());
}

#[test]
fn a_dry_run_asks_about_what_changed_and_makes_nothing() {
    let Some(world) = world_of(&FILES) else { return };
    let good = build(&world, "1", &["--aws-dry-run"]).ends(0);
    assert!(
        said(&good).contains("component agent 1.0.0: AWS would take it"),
        "{good:#?}"
    );
    assert_eq!(versions(&world), set(&[]));
    assert_eq!(images(&world), Vec::<String>::new());
    refuse(&world, "CreateComponent", "InvalidParameterValueException", 400);
    let refused = build(&world, "2", &["--aws-dry-run"]).ends(1);
    assert!(
        said(&refused).contains("components/agent.yaml:1:1: AWS refuses the document:"),
        "{refused:#?}"
    );
    assert_eq!(versions(&world), set(&[]));
    world.clear_faults(At::Aws);
    // What is there already is not asked about again.
    build(&world, "3", &[]).ends(0);
    let before = operations(&world).len();
    build(&world, "4", &["--aws-dry-run"]).ends(0);
    assert!(!operations(&world)[before..].contains(&"CreateComponent".to_owned()));
}

#[test]
fn deprecated_versions_are_passed_over_and_other_spellings_are_the_same_name() {
    let Some(world) = world_of(&FILES) else { return };
    let old = |name: &str, version: &str, status: &str| json!({"name": name, "semanticVersion": version, "platform": "Linux", "data": AGENT, "status": status});
    world
        .region(EU)
        .with("components", old("agent", "1.0.0", "ACTIVE"))
        .with("components", old("agent", "1.0.1", "DEPRECATED"))
        .seed();
    let used = build(&world, "1", &[]).ends(0);
    assert!(said(&used).contains("component agent 1.0.0: used"), "{used:#?}");
    world
        .clone()
        .write("components/agent.yaml", format!("{AGENT}# why\n"));
    let made = build(&world, "2", &[]).ends(0);
    assert!(
        said(&made).contains("component agent 1.0.2: made, its document changed"),
        "{made:#?}"
    );

    // 1.0.3 was made under another spelling: the list of this name has it not, and the number is taken all the same.
    world
        .region(EU)
        .with("components", old("Agent", "1.0.3", "ACTIVE"))
        .seed();
    world
        .clone()
        .write("components/agent.yaml", format!("{AGENT}# why else\n"));
    let next = build(&world, "3", &[]).ends(0);
    assert!(said(&next).contains("component agent 1.0.4: made"), "{next:#?}");
}

#[test]
fn the_parent_image_may_be_a_pin() {
    let pins = "golden:\n  eu-west-1: ami-0e5b1c7a9d3f20468\n  us-east-1: ami-0b1c2d3e4f5061728\nother:\n  eu-west-1: ami-0c1d2e3f405162738\n";
    let recipe = RECIPE.replace("ami-0e5b1c7a9d3f20468", "pin:golden");
    let files = [
        ("recipes/golden.yaml", recipe.as_str()),
        FILES[1],
        FILES[2],
        ("images.yaml", pins),
    ];
    let Some(world) = world_of(&files) else { return };
    build(&world, "1", &[]).ends(0);
    let parent = || {
        let arn = world.arn(EU, "image-recipe/golden/x.x.x");
        let answer = ask(&world, |client| async move {
            client
                .get_image_recipe()
                .image_recipe_arn(arn)
                .send()
                .await
                .expect("the recipe")
        });
        answer
            .image_recipe()
            .and_then(|recipe| recipe.parent_image())
            .expect("a parent")
            .to_owned()
    };
    assert_eq!(parent(), "ami-0e5b1c7a9d3f20468");
    world.clone().write(
        "images.yaml",
        pins.replace("ami-0e5b1c7a9d3f20468", "ami-0d1d2e3f405162738"),
    );
    let moved = build(&world, "2", &[]).ends(0);
    assert!(
        said(&moved).contains("recipe golden 1.4.1: made, the parent image changed"),
        "{moved:#?}"
    );
    assert_eq!(parent(), "ami-0d1d2e3f405162738");
    world.clone().write(
        "recipes/golden.yaml",
        RECIPE.replace("ami-0e5b1c7a9d3f20468", "pin:silver"),
    );
    let refused = build(&world, "3", &[]).ends(1);
    assert!(
        said(&refused).contains("recipes/golden.yaml:3:14: pin:silver: no pin of this repository"),
        "{refused:#?}"
    );
}

#[test]
fn a_call_that_is_denied_is_named() {
    let Some(world) = world_of(&FILES) else { return };
    refuse(&world, "CreateComponent", "AccessDeniedException", 403);
    let denied = build(&world, "1", &[]).ends(3);
    assert!(
        said(&denied).contains("imagebuilder:CreateComponent"),
        "{denied:#?}"
    );
    assert_eq!(versions(&world), set(&[]));
    assert_eq!(images(&world), Vec::<String>::new());
}
