//! Examples that move pins.

use serde_json::{Value, json};

use super::example_for;
use crate::actions::runner::{Ended, Workflow};
use crate::bump::facts::CORE;
use crate::live::{NEW, OLD, file, new_day, nodes, old_day, only_pull, open_pulls, text, world};
use crate::stand_ins::{At, Day, World};

#[test]
fn one_job_asks_and_writes_with_the_token_of_an_app() {
    let Some(world) = world() else { return };
    let key = world.app(
        "Iv23liABCDEFGHIJKLMN",
        &json!({"contents": "write", "pull_requests": "write"}),
    );
    let workflow = Workflow::in_world(&example_for("bump.yml", &world), &world)
        .event("schedule", json!({"schedule": "17 5 * * 1-5"}))
        .variable("AMIFORGE_APP_CLIENT_ID", "Iv23liABCDEFGHIJKLMN")
        .secret("AMIFORGE_APP_PRIVATE_KEY", &key);
    let Some(ended) = workflow.run() else { return };
    let ended = ended.ends(0);
    let pull = only_pull(&world);
    assert_eq!(pull["user"]["login"], "fleet-app[bot]");
    assert_eq!(
        file(&world, text(&pull["head"]["sha"]), "nodes.tf"),
        nodes("eu-west-1", NEW, new_day())
    );
    let outputs = ended.outputs("bump", "3");
    assert_eq!(outputs["pull-requests"], "1");
    assert_eq!(outputs["pull-request-numbers"], pull["number"].to_string());
    let summary = ended.summary("bump");
    assert!(summary.contains("1 pull request for 1 of 1 pin"), "{summary}");
}

/// The only pull request has this file, and is of the job's own token.
#[track_caller]
fn opened_by_the_job(world: &World, path: &str, content: &str) {
    let pull = only_pull(world);
    assert_eq!(pull["user"]["login"], "github-actions[bot]");
    assert_eq!(file(world, text(&pull["head"]["sha"]), path), content);
}

#[test]
fn one_job_asks_and_another_writes() {
    let Some(world) = world() else { return };
    let workflow = example_for("bump-two-jobs.yml", &world);
    let run = |id: &str| -> Option<Ended> {
        let schedule = json!({"schedule": "17 5 * * 1-5"});
        Workflow::in_world(&workflow, &world)
            .event("schedule", schedule)
            .run_id(id)
            .run()
    };
    let Some(ended) = run("2001") else { return };
    let ended = ended.ends(0);
    assert_eq!(
        ended.jobs(),
        [("bump", vec!["success"]), ("releases", vec!["success"])].into()
    );
    opened_by_the_job(&world, "nodes.tf", &nodes("eu-west-1", NEW, new_day()));
    let facts = world.artifact("2001", "releases").expect("an artifact");
    assert!(text(&facts["releases.json"]).contains(NEW), "{facts:#}");
    assert_eq!(ended.outputs("releases", "releases")["refused"], "0");
    assert_eq!(ended.outputs("bump", "2")["pull-requests"], "1");
    // The next morning nothing is new, and nothing is written but artifacts.
    let before = world.log(At::Github).len();
    let ended = run("2002").expect("act").ends(0);
    assert!(ended.text().contains("unchanged"), "{}", ended.told());
    assert_eq!(open_pulls(&world).len(), 1);
    let asked = world.log(At::Github).split_off(before);
    let written = |record: &&Value| {
        let artifact = text(&record["path"]).starts_with("/twirp/");
        record["method"] != "GET" && !artifact
    };
    assert_eq!(
        asked.iter().filter(written).collect::<Vec<_>>(),
        Vec::<&Value>::new()
    );
}

#[test]
fn when_aws_denies_a_call_the_second_job_moves_what_is_known() {
    let Some(world) = world() else { return };
    let refusal = "User: arn:aws:sts::1:assumed-role/a is not authorized to perform: ssm:GetParameters";
    let fault = json!({
        "do": "refuse", "times": 1000, "code": "AccessDeniedException", "match": {"service": "ssm"}, "message": refusal,
    });
    world.fault(At::Aws, fault);
    let workflow = Workflow::in_world(&example_for("bump-two-jobs.yml", &world), &world);
    let Some(ended) = workflow.event("schedule", json!({})).run() else {
        return;
    };
    let ended = ended.ends(1);
    assert_eq!(ended.jobs()["releases"], ["failure"]);
    assert_eq!(ended.outcome("releases", "releases"), "failure");
    assert_eq!(ended.outcome("releases", "3"), "success", "the facts go on");
    assert!(ended.jobs().contains_key("bump"), "{}", ended.told());
    assert!(open_pulls(&world).is_empty());
}

/// Places of the matrix: region, partition, the account that owns Windows images there, the old and the new one.
const PLACES: [(&str, &str, &str, &str, &str); 3] = [
    ("production", "eu-west-1", "801119661308", OLD, NEW),
    (
        "china",
        "cn-north-1",
        "436023608783",
        "ami-0c1f0e5b7a9d3f204",
        "ami-0c17d2f9a4c6e1b38",
    ),
    (
        "govcloud",
        "us-gov-west-1",
        "077303321853",
        "ami-0a4d8e2f61b7c9035",
        "ami-01f3c5b7e9a2d4860",
    ),
];

#[test]
fn three_partitions_are_asked_with_roles_of_their_own_and_move_together() {
    let pins = |ids: [&str; 3], day: Day| -> String {
        let day = day.dotted();
        let rows = PLACES.map(|(_, region, ..)| region).into_iter().zip(ids);
        let rows: String = rows
            .map(|(region, id)| format!("    \"{region}\" = \"{id}\" # {CORE}-{day}\n"))
            .collect();
        let follow = crate::bump::facts::parameter(CORE);
        format!("locals {{\n  # amiforge: follow=ssm:{follow}/image_id\n  nodes = {{\n{rows}  }}\n}}\n")
    };
    let old = pins(PLACES.map(|(.., old, _)| old), old_day());
    let Some(world) = World::new(&[("nodes.tf", &old)]) else {
        return;
    };
    // An account in each partition.
    let others = [world.again(), world.again()];
    let accounts = [&world, &others[0], &others[1]];
    for (world, (_, region, owner, old, new)) in accounts.into_iter().zip(PLACES) {
        world
            .region(region)
            .windows_of(owner, old, CORE, old_day())
            .published_of(owner, new, CORE, new_day(), 41)
            .seed();
    }
    let workflow = example_for("bump-matrix.yml", &world)
        .replace("210987654321", &others[0].account)
        .replace("345678901234", &others[1].account);
    let run = |id: &str| -> Option<Ended> {
        Workflow::in_world(&workflow, &world)
            .event("schedule", json!({}))
            .run_id(id)
            .run()
    };
    // Without the facts of one place nothing moves.
    let fault = json!({
        "do": "refuse", "times": 1000, "code": "AccessDenied", "match": {"operation": "AssumeRoleWithWebIdentity"},
        "message": "Not authorized to perform sts:AssumeRoleWithWebIdentity",
    });
    others[1].fault(At::Aws, fault);
    let Some(ended) = run("3001") else { return };
    let ended = ended.ends(1);
    assert_eq!(ended.jobs().into_keys().collect::<Vec<_>>(), ["releases"]);
    assert!(open_pulls(&world).is_empty());
    others[1].clear_faults(At::Aws);
    let ended = run("3002").expect("act").ends(0);
    assert_eq!(ended.jobs()["releases"], ["success"; 3]);
    for (place, ..) in PLACES {
        assert!(
            world.artifact("3002", &format!("releases-{place}")).is_some(),
            "{place}"
        );
    }
    assert_eq!(ended.jobs()["bump"], ["success"], "{}", ended.told());
    assert_eq!(ended.outputs("bump", "2")["pull-requests"], "1");
    opened_by_the_job(&world, "nodes.tf", &pins(PLACES.map(|(.., new)| new), new_day()));
    // Each account was asked with a role of its own and about its own region alone.
    for (world, (_, region, ..)) in accounts.into_iter().zip(PLACES) {
        let asked = world.log(At::Aws);
        let regions = asked.iter().filter_map(|record| record["region"].as_str());
        assert!(regions.into_iter().all(|asked| asked == region), "{region}");
        assert!(
            asked
                .iter()
                .any(|record| record["operation"] == "AssumeRoleWithWebIdentity")
        );
    }
}

#[test]
fn pins_of_a_pull_request() {
    let Some(world) = world() else { return };
    let workflow = example_for("pins-check.yml", &world);
    // One that AWS has published, one that nobody has.
    let dead = "ami-0dead0dead0dead00";
    world.region("eu-west-1").gone(dead).seed();
    for (id, code) in [(NEW, 0), (dead, 1)] {
        world.clone().write("nodes.tf", nodes("eu-west-1", id, new_day()));
        let head = world.push("a pin", "patch");
        let Some(ended) = Workflow::in_world(&workflow, &world)
            .pull_request(1, &head, None)
            .run()
        else {
            return;
        };
        let ended = ended.ends(code);
        assert_eq!(ended.jobs().into_keys().collect::<Vec<_>>(), ["ask"]);
        assert_eq!(ended.text().contains(dead), code == 1, "{}", ended.told());
        assert_eq!(ended.exit("ask", &["3"]), code);
    }
    // A pull request of a fork gets no role, and is judged by its files.
    let asked = world.log(At::Aws).len();
    let head = world.clone().git(&["rev-parse", "HEAD"]);
    let ended = Workflow::in_world(&workflow, &world).pull_request(2, &head, Some("machine-user/fork"));
    let ended = ended.run().expect("act").ends(0);
    assert_eq!(ended.jobs().into_keys().collect::<Vec<_>>(), ["offline"]);
    assert_eq!(world.log(At::Aws).len(), asked);
}
