//! Which branch pull requests are for, and what follows when it moves.

use super::*;

#[test]
fn the_branch_of_the_job_or_the_one_that_is_named() {
    let Some(first) = world() else { return };
    let job = [("GITHUB_REF_TYPE", "branch"), ("GITHUB_REF_NAME", "release/1.x")];
    // A tag is no branch.
    let tag = [("GITHUB_REF_TYPE", "tag"), ("GITHUB_REF_NAME", "v1")];
    for (options, env, into) in [
        (vec![], job, "release/1.x"),
        (vec!["--base-branch", "stable"], job, "stable"),
        (vec![], tag, "main"),
    ] {
        let world = again(&first);
        make_branches(&world, &["release/1.x", "stable"]);
        bump_with(&world, &options, &env).ends(0);
        assert_eq!(pull(&world, 1)["base"]["ref"], into);
    }
}

/// The same repository, and the same images.
fn again(first: &World) -> World {
    let world = first.again();
    let ireland = world.region("eu-west-1").windows(OLD, CORE, Day::ago(40));
    ireland.published(NEW, CORE, Day::ago(12), 41).seed();
    world
}

/// Branches where `main` is.
fn make_branches(world: &World, names: &[&str]) {
    let base = branch_at(world, "main").expect("a branch");
    for name in names {
        let made = json!({"ref": format!("refs/heads/{name}"), "sha": base});
        world.github("POST", "/git/refs", Some(&made)).good();
    }
}

/// The branch as it is, its pull request #1 open, and nothing was written.
#[track_caller]
fn untouched(world: &World, run: &Run, into: &str, before: &(Option<String>, usize)) {
    assert_eq!(&(branch_at(world, BRANCH), writes(world)), before, "{run:#?}");
    let first = pull(world, 1);
    assert_eq!(
        (&first["state"], &first["base"]["ref"]),
        (&"open".into(), &into.into())
    );
}

#[test]
fn a_branch_that_another_base_branch_has_is_neither_moved_nor_deleted() {
    let Some(world) = opened() else { return };
    make_branches(&world, &["release"]);
    let before = || (branch_at(&world, BRANCH), writes(&world));
    let release = ["--base-branch", "release", "--format", "json"];
    // The same is wanted there.
    let was = before();
    let run = bump_with(&world, &release, &[]).ends(1);
    assert_eq!(outcome(&run), "left-alone");
    let words = "is that of #1, which goes into main and not into release";
    assert!(group(&run)["reason"].to_string().contains(words), "{run:#?}");
    untouched(&world, &run, "main", &was);
    // Another release is.
    publish_newer(&world);
    let was = before();
    let run = bump_with(&world, &release, &[]).ends(1);
    assert_eq!(outcome(&run), "left-alone");
    untouched(&world, &run, "main", &was);
    // Nothing is.
    world.clone().write("nodes.tf", nodes(NEWER));
    world.push("by hand", "release");
    let was = before();
    let run = bump_with(&world, &release, &[]).ends(0);
    assert_eq!(run.json()["removed"], json!([]));
    assert!(run.stderr.contains(words), "{run:#?}");
    untouched(&world, &run, "main", &was);
}

#[test]
fn a_pull_request_that_a_person_has_retargeted_is_theirs() {
    let Some(world) = opened() else { return };
    make_branches(&world, &["release"]);
    edit(&world, 1, &json!({"base": "release"}));
    publish_newer(&world);
    let was = (branch_at(&world, BRANCH), writes(&world));
    let run = bump(&world).ends(1);
    assert_eq!(outcome(&run), "left-alone");
    untouched(&world, &run, "release", &was);
}

#[test]
fn a_token_does_not_go_over_an_open_line() {
    let Some(world) = world() else { return };
    move_base(&world, "nodes.tf", &nodes(NEWER));
    let run = bump_with(&world, &[], &[("GITHUB_SERVER_URL", "http://github.example")]).ends(2);
    assert!(
        run.stderr
            .contains("GITHUB_SERVER_URL: `http://github.example` has to begin"),
        "{run:#?}"
    );
    assert_eq!(writes(&world), 0);
}

#[cfg(unix)]
#[test]
fn a_job_that_is_cancelled_while_git_fetches_ends_at_once() {
    let Some(world) = world() else { return };
    move_base(&world, "nodes.tf", &nodes(NEWER));
    // It takes the call and never answers.
    let server = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", server.local_addr().expect("an address"));
    let mut command = world.command(&["bump"]);
    let child = command.env("GITHUB_SERVER_URL", &url).spawn().expect("it starts");
    let (held, _) = server.accept().expect("git asks");
    let id = child.id().to_string();
    let sent = std::process::Command::new("kill").args(["-TERM", &id]).status();
    assert!(sent.expect("kill").success());
    let run = Run::of(&child.wait_with_output().expect("its end")).ends(3);
    drop(held);
    assert!(run.stderr.contains("the job was cancelled"), "{run:#?}");
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
