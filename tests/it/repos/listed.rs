//! Which repositories are handed on, and how.

use super::*;
use crate::schemas::refused;
use crate::support::Folder;

/// One of every kind. The last two are hostile.
fn kinds() -> Value {
    json!([
        {"full_name": "octo-org/nodes", "configured": PLACE, "topics": ["eks", "windows"], "visibility": "private"},
        {"full_name": "octo-org/Images", "configured": "amiforge.yaml", "topics": ["images"], "default_branch": "trunk"},
        {"full_name": "octo-org/old", "configured": PLACE, "archived": true},
        {"full_name": "octo-org/off", "configured": PLACE, "disabled": true},
        {"full_name": "octo-org/fork", "configured": PLACE, "fork": true},
        {"full_name": "octo-org/template", "configured": PLACE, "is_template": true},
        {"full_name": "octo-org/other"},
        {"full_name": "octo-org/shell", "configured": PLACE, "default_branch": "$(id)`x`'\"|<b>@octocat${{github.token}}\u{202e}é"},
        {"full_name": "octo-org/lines", "configured": PLACE, "default_branch": "main\n::set-output name=count::9"},
    ])
}

/// Names of worlds differ from run to run.
fn same(text: &str, world: &World) -> String {
    text.replace(&world.repository, "octocat/central")
}

#[test]
fn for_people_and_for_programs() {
    let Some(world) = world(&kinds()) else { return };
    let run = by_hand(&world, &[]).ends(3);
    insta::assert_snapshot!("table", same(&run.stdout, &world));
    insta::assert_snapshot!("said", run.stderr);
    let run = by_hand(&world, &["--matrix"]).ends(3);
    insta::assert_snapshot!("matrix", run.stdout);
    let run = by_hand(&world, &["--format", "json"]).ends(3);
    let document = serde_json::to_string_pretty(&run.json()).expect("JSON");
    insta::assert_snapshot!("document", same(&document, &world));
    let folder = Folder::new();
    folder.write("good.json", &run.stdout);
    folder.write("bad.json", run.stdout.replace("\"default_branch\"", "\"branch\""));
    let names = ["good.json", "bad.json"].map(str::to_owned);
    if let Some(refused) = refused(&folder, "repos", &names) {
        assert_eq!(refused, ["bad.json"]);
    }
    let ended = repos(&world, &[]).ends(3);
    insta::assert_snapshot!("summary", same(&ended.summary, &world));
    assert_eq!(repos(&world, &["--no-summary"]).summary, "");
    by_hand(&world, &["--matrix", "--format", "json"]).ends(2);
}

#[test]
fn a_job_gets_what_the_next_one_needs() {
    let Some(world) = world(&kinds()) else { return };
    let ended = repos(&world, &["--exclude", "lines"]).ends(0);
    let outputs = ended.outputs;
    assert_eq!(outputs["count"], "3");
    assert_eq!(
        outputs["repositories"],
        "octo-org/Images\nocto-org/nodes\nocto-org/shell"
    );
    let rows = rows(&outputs["matrix"]);
    assert_eq!(
        rows[0],
        json!({"repository": "octo-org/Images", "owner": "octo-org", "name": "Images", "default-branch": "trunk"})
    );
    assert_eq!(
        rows[2]["default-branch"],
        "$(id)`x`'\"|<b>@octocat${{github.token}}\u{202e}é"
    );
    let result: Value = serde_json::from_str(&outputs["result"]).expect("JSON");
    assert_eq!(result["schema"], "amiforge/repos/v1");
    assert_eq!(result["repositories"].as_array().map(Vec::len), Some(3));
}

#[test]
fn every_option_takes_or_leaves_its_own() {
    let Some(world) = world(&kinds()) else { return };
    for (options, names) in [
        (
            &["--include", "NODES", "--include", "octo-org/i*"][..],
            "Images nodes",
        ),
        (&["--exclude", "octo-org/[a-m]*", "--exclude", "shell"], "nodes"),
        (&["--topic", "eks"], "nodes"),
        (&["--topic", "eks", "--topic", "Images"], "Images nodes"),
        (&["--visibility", "private"], "nodes"),
        (&["--exclude", "{lines,shell}", "--forks"], "fork Images nodes"),
        (
            &["--exclude", "{lines,shell}", "--templates", "--forks"],
            "fork Images nodes template",
        ),
        (
            &[
                "--include",
                "octo-org",
                "--exclude",
                "{lines,shell}",
                "--unconfigured",
            ],
            "Images nodes other",
        ),
        (&["--include", "nothing"], ""),
    ] {
        let run = repos(&world, options).run;
        let found = repos(&world, options).outputs["repositories"].replace("octo-org/", "");
        assert_eq!(found.replace('\n', " "), names, "{options:?} {run:#?}");
    }
    for options in [
        &["--include", "["][..],
        &["--exclude", "!x"],
        &["--visibility", "secret"],
        &["--format", "yaml"],
    ] {
        repos(&world, options).ends(2);
    }
}

#[test]
fn variables_stand_for_options() {
    let Some(world) = world(&kinds()) else { return };
    let ended = world
        .job()
        .env("AMIFORGE_EXCLUDE", "lines, shell\nImages")
        .env("AMIFORGE_TOPIC", "")
        .env("AMIFORGE_VISIBILITY", "private,public")
        .env("AMIFORGE_FORKS", "true")
        .env("AMIFORGE_TEMPLATES", "false")
        .amiforge(&["repos"])
        .ends(0);
    assert_eq!(ended.outputs["repositories"], "octo-org/fork\nocto-org/nodes");
}

/// What `docs/github.md` says: a call for each hundred repositories, and one for each fifty that may be meant.
#[test]
fn pages_are_read_to_their_end_and_nothing_is_written() {
    let Some(world) = world(&many(230)) else { return };
    let ended = repos(&world, &["--exclude", "octocat/*"]).ends(0);
    assert_eq!(ended.outputs["count"], "230");
    let mut expected = vec!["apps/list-repos-accessible-to-installation"; 3];
    expected.extend(["Configured"; 5]);
    assert_eq!(calls(&world), expected);
    repos(&world, &["--unconfigured"]).ends(0);
    assert_eq!(calls(&world)[8..], expected[..3]);
}

#[test]
fn more_than_a_matrix_holds_is_said_and_batches_hold_them() {
    let Some(world) = world(&json!([])) else { return };
    for (number, code, count) in [(0, 0, "0"), (1, 0, "1"), (256, 0, "256"), (257, 1, "256")] {
        world.installation(&many(number));
        let ended = repos(&world, &[]).ends(code);
        assert_eq!(ended.outputs["count"], count);
        assert_eq!(rows(&ended.outputs["matrix"]).len().to_string(), count);
        let says = "holds the first 256 of 257 repositories; 1 repository, from octo-org/service-0256 on, would not be worked on";
        assert_eq!(ended.run.stderr.contains(says), code == 1, "{ended:#?}");
        assert_eq!(ended.summary.contains(says), code == 1, "{ended:#?}");
    }
    let ended = repos(&world, &["--batches"]).ends(0);
    assert_eq!(ended.outputs["count"], "257");
    let batches = rows(&ended.outputs["matrix"]);
    let sizes: Vec<&Value> = batches.iter().map(|batch| &batch["repositories"]).collect();
    assert_eq!(sizes, [256, 1]);
    let last = &batches[1]["matrix"]["include"];
    assert_eq!(last[0]["repository"], "octo-org/service-0256");
    // For a person who looks, a table of 257 is no mistake.
    by_hand(&world, &[]).ends(0);
    by_hand(&world, &["--matrix"]).ends(1);
}

#[test]
fn without_one_there_is_an_empty_matrix() {
    let Some(world) = world(&json!([])) else { return };
    let ended = repos(&world, &[]).ends(0);
    assert_eq!(ended.outputs["matrix"], r#"{"include":[]}"#);
    assert_eq!(
        (
            ended.outputs["count"].as_str(),
            ended.outputs["repositories"].as_str()
        ),
        ("0", "")
    );
    assert!(ended.summary.contains("0 of 1 repository"), "{}", ended.summary);
}

#[test]
fn on_an_enterprise_server_too() {
    let Some(world) = world(&many(130)) else { return };
    let api = format!("{}/api/v3", world.servers.github.url());
    let job = world.job().env("GITHUB_API_URL", &api);
    assert_eq!(job.amiforge(&["repos"]).ends(0).outputs["count"], "130");
}
