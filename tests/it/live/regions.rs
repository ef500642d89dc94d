//! Several regions: one lags behind, one cannot be asked, one names what is not proven right.

use serde_json::json;

use super::*;
use crate::bump::facts::WINDOWS;
use crate::stand_ins::At;

/// The release of [`OLD`] in Virginia.
const VIRGINIA: &str = "ami-0a4d8e2f61b7c9035";

/// One file a region.
fn two_regions() -> Option<World> {
    World::new(&[
        ("a.tf", &nodes("eu-west-1", OLD, old_day())),
        ("b.tf", &nodes("us-east-1", VIRGINIA, old_day())),
    ])
}

/// The new release is in both regions, and the pull request is open: what GitHub has.
fn opened(world: &World) -> Value {
    publish_new(world);
    world
        .region("us-east-1")
        .windows(VIRGINIA, CORE, old_day())
        .published("ami-0d4e6f8a1b3c5d702", CORE, new_day(), 41)
        .seed();
    world.bump(&[]).ends(0);
    seen(world)
}

fn both_files_move(world: &World) {
    let changed = world.get(&format!("/pulls/{}/files", only_pull(world)["number"]));
    assert_eq!(changed.as_array().expect("files").len(), 2);
}

#[test]
fn a_region_that_lags_holds_the_others() {
    let Some(world) = two_regions() else { return };
    ireland(&world).published(NEW, CORE, Day::ago(5), 41).seed();
    world
        .region("us-east-1")
        .published(VIRGINIA, CORE, old_day(), 40)
        .seed();
    let run = world.bump(&["--format", "json"]).ends(0);
    assert_eq!(causes(&run), ["a.tf held-region/lagging", "b.tf current/newest"]);
    assert!(pulls(&world).is_empty());
    world
        .region("us-east-1")
        .published(NEWER, CORE, Day::ago(5), 41)
        .seed();
    let run = world.bump(&["--format", "json"]).ends(0);
    assert_eq!(causes(&run), ["a.tf bump/newer", "b.tf bump/newer"]);
    both_files_move(&world);
}

#[test]
fn a_region_that_refuses_leaves_the_others_alone_and_closes_nothing() {
    let Some(world) = two_regions() else { return };
    publish_new(&world);
    world
        .region("us-east-1")
        .windows(VIRGINIA, CORE, old_day())
        .published(NEWER, CORE, new_day(), 41)
        .seed();
    world.bump(&[]).ends(0);
    let before = seen(&world);
    world.fault(
        At::Aws,
        json!({
            "do": "refuse", "times": 1000, "code": "AccessDeniedException", "match": {"service": "ssm", "region": "us-east-1"},
            "message": "User: arn:aws:sts::1:assumed-role/a is not authorized to perform: ssm:GetParameters",
        }),
    );
    let run = world.bump(&["--format", "json"]);
    assert_ne!(run.code, Some(0), "{run:#?}");
    // What is not known now is not taken out of the pull request.
    assert_eq!(outcomes(&run), ["unchanged"]);
    assert_eq!(seen(&world), before);
    let json = run.json();
    let states: Vec<&str> = json["pins"]
        .as_array()
        .expect("pins")
        .iter()
        .map(|pin| text(&pin["path"]))
        .collect();
    assert_eq!(states, ["a.tf", "b.tf"]);
    let after = seen(&world);
    assert_eq!(after["pulls"][0]["state"], before["pulls"][0]["state"]);
    assert_eq!(after["pulls"].as_array().expect("pulls").len(), 1);
    world.clear_faults(At::Aws);
    world.bump(&[]).ends(0);
    assert_eq!(seen(&world), before);
}

#[test]
fn a_run_for_some_paths_takes_nothing_out_of_a_pull_request() {
    let Some(world) = two_regions() else { return };
    let before = opened(&world);
    let run = world.bump(&["--format", "json", "a.tf"]);
    assert_eq!(outcomes(&run), ["left-alone"]);
    assert!(
        run.json()["groups"][0]["reason"]
            .to_string()
            .contains("also changes b.tf, which this run has not looked at"),
        "{run:#?}"
    );
    assert_eq!(seen(&world), before);
    // Alone it is as it was made.
    world.bump(&["--format", "json"]).ends(0);
    assert_eq!(seen(&world), before);
}

/// Virginia names an image of this owner and name.
fn virginia_names(world: &World, id: &str, day: Day, version: u64, owner: &str, stem: &str) {
    let name = format!("{stem}-{}", day.dotted());
    world
        .region("us-east-1")
        .windows(VIRGINIA, CORE, old_day())
        .published(id, CORE, day, version)
        .image(id, &name, owner, day, |image| {
            image["platform"] = "windows".into();
        })
        .seed();
}

/// Days do not end it, a person does.
#[test]
fn what_one_region_does_not_prove_no_region_takes_before_a_person_has_looked() {
    let Some(world) = two_regions() else { return };
    publish_new(&world);
    let bad = "ami-0d4e6f8a1b3c5d702";
    virginia_names(&world, bad, new_day(), 41, "999999999999", CORE);
    let run = world.bump(&["--format", "json"]).ends(1);
    assert_eq!(causes(&run), ["a.tf held-region/unproven", "b.tf mismatch/owner"]);
    let told = run.json()["pins"][0]["reason"].to_string();
    assert!(
        told.contains("not proven right in us-east-1") && told.contains("Look at b.tf:4 first"),
        "{told}"
    );
    assert!(pulls(&world).is_empty());
    // A person has, and the others go without it.
    let pinned = nodes("us-east-1", VIRGINIA, old_day());
    let held = pinned.replace(
        "    \"us-east-1\"",
        "    # amiforge: hold until=2099-12-31 who owns this?\n    \"us-east-1\"",
    );
    world.clone().write("b.tf", &held);
    world.push("hold", "main");
    let run = world.bump(&["--format", "json"]).ends(0);
    assert_eq!(causes(&run), ["a.tf bump/newer", "b.tf hold/until"]);
    assert_eq!(outcomes(&run), ["created"]);
    let body = only_pull(&world)["body"].clone();
    assert!(
        text(&body).contains("Not everything moves: 1 pin of the same image in us-east-1"),
        "{body}"
    );
    // It was AWS's mistake, and the hold goes.
    world.region("us-east-1").windows(bad, CORE, new_day()).seed();
    world.clone().write("b.tf", &pinned);
    world.push("as before", "main");
    let run = world.bump(&["--format", "json"]).ends(0);
    assert_eq!(causes(&run), ["a.tf bump/newer", "b.tf bump/newer"]);
    assert_eq!(outcomes(&run), ["updated"]);
    both_files_move(&world);
}

#[test]
fn what_is_unproven_later_leaves_an_open_pull_request_as_it_is() {
    let Some(world) = two_regions() else { return };
    let before = opened(&world);
    publish_newer(&world);
    let full = CORE.replace("-Core-", "-Full-");
    virginia_names(&world, "ami-02f3c5b7e9a2d4861", newer_day(), 42, WINDOWS, &full);
    let run = world.bump(&["--format", "json"]).ends(1);
    assert_eq!(
        causes(&run),
        ["a.tf held-region/unproven", "b.tf mismatch/edition"]
    );
    assert_eq!(seen(&world), before);
}

/// A map of regions in one file, as most have it.
#[test]
fn a_fact_that_is_missing_takes_nothing_out_of_a_file() {
    let [ireland, virginia] =
        [("eu-west-1", OLD), ("us-east-1", VIRGINIA)].map(|(region, id)| nodes(region, id, old_day()));
    let second = virginia
        .lines()
        .find(|line| line.contains("us-east-1"))
        .expect("the pin");
    let both = ireland.replace("\n  }\n", &format!("\n{second}\n  }}\n"));
    let Some(world) = World::new(&[("a.tf", &both)]) else {
        return;
    };
    let before = opened(&world);
    world.fault(
        At::Aws,
        json!({
            "do": "refuse", "times": 1000, "code": "AccessDeniedException",
            "match": {"service": "ssm", "region": "us-east-1"}, "message": "no",
        }),
    );
    let run = world.bump(&["--format", "json"]).ends(1);
    assert_eq!(outcomes(&run), ["unchanged"]);
    assert_eq!(seen(&world), before);
}
