//! `amiforge releases`: the file, its sum, and a `bump` that has nothing else.

use std::fs;

use serde_json::Value;

use super::{EU, US, calls, fleet, of, pin, plan, refuse, states};
use crate::stand_ins::{At, World};
use crate::support::Folder;

fn file(world: &World, name: &str) -> Value {
    let text = fs::read_to_string(world.clone().path().join(name)).expect("a file");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn what_one_job_has_read_another_bumps_by() {
    let Some(world) = fleet(&[EU, US]) else { return };
    let out = Folder::new();
    out.write("output", "").write("summary", "");
    let mut command = world.command(&["releases"]);
    command
        .env("GITHUB_OUTPUT", out.path().join("output"))
        .env("GITHUB_STEP_SUMMARY", out.path().join("summary"));
    let run = crate::support::Run::of(&command.output().expect("the binary runs")).ends(0);
    let read = |name: &str| fs::read_to_string(out.path().join(name)).expect("a file");
    let expected = format!(
        "releases.json: 2 parameters, 4 images in 2 regions, as account {}",
        world.account
    );
    assert!(run.stdout.contains(&expected), "{run:#?}");
    assert!(read("summary").contains(&world.account), "{}", read("summary"));
    let json = file(&world, "releases.json");
    let head = world.clone().git(&["rev-parse", "HEAD"]);
    assert_eq!(json["base"], head.as_str());
    assert_eq!(json["repository"], world.repository.as_str());
    assert_eq!(json["run"], "1658821493");
    let sum = run
        .stdout
        .lines()
        .find_map(|line| line.strip_prefix("sha256: "))
        .expect("a sum");
    let outputs = read("output");
    for (name, value) in [("path", "releases.json"), ("sha256", sum), ("refused", "0")] {
        let lines: Vec<&str> = outputs.lines().collect();
        let at = lines
            .iter()
            .position(|line| line.starts_with(&format!("{name}<<")))
            .expect(name);
        assert_eq!(lines[at + 1], value, "{outputs}");
    }
    let asked = calls(&world).values().sum::<usize>();
    let more = ["--forge", "local", "--plan-only", "--format", "json"];
    let bump = |sum: &str| {
        let given = ["--releases", "releases.json", "--releases-sha256", sum];
        world.bump(&[&given[..], &more].concat())
    };
    let run = bump(sum).ends(0);
    assert_eq!(run.json()["counts"]["bump"], 2, "{run:#?}");
    assert_eq!(
        calls(&world).values().sum::<usize>(),
        asked,
        "AWS was not asked again"
    );
    assert_eq!(states(&run), states(&plan(&world)));
    bump(&sum.replace(|c: char| c.is_ascii_digit(), "a")).ends(3);
}

#[test]
fn the_file_goes_where_it_is_wanted() {
    let Some(world) = fleet(&[EU]) else { return };
    let run = world.amiforge(&["releases", "--output", "-"]).ends(0);
    assert_eq!(run.json()["schema"], "amiforge/releases/v1");
    assert!(
        run.stderr.contains("1 parameter, 2 images in 1 region"),
        "{run:#?}"
    );
    fs::create_dir(world.clone().path().join("facts")).expect("a folder");
    world.amiforge(&["releases", "--output", "facts/eu.json"]).ends(0);
    file(&world, "facts/eu.json");
    let run = world
        .amiforge(&["releases", "--output", "nowhere/eu.json"])
        .ends(3);
    assert!(
        run.stderr.contains("nowhere/eu.json cannot be written"),
        "{run:#?}"
    );
    let left = fs::read_dir(world.clone().path().join("facts"))
        .expect("a folder")
        .count();
    assert_eq!(left, 1, "no part of a file is left");
}

#[test]
fn a_refusal_is_written_and_a_person_told() {
    let Some(world) = fleet(&[EU, US]) else { return };
    refuse(&world, US, "DescribeImages", "UnauthorizedOperation", 403);
    let run = world.amiforge(&["releases"]).ends(1);
    let line = "not answered: us-east-1: the role may not call ec2:DescribeImages; allow it in the policy of the role \
                (docs/aws.md)";
    assert!(run.stdout.contains(line), "{run:#?}");
    let json = file(&world, "releases.json");
    let places = json["places"].as_array().expect("a list");
    assert_eq!(places.len(), 2);
    assert_eq!(places[0]["images"].as_array().map(Vec::len), Some(2), "{json}");
    // A bump that has only the file says the same as one that asked.
    let more = ["--forge", "local", "--plan-only", "--format", "json"];
    let run = world
        .bump(&[&["--releases", "releases.json"], &more[..]].concat())
        .ends(1);
    assert_eq!(states(&run), states(&plan(&world)));
}

#[test]
fn base_paths_region_and_configuration_say_what_is_asked_about() {
    let Some(world) = fleet(&[EU, US]) else { return };
    let parameters = |arguments: &[&str]| {
        world.amiforge(&[&["releases"], arguments].concat()).ends(0);
        let json = file(&world, "releases.json");
        let places = json["places"].as_array().expect("a list").clone();
        places
            .iter()
            .map(|place| place["region"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    let first = world.clone().git(&["rev-parse", "HEAD"]);
    assert_eq!(parameters(&[]), [EU, US]);
    assert_eq!(parameters(&["eu-west-1.tf"]), [EU]);
    world.clone().write("amiforge.yaml", "exclude:\n  - extra.tf\n");
    world.clone().git(&["rm", "--quiet", "us-east-1.tf"]);
    world
        .clone()
        .write("extra.tf", format!("image = \"{}\"\n", of(super::OLD, US)));
    world.push("less", "main");
    assert_eq!(parameters(&[]), [EU]);
    assert_eq!(parameters(&["--base", &first]), [EU, US]);
    assert_eq!(parameters(&["--policy-ref", &first, "--region", US]), [EU, US]);
    world.clone().write("other.yaml", "exclude:\n  - eu-*.tf\n");
    assert_eq!(
        parameters(&["--config", "other.yaml", "--region", US, "--no-summary"]),
        [US]
    );
    world.amiforge(&["releases", "nosuch.tf"]).ends(2);
}

#[test]
fn without_pins_nobody_is_asked() {
    let Some(world) = World::new(&[("a.txt", "a\n")]) else {
        return;
    };
    let run = world.amiforge(&["releases"]).ends(0);
    assert!(run.stdout.contains("no pins, so AWS was not asked"), "{run:#?}");
    assert!(world.log(At::Aws).is_empty());
    assert_eq!(file(&world, "releases.json")["places"], Value::Array(Vec::new()));
}

#[test]
fn pins_are_asked_about_only_when_it_is_said() {
    let Some(world) = fleet(&[EU]) else { return };
    let state = |arguments: &[&str]| {
        let run = world.amiforge(&[&["pins", "--format", "json"], arguments].concat());
        run.json()["pins"][0]["state"].clone()
    };
    assert_eq!(state(&[]), "not-asked");
    assert!(world.log(At::Aws).is_empty());
    assert_eq!(state(&["--ask"]), "bump");
    // The work tree counts, not the commit.
    world
        .clone()
        .write("eu-west-1.tf", pin(EU, &of(super::NEW, EU), &super::leaf()));
    assert_eq!(state(&["--ask"]), "current");
    for arguments in [
        &["pins", "--ask", "--releases", "releases.json"][..],
        &["pins", "--ask", "--as-of", "2026-09-10T08:00:00Z"],
        &["bump", "--forge", "local", "--as-of", "2026-09-10T08:00:00Z"],
    ] {
        world.amiforge(arguments).ends(2);
    }
}

#[test]
fn hostile_answers_do_not_get_in() {
    let Some(world) = fleet(&[EU]) else { return };
    let (old, new) = (of(super::OLD, EU), of(super::NEW, EU));
    for change in [
        |image: &mut Value| image["name"] = "a\u{202e}b".into(),
        |image: &mut Value| image["owner"] = "amazon".into(),
        |image: &mut Value| image["architecture"] = "::error::x".into(),
        |image: &mut Value| image["state"] = "| [x](http://x)".into(),
    ] {
        let day = crate::stand_ins::Day::ago(60);
        world
            .region(EU)
            .image(
                &old,
                crate::bump::facts::CORE,
                crate::bump::facts::WINDOWS,
                day,
                change,
            )
            .seed();
        let run = world.amiforge(&["releases"]).ends(3);
        assert!(
            run.stdout.contains("no usable answer to ec2:DescribeImages"),
            "{run:#?}"
        );
        let json = file(&world, "releases.json");
        let images = json["places"][0]["images"].as_array().expect("a list");
        assert_eq!(images.len(), 1, "{json}");
        assert_eq!(images[0]["id"], new.as_str());
        assert_eq!(
            json["places"][0]["missing_images"],
            Value::Array(Vec::new()),
            "nobody said that it is gone"
        );
        world
            .bump(&["--forge", "local", "--plan-only", "--releases", "releases.json"])
            .ends(1);
    }
}
