//! What a token may not do is said in plain words, and nothing half done is left.

use super::*;

#[test]
fn a_token_that_may_only_read() {
    let Some(mut world) = world() else { return };
    world.use_token("read");
    let run = world.bump(&[]);
    assert_ne!(run.code, Some(0), "{run:#?}");
    let said = format!("{}{}", run.stdout, run.stderr);
    assert!(said.contains("contents: write"), "{said}");
    assert!(pulls(&world).is_empty());
}

#[test]
fn a_repository_that_lets_jobs_create_no_pull_requests() {
    let Some(mut world) = world() else { return };
    world.use_token("actions-no-pulls");
    let run = world.bump(&[]);
    assert_ne!(run.code, Some(0), "{run:#?}");
    let said = format!("{}{}", run.stdout, run.stderr);
    assert!(
        said.contains("Allow GitHub Actions to create and approve"),
        "{said}"
    );
    assert!(pulls(&world).is_empty());
    // Allowed, the next run goes on from what is there.
    world.use_token(crate::stand_ins::ACTIONS);
    world.bump(&[]).ends(0);
    only_pull(&world);
}

#[test]
fn a_token_that_github_does_not_know() {
    let Some(world) = world() else { return };
    let output = world
        .command(&["bump"])
        .env("GITHUB_TOKEN", "ghs_unknown")
        .output()
        .expect("it runs");
    let run = Run::of(&output).ends(3);
    let said = format!("{}{}", run.stdout, run.stderr);
    assert!(said.contains("token") && !said.contains("ghs_unknown"), "{said}");
}

/// A workflow that pins an image beside one that everybody may change.
fn with_workflow() -> Option<World> {
    let workflow = format!(
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    env:\n      # amiforge: follow=ssm:{}/image_id region=eu-west-1\n      \
         IMAGE: {OLD}\n    steps:\n      - run: echo\n",
        parameter(CORE)
    );
    let world = World::new(&[
        ("nodes.tf", &nodes("eu-west-1", OLD, old_day())),
        (".github/workflows/a.yml", &workflow),
    ])?;
    publish_new(&world);
    Some(world)
}

#[test]
fn a_pin_in_a_workflow_keeps_no_other() {
    let Some(world) = with_workflow() else { return };
    let run = world.bump(&["--format", "json"]).ends(1);
    let mut outcomes = outcomes(&run);
    outcomes.sort();
    assert_eq!(outcomes, ["created", "refused"]);
    let commit = branch_at(&world, text(&only_pull(&world)["head"]["ref"])).expect("the branch");
    assert_eq!(
        file(&world, &commit, "nodes.tf"),
        nodes("eu-west-1", NEW, new_day())
    );
    assert!(run.stdout.contains("workflows"), "{run:#?}");
}

#[test]
fn an_app_that_may_changes_workflows_too() {
    let Some(mut world) = with_workflow() else { return };
    world.use_token("app");
    world.bump(&[]).ends(0);
    assert_eq!(open_pulls(&world).len(), 2);
}

#[test]
fn a_persons_token_signs_nothing_and_that_is_said() {
    let Some(mut world) = world() else { return };
    world.use_token("pat");
    let run = world.bump(&[]).ends(0);
    let commit = branch_at(&world, BRANCH).expect("the branch");
    assert_eq!(
        world.get(&format!("/git/commits/{commit}"))["verification"]["verified"],
        false
    );
    assert!(
        format!("{}{}", run.stdout, run.stderr).contains("not signed"),
        "{run:#?}"
    );
}

#[test]
fn an_event_of_a_pull_request_decides_nothing() {
    let Some(world) = world() else { return };
    for event in [
        "pull_request",
        "pull_request_target",
        "pull_request_review",
        "merge_group",
    ] {
        let output = world
            .command(&["bump"])
            .env("GITHUB_EVENT_NAME", event)
            .output()
            .expect("it runs");
        Run::of(&output).ends(2);
    }
    assert!(calls(&world).is_empty());
}
