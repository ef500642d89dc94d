//! Whose a branch is, and what a person may do to a pull request.

use super::*;

/// Moves the pin on the base branch, as if somebody had merged the same by hand.
fn merge_by_hand(world: &World) {
    world.clone().write("nodes.tf", nodes(NEW));
    world.push("by hand", "main");
}

#[test]
fn an_amended_commit_is_a_persons() {
    let Some(world) = opened() else { return };
    let tip = branch_at(&world, BRANCH).expect("the branch");
    let commit = world.get(&format!("/git/commits/{tip}"));
    let base = commit["parents"][0]["sha"].as_str().expect("a parent");
    let tree = json!({
        "base_tree": commit["tree"]["sha"],
        "tree": [{"path": "more.txt", "mode": "100644", "type": "blob", "content": "more\n"}],
    });
    let tree = world.github("POST", "/git/trees", Some(&tree)).good();
    let message = commit["message"].as_str().expect("a message");
    let amended = persons_commit(&world, base, tree["sha"].as_str().expect("an id"), message);
    point(&world, BRANCH, &amended);
    publish_newer(&world);
    let run = bump(&world).ends(1);
    assert_eq!(outcome(&run), "left-alone");
    let reason = group(&run)["reason"].to_string();
    assert!(
        reason.contains(&format!("somebody has changed ({})", &amended[..12])),
        "{reason}"
    );
    let comment = comments(&world, 1).remove(0);
    assert!(
        comment.contains("delete it, and take the hidden line") && comment.contains(NEWER),
        "{comment}"
    );
    // As the comment says.
    edit(&world, 1, &json!({"body": "mine"}));
    let gone = world.github("DELETE", &format!("/git/refs/heads/{BRANCH}"), None);
    assert_eq!(gone.status, 204);
    let run = bump(&world).ends(0);
    assert_eq!(
        (outcome(&run).as_str(), &group(&run)["pull_request"]["number"]),
        ("created", &2.into())
    );
}

#[test]
fn the_comment_follows_what_would_be_changed() {
    let Some(world) = opened() else { return };
    let ours = branch_at(&world, BRANCH).expect("the branch");
    let tree = world.get(&format!("/git/commits/{ours}"))["tree"]["sha"].clone();
    let theirs = persons_commit(&world, &ours, tree.as_str().expect("an id"), "by hand");
    point(&world, BRANCH, &theirs);
    bump(&world).ends(1);
    let first = comments(&world, 1);
    let written = writes(&world);
    bump(&world).ends(1);
    assert_eq!(writes(&world), written, "the same comment again");
    publish_newer(&world);
    bump(&world).ends(1);
    let second = comments(&world, 1);
    assert_eq!((first.len(), second.len()), (1, 1));
    assert!(
        first[0].contains(NEW) && !first[0].contains(NEWER),
        "{}",
        first[0]
    );
    assert!(second[0].contains(NEWER), "{}", second[0]);
    let back = format!("git push --force origin {ours}:refs/heads/{BRANCH}");
    assert!(second[0].contains(&back), "{}", second[0]);
    assert_eq!(branch_at(&world, BRANCH), Some(theirs));
}

#[test]
fn a_comment_of_somebody_else_is_not_edited() {
    let Some(world) = opened() else { return };
    let ours = branch_at(&world, BRANCH).expect("the branch");
    let tree = world.get(&format!("/git/commits/{ours}"))["tree"]["sha"].clone();
    let theirs = persons_commit(&world, &ours, tree.as_str().expect("an id"), "by hand");
    point(&world, BRANCH, &theirs);
    let forged = "<!-- amiforge-note: left alone -->\nnot of amiforge";
    let made = json!({"body": forged});
    world.github("POST", "/issues/1/comments", Some(&made)).good();
    for _ in 0..2 {
        bump(&world).ends(1);
        let all = comments(&world, 1);
        assert_eq!((all.len(), all[0].as_str()), (2, forged));
        assert!(all[1].contains("amiforge leaves this branch alone"), "{}", all[1]);
    }
}

#[test]
fn what_a_person_writes_stays_until_there_is_news() {
    let Some(world) = opened() else { return };
    let body = pull(&world, 1)["body"].as_str().expect("a body").to_owned();
    edit(
        &world,
        1,
        &json!({"body": format!("Wait for Monday.\r\n\r\n{body}")}),
    );
    let written = writes(&world);
    assert_eq!(outcome(&bump(&world).ends(0)), "unchanged");
    assert_eq!(writes(&world), written);
    publish_newer(&world);
    assert_eq!(outcome(&bump(&world).ends(0)), "updated");
    assert!(!pull(&world, 1)["body"].to_string().contains("Monday"));
    // Without its marker nobody could tell what it is about.
    edit(&world, 1, &json!({"body": "mine", "title": "mine"}));
    assert_eq!(outcome(&bump(&world).ends(0)), "updated");
    assert!(
        pull(&world, 1)["body"]
            .to_string()
            .contains(&format!("images\\\":[\\\"{NEWER}"))
    );
}

#[test]
fn a_branch_that_changes_before_it_is_closed_stays_open() {
    let Some(world) = opened() else { return };
    let ours = branch_at(&world, BRANCH).expect("the branch");
    let tree = world.get(&format!("/git/commits/{ours}"))["tree"]["sha"].clone();
    let theirs = persons_commit(&world, &ours, tree.as_str().expect("an id"), "by hand");
    merge_by_hand(&world);
    let compared = json!({"match": {"path": ".*/compare/.*"}});
    let child = world.stopped_at(At::Github, compared, &["bump", "--format", "json"]);
    let child = child.expect("it compares the branch");
    point(&world, BRANCH, &theirs);
    let run = world.go_on(At::Github, child).ends(0);
    assert_eq!(run.json()["removed"], json!([]));
    assert!(
        run.stderr.contains("changed while it was to be deleted"),
        "{run:#?}"
    );
    assert_eq!(pull(&world, 1)["state"], "open");
    assert!(comments(&world, 1).is_empty());
    assert_eq!(branch_at(&world, BRANCH), Some(theirs));
}

#[test]
fn a_branch_that_may_not_be_deleted_keeps_nothing_else() {
    let Some(world) = opened() else { return };
    merge_by_hand(&world);
    let rule = "Repository rule violations found";
    refuse(&world, "DELETE", "/git/refs/heads/amiforge/.*", 422, rule);
    let run = bump(&world).ends(0);
    assert!(
        run.stderr
            .contains("stays: it may not be deleted (Repository rule"),
        "{run:#?}"
    );
    assert_eq!(pull(&world, 1)["state"], "closed");
    world.clear_faults(At::Github);
    assert_eq!(bump(&world).ends(0).json()["removed"], json!([BRANCH]));
}

/// A fork has branches of any name, and its owner may write anything into a body.
#[test]
fn a_pull_request_from_a_fork_is_none_of_ours() {
    let Some(world) = opened() else { return };
    let mut forged = pull(&world, 1);
    forged["number"] = 7.into();
    forged["head"]["repo"]["full_name"] = "octocat/a-fork".into();
    let body = forged["body"]
        .as_str()
        .expect("a body")
        .replace("\"version\":41", "\"version\":99");
    forged["body"] = body.into();
    let mut gone = forged.clone();
    gone["head"]["repo"] = Value::Null;
    let list = json!([forged, gone, pull(&world, 1)]);
    world.fault(
        At::Github,
        json!({"do": "refuse", "status": 200, "times": 100, "body": list, "match": {"method": "GET", "path": ".*/pulls"}}),
    );
    let written = writes(&world);
    assert_eq!(outcome(&bump(&world).ends(0)), "unchanged");
    assert_eq!(writes(&world), written);
}

#[test]
fn only_what_is_ours_is_closed() {
    let Some(world) = opened() else { return };
    let ours = branch_at(&world, BRANCH).expect("the branch");
    let tree = world.get(&format!("/git/commits/{ours}"))["tree"]["sha"].clone();
    let theirs = persons_commit(&world, &ours, tree.as_str().expect("an id"), "by hand");
    point(&world, BRANCH, &theirs);
    // Branches that have the name of ours and nothing else.
    let base = branch_at(&world, "main").expect("a branch");
    for name in ["amiforge/mine", "amiforge/Not_Ours"] {
        let made = json!({"ref": format!("refs/heads/{name}"), "sha": base});
        world.github("POST", "/git/refs", Some(&made)).good();
    }
    merge_by_hand(&world);
    let written = writes(&world);
    let run = bump(&world).ends(0);
    assert_eq!(run.json()["removed"], json!([]));
    assert_eq!(writes(&world), written);
    for words in [
        format!("{BRANCH} stays: it has a commit that amiforge did not make"),
        "amiforge/mine stays: it has nothing of amiforge on it".to_owned(),
        "amiforge/Not_Ours stays: it was not made by amiforge".to_owned(),
    ] {
        assert!(run.stderr.contains(&words), "{words}: {run:#?}");
    }
    // Handed back, it goes.
    point(&world, BRANCH, &ours);
    assert_eq!(bump(&world).ends(0).json()["removed"], json!([BRANCH]));
    assert_eq!(pull(&world, 1)["state"], "closed");
}

#[test]
fn closed_as_obsolete_says_nothing_about_the_release() {
    let Some(world) = opened() else { return };
    merge_by_hand(&world);
    bump(&world).ends(0);
    assert_eq!(pull(&world, 1)["state"], "closed");
    assert!(comments(&world, 1)[0].contains("no pin is left"));
    // The merge is taken back: the release is wanted again.
    world.clone().write("nodes.tf", nodes(OLD));
    world.push("back", "main");
    let run = bump(&world).ends(0);
    assert_eq!(
        (outcome(&run).as_str(), &group(&run)["pull_request"]["number"]),
        ("created", &2.into())
    );
}

#[test]
fn an_obsolete_pull_request_that_a_person_wants_back_stays() {
    let Some(world) = opened() else { return };
    let ours = branch_at(&world, BRANCH).expect("the branch");
    merge_by_hand(&world);
    bump(&world).ends(0);
    let made = json!({"ref": format!("refs/heads/{BRANCH}"), "sha": ours});
    world.github("POST", "/git/refs", Some(&made)).good();
    edit(&world, 1, &json!({"state": "open"}));
    let run = bump(&world).ends(0);
    assert!(
        run.stderr
            .contains("was wanted back by a person, who opened #1 again"),
        "{run:#?}"
    );
    assert_eq!(pull(&world, 1)["state"], "open");
}

#[test]
fn a_branch_that_a_merge_left_over_goes() {
    let Some(world) = opened() else { return };
    merge_by_hand(&world);
    // As after a merge that was a fast-forward.
    let merged = branch_at(&world, "main").expect("a branch");
    point(&world, BRANCH, &merged);
    edit(&world, 1, &json!({"state": "closed"}));
    let run = bump(&world).ends(0);
    assert_eq!(run.json()["removed"], json!([BRANCH]), "{run:#?}");
}

#[test]
fn a_run_on_an_older_commit_does_not_take_what_is_ours_for_a_persons() {
    let Some(world) = world() else { return };
    let before = world.clone().git(&["rev-parse", "HEAD"]);
    world.clone().write("other.txt", "other");
    world.push("elsewhere", "main");
    bump(&world).ends(0);
    world.clone().git(&["reset", "--quiet", "--hard", &before]);
    let written = writes(&world);
    assert_eq!(outcome(&bump(&world).ends(0)), "unchanged");
    assert_eq!(writes(&world), written);
}

#[test]
fn neither_the_limit_nor_a_missing_fact_closes_anything() {
    let Some(world) = configured("bump:\n  limit: 1\n") else {
        return;
    };
    bump(&world).ends(0);
    // Another group comes first, and the limit is one.
    let stem = CORE.replace("2022", "2019");
    let dead = "ami-0a4d8e2f61b7c9035";
    world.clone().write(
        "dead.tf",
        format!(
            "# amiforge: follow=ssm:{}/image_id region=eu-west-1\nimage = \"{dead}\"\n",
            parameter(&stem)
        ),
    );
    world.push("another", "main");
    let ireland = world.region("eu-west-1").gone(dead);
    ireland
        .published("ami-0123d4567e89f0123", &stem, Day::ago(12), 7)
        .seed();
    let run = bump(&world);
    assert_eq!(
        run.json()["groups"].as_array().expect("groups").len(),
        1,
        "{run:#?}"
    );
    assert_eq!(run.json()["removed"], json!([]), "{run:#?}");
    assert_eq!(pull(&world, 1)["state"], "open");
    assert!(
        run.stderr
            .contains(&format!("{BRANCH} stays: it changes nodes.tf")),
        "{run:#?}"
    );
}

#[test]
fn a_path_looks_at_a_part_and_closes_nothing() {
    let Some(world) = opened() else { return };
    world.clone().write("empty.tf", "a = 1\n");
    merge_by_hand(&world);
    let run = world.bump(&["--format", "json", "empty.tf"]).ends(0);
    assert_eq!(run.json()["removed"], json!([]));
    assert_eq!(pull(&world, 1)["state"], "open");
}
