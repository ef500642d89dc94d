//! Stories of `amiforge pins` and `amiforge init`.

use serde_json::Value;

use super::{NEW, OLD, facts, newer, nodes};
use crate::bump::facts::{CORE, NOW, Place};
use crate::support::{Folder, Run};

fn pins(folder: &Folder, more: &[&str]) -> Run {
    let mut arguments = vec!["pins", "--as-of", NOW];
    arguments.extend(more);
    folder.amiforge(arguments)
}

/// `path:line:column image format region follows state reason` of each id.
fn rows(run: &Run) -> Vec<String> {
    let json = run.json();
    assert_eq!(json["schema"], "amiforge/pins/v1");
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    json["pins"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|pin| {
            let keys: Vec<&String> = pin.as_object().expect("a map").keys().collect();
            let expected = [
                "column", "follows", "format", "image", "line", "path", "reason", "region", "state",
            ];
            assert_eq!(keys, expected);
            ["path", "line", "column", "image", "format", "region", "state"]
                .map(|key| text(&pin[key]))
                .join(" ")
        })
        .collect()
}

#[test]
fn every_id_is_listed_with_what_is_known() {
    let folder = Folder::new();
    folder
        .write("nodes.tf", nodes())
        .write("README.md", format!("We run {OLD}.\n"))
        .write("bare.yaml", "image: ami-0f28d6b3917ce450a\n")
        .write("vendor/x/main.tf", "a = \"ami-0f28d6b3917ce450b\"\n")
        .write("terraform.tfstate", "{\"ami\": \"ami-0f28d6b3917ce450c\"}\n")
        .write("dummy.tf", "a = \"ami-12345678\"\n");
    let run = pins(&folder, &["--format", "json"]).ends(0);
    let expected = [
        format!("README.md 1 8 {OLD} text null ignored"),
        "bare.yaml 1 8 ami-0f28d6b3917ce450a generic null unknown-region".to_owned(),
        "dummy.tf 1 6 ami-12345678 terraform null ignored".to_owned(),
        format!("nodes.tf 4 20 {OLD} terraform eu-west-1 not-asked"),
        "terraform.tfstate 1 10 ami-0f28d6b3917ce450c text null ignored".to_owned(),
        "vendor/x/main.tf 1 6 ami-0f28d6b3917ce450b text null ignored".to_owned(),
    ];
    let rows = rows(&run);
    assert_eq!(rows.len(), expected.len(), "{rows:#?}");
    for (row, expected) in rows.iter().zip(&expected) {
        let (row, expected): (Vec<&str>, Vec<&str>) =
            (row.split(' ').collect(), expected.split(' ').collect());
        // Which row found it and what it adds for files that are left alone is not this test's business.
        assert_eq!(
            (row[0], row[1], row[2], row[3], row[6]),
            (expected[0], expected[1], expected[2], expected[3], expected[6])
        );
    }
    let text = pins(&folder, &[]).ends(0).stdout;
    assert!(
        text.contains(OLD) && text.contains("eu-west-1") && text.contains("not-asked"),
        "{text}"
    );
    let one = pins(&folder, &["--format", "json", "bare.yaml"]).ends(0);
    assert_eq!(one.json()["pins"].as_array().map(Vec::len), Some(1));
    pins(&folder, &["missing.tf"]).ends(2);
}

#[test]
fn releases_tell_age_and_state() {
    let folder = Folder::new();
    folder.write("nodes.tf", nodes());
    folder.write("facts.json", facts::file(&[newer()]));
    let more = ["--releases", "facts.json", "--format", "json"];
    let run = pins(&folder, &more).ends(0);
    let states: Vec<String> = run.json()["pins"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|pin| format!("{} {}", pin["path"], pin["state"]))
        .collect();
    assert!(states.contains(&"\"nodes.tf\" \"bump\"".to_owned()), "{run:#?}");
    assert_eq!(
        states.iter().filter(|state| state.contains("ignored")).count(),
        states.len() - 1
    );
    let text = pins(&folder, &["--releases", "facts.json"]).ends(0).stdout;
    assert!(text.contains("62"), "62 days old: {text}");
    let sum = "0".repeat(64);
    pins(&folder, &["--releases", "facts.json", "--releases-sha256", &sum]).ends(3);
    pins(&folder, &["--releases", "facts.json", "--repository", "a/b"]).ends(3);
    pins(&folder, &["--releases", "facts.json", "--run", "1"]).ends(3);
}

#[test]
fn check_fails_on_dead_denied_wrong_old_and_split_pins() {
    let dead = Place::new("eu-west-1")
        .missing_image(OLD)
        .published(NEW, CORE, "2026.09.09", 41);
    let deny = format!("bump:\n  deny:\n    - image: {CORE}-2026.07.14\n      reason: leaks handles\n");
    let stranger = newer().change(|place| place["images"][0]["owner"] = "999999999999".into());
    for (what, places, config, more, rule) in [
        (
            "another's",
            stranger,
            String::new(),
            vec![],
            Some("pins/mismatch"),
        ),
        ("fine", newer(), String::new(), vec![], None),
        ("dead", dead, String::new(), vec![], Some("pins/dead")),
        ("denied", newer(), deny, vec![], Some("pins/denied")),
        (
            "old",
            newer(),
            String::new(),
            vec!["--max-age", "30"],
            Some("pins/too-old"),
        ),
    ] {
        let folder = Folder::new();
        folder.write("nodes.tf", nodes());
        folder.write("facts.json", facts::file(&[places]));
        if !config.is_empty() {
            folder.write("amiforge.yaml", config);
        }
        let mut all = vec!["--check", "--releases", "facts.json", "--format", "json"];
        all.extend(more);
        let run = pins(&folder, &all);
        let found = run.findings();
        match rule {
            None => assert!(run.code == Some(0) && found.is_empty(), "{what}: {run:#?}"),
            Some(rule) => {
                assert!(
                    found.len() == 1 && found[0].starts_with("nodes.tf:4:20") && found[0].contains(rule),
                    "{what}: {run:#?}"
                );
                let expected = i32::from(found[0].ends_with("error"));
                assert_eq!(run.code, Some(expected), "{what}: {run:#?}");
            }
        }
    }
}

#[test]
fn check_judges_what_a_pull_request_brings() {
    let folder = Folder::new();
    folder.write("nodes.tf", nodes());
    folder.write(
        "facts.json",
        facts::file(&[Place::new("eu-west-1")
            .missing_image(OLD)
            .missing_image("ami-0123d4567e89f0123")
            .published(NEW, CORE, "2026.09.09", 41)]),
    );
    folder.repository();
    folder.git(&["checkout", "--quiet", "-b", "change"]);
    let check = [
        "--check",
        "--changed-since",
        "main",
        "--releases",
        "facts.json",
        "--format",
        "json",
    ];
    pins(&folder, &check).ends(0);
    folder.write("new.tf", nodes().replace(OLD, "ami-0123d4567e89f0123"));
    let run = pins(&folder, &check).ends(1);
    assert!(
        run.findings()
            .iter()
            .all(|finding| finding.starts_with("new.tf:4")),
        "{run:#?}"
    );
    let everything = pins(
        &folder,
        &[
            "--check",
            "--changed-since",
            "nowhere",
            "--releases",
            "facts.json",
        ],
    )
    .ends(1);
    assert!(
        everything.stdout.contains("every pin is checked"),
        "{everything:#?}"
    );
}

#[test]
fn one_row_serves_forty_clusters() {
    let folder = Folder::new();
    for number in 0..40 {
        let region = ["eu-west-1", "us-east-1"][number % 2];
        folder.write(
            &format!("clusters/prod/c{number}/{region}/nodes.json"),
            format!("{{\"windows\": {{\"ami\": \"ami-0a1b2c3d4e5f607{number:02x}\"}}}}\n"),
        );
    }
    folder.write(
        ".github/amiforge.yaml",
        format!(
            "layout: clusters/{{environment}}/{{cluster}}/{{region}}/**\npins:\n  - files: clusters/**/nodes.json\n    \
             at: /windows/ami\n    follow: ssm:/aws/service/ami-windows-latest/{CORE}/image_id\n"
        ),
    );
    let run = pins(&folder, &["--format", "json"]).ends(0);
    let json = run.json();
    let all = json["pins"].as_array().expect("a list");
    assert_eq!(all.len(), 40);
    for pin in all {
        let path = pin["path"].as_str().expect("a path");
        let region = pin["region"].as_str().expect("a region");
        assert!(path.contains(region), "{pin}");
        assert!(
            pin["follows"]
                .as_str()
                .is_some_and(|follows| follows.contains(CORE)),
            "{pin}"
        );
        assert_eq!(pin["state"], "not-asked");
    }
    folder.write("facts.json", facts::file(&[]));
    folder.write(
        "organisation.yaml",
        "pins:\n  - files: nowhere/*.json\n    follow: ssm:/golden\n",
    );
    let run = pins(
        &folder,
        &["--config", "organisation.yaml", "--region", "eu-west-1"],
    )
    .ends(0);
    assert!(
        run.stderr.contains("organisation.yaml:2:") && run.stderr.contains("pins/unmatched-row"),
        "{run:#?}"
    );
    folder.repository();
    pins(&folder, &["--policy-ref", "HEAD", "--no-summary"]).ends(0);
}

#[test]
fn init_proposes_and_writes_only_what_is_not_there() {
    let folder = Folder::new();
    folder.write("main.tf", format!("image = \"{OLD}\" # {CORE}-2026.07.14\n"));
    folder.write("map.json", "{\"R\": {\"eu-west-1\": {\"a\": \"ami-0f28d6b3917ce450a\"}, \"us-east-1\": {\"a\": \"ami-0f28d6b3917ce450b\"}}}");
    folder.repository();
    let run = folder.amiforge(["init"]).ends(0);
    assert!(
        run.stdout.contains(&format!(
            "+# amiforge: follow=ssm:/aws/service/ami-windows-latest/{CORE}/image_id"
        )),
        "{run:#?}"
    );
    assert!(run.stdout.contains("at: /R/{region}/a"), "{run:#?}");
    assert_eq!(folder.git(&["status", "--porcelain"]), "");
    folder.write(".github/amiforge.yaml", "bump:\n  min-age: 5\n");
    folder.amiforge(["init", "--write"]).ends(0);
    let config = std::fs::read_to_string(folder.path().join(".github/amiforge.yaml")).expect("a file");
    assert_eq!(config, "bump:\n  min-age: 5\n");
    let workflow =
        std::fs::read_to_string(folder.path().join(".github/workflows/amiforge.yml")).expect("a file");
    assert!(workflow.contains("amiforge pins --check"));
}
