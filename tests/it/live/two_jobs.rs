//! One job asks AWS, another writes to GitHub: what goes between them is a file and its sum.

use sha2::{Digest as _, Sha256};

use super::*;
use crate::stand_ins::At;
use crate::support::Folder;

/// The job with AWS and without GitHub's token: the file, and its sum.
fn first_job(world: &World, outside: &Folder) -> (String, String) {
    let file = outside.path().join("releases.json").display().to_string();
    let output = world
        .command(&["releases", "--output", &file])
        .env_remove("GITHUB_TOKEN")
        .output()
        .expect("it runs");
    Run::of(&output).ends(0);
    let sum: String = Sha256::digest(std::fs::read(&file).expect("the file"))
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    (file, sum)
}

/// The job with GitHub's token and without AWS.
fn second_job(world: &World, file: &str, sum: &str) -> Run {
    let arguments = [
        "bump",
        "--format",
        "json",
        "--releases",
        file,
        "--releases-sha256",
        sum,
    ];
    let mut command = world.command(&arguments);
    for name in [
        "AWS_ENDPOINT_URL",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_REGION",
    ] {
        command.env_remove(name);
    }
    Run::of(&command.output().expect("it runs"))
}

#[test]
fn two_jobs_end_where_one_does() {
    let Some(world) = world() else { return };
    let outside = Folder::new();
    let (file, sum) = first_job(&world, &outside);
    assert!(
        calls(&world).is_empty(),
        "the first job has nothing to do with GitHub"
    );
    let asked = world.log(At::Aws).len();
    let run = second_job(&world, &file, &sum).ends(0);
    assert_eq!(outcomes(&run), ["created"]);
    assert_eq!(world.log(At::Aws).len(), asked, "the second job asked AWS");
    let run = second_job(&world, &file, &sum).ends(0);
    assert_eq!(outcomes(&run), ["unchanged"]);
    let other = world.again();
    publish_new(&other);
    other.bump(&[]).ends(0);
    let trees = [&world, &other].map(|world| seen(world)["branches"].clone());
    assert_eq!(trees[0], trees[1]);
}

#[test]
fn a_file_with_another_sum_is_not_read() {
    let Some(world) = world() else { return };
    let outside = Folder::new();
    let (file, _) = first_job(&world, &outside);
    second_job(&world, &file, &"0".repeat(64)).ends(3);
    assert!(writes(&world).is_empty());
}

#[test]
fn what_the_first_job_did_not_ask_closes_nothing() {
    let Some(world) = opened() else { return };
    let before = seen(&world);
    let outside = Folder::new();
    let (file, _) = first_job(&world, &outside);
    let mut facts: Value =
        serde_json::from_str(&std::fs::read_to_string(&file).expect("the file")).expect("JSON");
    for place in facts["places"].as_array_mut().expect("places") {
        place["parameters"] = json!([]);
        place["missing_parameters"] = json!([]);
    }
    outside.write("less.json", facts.to_string());
    let less = outside.path().join("less.json").display().to_string();
    let sum: String = Sha256::digest(facts.to_string())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    second_job(&world, &less, &sum).ends(1);
    assert_eq!(seen(&world), before);
}
