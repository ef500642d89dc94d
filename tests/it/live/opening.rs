//! The first run opens, the second changes nothing, a newer release updates.

use serde_json::json;

use super::*;

#[test]
fn the_first_run_opens_one_pull_request() {
    let Some(world) = world() else { return };
    let base = world.clone().git(&["rev-parse", "HEAD"]);
    let run = world.bump(&["--format", "json"]).ends(0);
    assert_eq!(outcomes(&run), ["created"]);
    let pull = only_pull(&world);
    let title = text(&pull["title"]);
    let (from, to) = (old_day().dotted(), new_day().dotted());
    assert!(title.contains("Windows Server 2022 Core for EKS 1.35"), "{title}");
    assert!(title.contains(&from) && title.contains(&to), "{title}");
    let body = text(&pull["body"]);
    for essential in [OLD, NEW, "eu-west-1", "<!-- amiforge:"] {
        assert!(body.contains(essential), "{essential}: {body}");
    }
    assert_eq!(
        (&pull["head"]["ref"], &pull["base"]["ref"]),
        (&BRANCH.into(), &"main".into())
    );
    assert_eq!(pull["user"]["login"], "github-actions[bot]");
    assert_eq!(pull["draft"], false);
    let commit = world.get(&format!("/git/commits/{}", text(&pull["head"]["sha"])));
    assert_eq!(commit["parents"][0]["sha"], base.as_str());
    assert_eq!(commit["parents"].as_array().expect("parents").len(), 1);
    assert_eq!(commit["verification"]["verified"], true);
    assert_eq!(
        file(&world, text(&commit["sha"]), "nodes.tf"),
        nodes("eu-west-1", NEW, new_day())
    );
    // The clone is as it was.
    assert_eq!(world.clone().git(&["rev-parse", "HEAD"]), base);
    assert_eq!(world.clone().git(&["status", "--porcelain"]), "");
    assert_eq!(
        world.clone().git(&["for-each-ref", "--format=%(refname)"]),
        "refs/heads/main"
    );
}

#[test]
fn the_second_run_changes_nothing() {
    let Some(world) = opened() else { return };
    let (before, first) = (seen(&world), branch_at(&world, BRANCH));
    let written = writes(&world).len();
    let run = world.bump(&["--format", "json"]).ends(0);
    assert_eq!(outcomes(&run), ["unchanged"]);
    assert_eq!(writes(&world).len(), written);
    assert_eq!(branch_at(&world, BRANCH), first);
    assert_eq!(seen(&world), before);
}

#[test]
fn a_newer_release_updates_it_in_place() {
    let Some(world) = opened() else { return };
    let base = world.clone().git(&["rev-parse", "HEAD"]);
    publish_newer(&world);
    let run = world.bump(&["--format", "json"]).ends(0);
    assert_eq!(outcomes(&run), ["updated"]);
    let pull = only_pull(&world);
    assert!(text(&pull["title"]).contains(&newer_day().dotted()), "{pull:#}");
    assert!(text(&pull["body"]).contains(NEWER), "{pull:#}");
    let commit = branch_at(&world, BRANCH).expect("the branch");
    assert_eq!(pull["head"]["sha"], commit.as_str());
    assert_eq!(
        file(&world, &commit, "nodes.tf"),
        nodes("eu-west-1", NEWER, newer_day())
    );
    assert_eq!(
        world.get(&format!("/git/commits/{commit}"))["parents"][0]["sha"],
        base.as_str()
    );
}

#[test]
fn modes_line_endings_labels_and_reviewers() {
    let config = "bump:\n  labels: [dependencies, windows]\n  reviewers: [reviewer]\n  draft: true\n";
    let before = format!(
        "\u{feff}{}",
        nodes("eu-west-1", OLD, old_day()).replace('\n', "\r\n")
    );
    let files = [
        ("a/run.tf", before.as_str()),
        (".github/amiforge.yaml", config),
        (".gitattributes", "*.tf -text\n"),
    ];
    let Some(world) = World::new(&files) else { return };
    publish_new(&world);
    world.clone().git(&["update-index", "--chmod=+x", "a/run.tf"]);
    world
        .clone()
        .git(&["commit", "--quiet", "--message", "it can be run"]);
    world.push_commit("HEAD", "main");
    world.bump(&[]).ends(0);
    let pull = only_pull(&world);
    assert_eq!(pull["draft"], true);
    let seen = pull_seen(&world, &pull);
    assert_eq!(seen["labels"], json!(["dependencies", "windows"]));
    assert_eq!(seen["reviewers"], json!(["reviewer"]));
    let commit = branch_at(&world, BRANCH).expect("the branch");
    let tree = world.get(&format!("/git/trees/{commit}?recursive=1"));
    let entries = tree["tree"].as_array().expect("entries");
    let entry = entries
        .iter()
        .find(|entry| entry["path"] == "a/run.tf")
        .expect("the file");
    assert_eq!(entry["mode"], "100755");
    let after = before
        .replace(OLD, NEW)
        .replace(&old_day().dotted(), &new_day().dotted());
    assert_eq!(file(&world, &commit, "a/run.tf"), after);
    let changed = world.get(&format!("/pulls/{}/files", pull["number"]));
    assert_eq!(changed.as_array().expect("files").len(), 1);
    // Nothing is left to do.
    let written = writes(&world).len();
    world.bump(&[]).ends(0);
    assert_eq!(writes(&world).len(), written);
}

#[test]
fn github_enterprise_server_has_its_api_below_a_path() {
    let Some(world) = world() else { return };
    let api = format!("{}/api/v3", world.servers.github.url());
    for _ in 0..2 {
        let output = world
            .command(&["bump"])
            .env("GITHUB_API_URL", &api)
            .output()
            .expect("it runs");
        Run::of(&output).ends(0);
    }
    only_pull(&world);
}
