//! Which branch pull requests are for, and what follows when it moves.

use super::*;

#[test]
fn the_branch_of_the_job_or_the_one_that_is_named() {
    let Some(world) = world() else { return };
    let base = branch_at(&world, "main").expect("a branch");
    for name in ["release/1.x", "stable"] {
        let made = json!({"ref": format!("refs/heads/{name}"), "sha": base});
        world.github("POST", "/git/refs", Some(&made)).good();
    }
    let job = [("GITHUB_REF_TYPE", "branch"), ("GITHUB_REF_NAME", "release/1.x")];
    bump_with(&world, &[], &job).ends(0);
    assert_eq!(pull(&world, 1)["base"]["ref"], "release/1.x");
    bump_with(&world, &["--base-branch", "stable"], &job).ends(0);
    assert_eq!(pull(&world, 2)["base"]["ref"], "stable");
    // A tag is no branch.
    let tag = [("GITHUB_REF_TYPE", "tag"), ("GITHUB_REF_NAME", "v1")];
    bump_with(&world, &[], &tag).ends(0);
    assert_eq!(pull(&world, 3)["base"]["ref"], "main");
}

#[test]
fn a_branch_that_cannot_be_meant() {
    let Some(world) = world() else { return };
    for (branch, words) in [
        ("no-such", "has no branch no-such to open pull requests for"),
        ("amiforge/x", "is a branch of amiforge's own"),
    ] {
        let run = bump_with(&world, &["--base-branch", branch], &[]).ends(3);
        assert!(run.stderr.contains(words), "{run:#?}");
    }
    assert_eq!(writes(&world), 0);
}

/// Something is committed to the base branch that the clone does not have.
fn move_base(world: &World, path: &str, text: &str) -> String {
    let clone = world.clone();
    let before = clone.git(&["rev-parse", "HEAD"]);
    clone.write(path, text);
    let moved = world.push("meanwhile", "main");
    clone.git(&["reset", "--quiet", "--hard", &before]);
    clone.git(&["reflog", "expire", "--expire=now", "--all"]);
    clone.git(&["gc", "--quiet", "--prune=now"]);
    moved
}

#[test]
fn another_plan_is_made_on_the_commit_that_is_fetched() {
    let Some(world) = world() else { return };
    let config = "bump:\n  labels: [from-the-new-commit]\n";
    let moved = move_base(&world, ".github/amiforge.yaml", config);
    let references = world.clone().git(&["for-each-ref"]);
    let run = bump(&world).ends(0);
    assert!(run.stderr.contains("planning anew"), "{run:#?}");
    assert_eq!(run.json()["base"], moved.as_str());
    assert_eq!(pull(&world, 1)["labels"][0]["name"], "from-the-new-commit");
    let tip = branch_at(&world, BRANCH).expect("the branch");
    let commit = world.get(&format!("/git/commits/{tip}"));
    assert_eq!(commit["parents"][0]["sha"], moved.as_str());
    // Nothing of the clone has moved.
    assert_eq!(world.clone().git(&["for-each-ref"]), references);
    assert!(!world.clone().path().join(".git/FETCH_HEAD").exists());
}

#[test]
fn a_commit_that_was_never_pushed_is_no_base() {
    let Some(world) = world() else { return };
    let pushed = branch_at(&world, "main").expect("a branch");
    world.clone().write("local.txt", "not pushed");
    world.clone().commit("not pushed");
    let run = bump(&world).ends(0);
    assert_eq!(run.json()["base"], pushed.as_str());
    assert_eq!(outcome(&run), "created");
}

#[test]
fn a_commit_that_cannot_be_fetched_ends_the_run() {
    let Some(world) = world() else { return };
    move_base(&world, "nodes.tf", &nodes(NEWER));
    let run = bump_with(&world, &[], &[("GITHUB_SERVER_URL", "file:///nowhere")]).ends(3);
    assert!(
        run.stderr
            .contains("cannot be fetched from file:///nowhere/octocat/"),
        "{run:#?}"
    );
    assert_eq!(writes(&world), 0);
}

#[test]
fn a_base_branch_that_never_rests_ends_the_run() {
    let Some(world) = world() else { return };
    let clone = world.clone();
    let before = clone.git(&["rev-parse", "HEAD"]);
    for number in 1..=4 {
        clone.write("nodes.tf", format!("{}# {number}\n", nodes(OLD)));
        let commit = world.push(&format!("{number}"), &format!("later-{number}"));
        // The next answer about the base branch is one commit further on.
        let reference = json!({
            "ref": "refs/heads/main", "node_id": "x", "url": "x",
            "object": {"sha": commit, "type": "commit", "url": "x"},
        });
        let script = json!({
            "do": "refuse", "status": 200, "nth": number, "body": reference,
            "match": {"path": ".*/git/ref/heads/main"},
        });
        world.fault(At::Github, script);
    }
    clone.git(&["reset", "--quiet", "--hard", &before]);
    let run = world.bump(&[]).ends(3);
    assert_eq!(run.stderr.matches("planning anew").count(), 3, "{run:#?}");
    assert!(
        run.stderr
            .contains("has moved 3 times while this run was planning, so nothing was written"),
        "{run:#?}"
    );
    assert_eq!(writes(&world), 0);
}
