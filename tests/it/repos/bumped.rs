//! The central repository bumps another: it finds it, checks it out as a job does, and opens the pull request there.

use super::*;
use crate::bump::facts::{CORE, parameter};
use crate::stand_ins::Day;
use crate::support::{Folder, git};

/// The pin, and the release that it should move to.
const OLD: &str = "ami-0e5b1c7a9d3f20468";
const NEW: &str = "ami-07d2f9a4c6e1b3850";
const BRANCH: &str = "amiforge/windows-2022-core-eks-1.35";

fn nodes(id: &str) -> String {
    let follow = format!("ssm:{}/image_id", parameter(CORE));
    format!(
        "locals {{\n  # amiforge: follow={follow}\n  nodes = {{\n    \"eu-west-1\" = \"{id}\"\n  }}\n}}\n"
    )
}

/// A repository with these files, an account where [`NEW`] is published, and the repository that works on it.
fn target(files: &[(&str, &str)]) -> Option<(World, World)> {
    let target = World::new(files)?;
    let ireland = target.region("eu-west-1").windows(OLD, CORE, Day::ago(40));
    ireland.published(NEW, CORE, Day::ago(12), 41).seed();
    let central = world(&json!([{"full_name": target.repository}]))?;
    Some((target, central))
}

/// Runs a command in a job of the central repository, for a branch of its own, in a checkout of the target.
fn in_job_of(central: &World, target: &World, checkout: &Folder, arguments: &[&str]) -> Run {
    let mut command = target.command(arguments);
    command
        .current_dir(checkout.path())
        .env("GITHUB_REPOSITORY", &central.repository)
        .env("GITHUB_REF_TYPE", "branch")
        .env("GITHUB_REF_NAME", "central-branch")
        .env("GITHUB_TOKEN", central.token("app"));
    Run::of(&command.output().expect("the binary runs"))
}

/// The checkout of a job: the newest commit and nothing before it.
fn checkout(target: &World) -> Folder {
    let folder = Folder::new();
    let url = target.server_url();
    git(folder.path(), &["init", "--quiet"]);
    git(folder.path(), &["fetch", "--quiet", "--depth=1", &url, "main"]);
    git(folder.path(), &["checkout", "--quiet", "--detach", "FETCH_HEAD"]);
    folder
}

fn pulls(world: &World) -> Vec<Value> {
    let all = world.get("/pulls?state=all");
    all.as_array().expect("a list").clone()
}

#[test]
fn another_repository_is_found_and_bumped() {
    let Some((target, central)) =
        target(&[("nodes.tf", &nodes(OLD)), (PLACE, "bump:\n  labels: [images]\n")])
    else {
        return;
    };
    let found = repos(&central, &[]).ends(0);
    let rows = rows(&found.outputs["matrix"]);
    assert_eq!(rows.len(), 1, "{found:#?}");
    let row = |key: &str| rows[0][key].as_str().expect("a text").to_owned();
    assert_eq!(row("repository"), target.repository);
    let named = ["bump", "--repository", &row("repository"), "--format", "json"];
    let checkout = checkout(&target);
    // The branch of the job is one of the central repository; the target's default branch is meant.
    let run = in_job_of(&central, &target, &checkout, &named).ends(0);
    assert_eq!(run.json()["groups"][0]["outcome"], "created", "{run:#?}");
    let pull = &pulls(&target)[0];
    assert_eq!(
        (&pull["head"]["ref"], &pull["base"]["ref"], &pull["user"]["login"]),
        (&BRANCH.into(), &"main".into(), &"fleet-app[bot]".into())
    );
    assert_eq!(pulls(&central), Vec::<Value>::new());
    // The same with the branch named, as the matrix has it.
    let branch = row("default-branch");
    let arguments = [&named[..], &["--base-branch", &branch]].concat();
    let run = in_job_of(&central, &target, &checkout, &arguments).ends(0);
    assert_eq!(run.json()["groups"][0]["outcome"], "unchanged", "{run:#?}");
}

#[test]
fn the_job_that_asks_and_the_job_that_writes_may_be_two_there_too() {
    let Some((target, central)) = target(&[("nodes.tf", &nodes(OLD))]) else {
        return;
    };
    let checkout = checkout(&target);
    let run = |arguments: &[&str]| in_job_of(&central, &target, &checkout, arguments);
    let repository = target.repository.as_str();
    let bump = ["bump", "--repository", repository, "--releases", "facts.json"];
    // Facts of the central repository are not about this one.
    run(&["releases", "--output", "facts.json"]).ends(0);
    let refused = run(&bump).ends(3);
    assert!(refused.stderr.contains(&central.repository), "{refused:#?}");
    run(&["releases", "--output", "facts.json", "--repository", repository]).ends(0);
    run(&bump).ends(0);
    assert_eq!(pulls(&target).len(), 1);
}

#[test]
fn history_that_a_decision_needs_is_fetched() {
    let config = "layout: clusters/{environment}/**\nbump:\n  environments: [test, prod]\n";
    let (test, prod) = (nodes(NEW), nodes(OLD));
    let Some((target, central)) = target(&[
        (PLACE, config),
        ("clusters/test/nodes.tf", &test),
        ("clusters/prod/nodes.tf", &prod),
    ]) else {
        return;
    };
    target.clone().write("README.md", "later\n");
    target.push("A commit that changes no pin", "main");
    let states = |run: &Run| -> Vec<String> {
        let pins = run.json()["pins"].as_array().expect("pins").clone();
        let words = |pin: &Value| {
            let word = |key: &str| pin[key].as_str().unwrap_or_default().to_owned();
            format!("{}/{}", word("state"), word("cause"))
        };
        pins.iter().map(words).collect()
    };
    let named = ["bump", "--repository", &target.repository, "--format", "json"];
    let plan_only = [&named[..], &["--plan-only"]].concat();
    let cut_off = ["held-environment/history-cut", "current/newest"];
    let known = ["held-environment/soak", "current/newest"];
    // Without a token, and outside of a job, nobody fetches.
    for without in ["GITHUB_TOKEN", "GITHUB_ACTIONS"] {
        let cut = checkout(&target);
        let mut command = target.command(&plan_only);
        command.current_dir(cut.path()).env_remove(without);
        let plan = Run::of(&command.output().expect("the binary runs"));
        assert_eq!(states(&plan), cut_off, "{without}: {plan:#?}");
    }
    for arguments in [&plan_only[..], &named] {
        let cut = checkout(&target);
        let run = in_job_of(&central, &target, &cut, arguments).ends(0);
        assert_eq!(states(&run), known, "{run:#?}");
    }
    // The job that asks AWS gets it too, and so does the one that looks at pins.
    let cut = checkout(&target);
    let facts = ["releases", "--repository", &target.repository, "--output"];
    in_job_of(&central, &target, &cut, &[&facts[..], &["facts.json"]].concat()).ends(0);
    let cut_again = checkout(&target);
    std::fs::copy(cut.path().join("facts.json"), cut_again.path().join("facts.json")).expect("a copy");
    let pins = ["pins", "--repository", &target.repository, "--check"];
    let pins = [&pins[..], &["--releases", "facts.json"]].concat();
    in_job_of(&central, &target, &cut_again, &pins).ends(0);
    for checkout in [&cut, &cut_again] {
        let count = git(checkout.path(), &["rev-list", "--count", "HEAD"]);
        assert_ne!(count.trim(), "1", "nothing was fetched");
    }
    // A server that has nothing is said, and the decision stays open.
    let cut = checkout(&target);
    let mut command = target.command(&named);
    let nowhere = Folder::new();
    command.current_dir(cut.path()).env(
        "GITHUB_SERVER_URL",
        format!("file://{}", nowhere.path().display()),
    );
    let run = Run::of(&command.output().expect("the binary runs")).ends(1);
    assert!(
        run.stderr.contains("the rest of it cannot be fetched"),
        "{run:#?}"
    );
    assert_eq!(states(&run), cut_off, "{run:#?}");
}
