//! What is known about images: the families and the file of facts.

mod answers;
mod properties;
mod refusals;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use amiforge::release::facts::file::{self, Asked, Origin};
use amiforge::release::families::ALL;

use crate::support::{Folder, Run, clean, project, tool};

#[test]
fn folder_list_and_names_agree() {
    let folder = project().join("src/release/families");
    let mut files: Vec<String> = fs::read_dir(folder)
        .expect("the folder")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().replace(".rs", ""))
        .filter(|name| !matches!(name.as_str(), "mod" | "testing" | "tests"))
        .map(|name| name.replace('_', "-"))
        .collect();
    let mut names: Vec<&str> = ALL.iter().map(|family| family.name).collect();
    files.sort();
    names.sort_unstable();
    assert_eq!(files, names);
    for family in ALL {
        assert!(family.source.starts_with("https://"), "{}", family.name);
        for grammar in [&family.names, &family.parameters] {
            let pattern = grammar.pattern();
            assert!(regex::Regex::new(pattern).is_ok(), "{pattern}");
            assert!(pattern.starts_with('^') && pattern.ends_with('$'), "{pattern}");
        }
    }
}

/// A good file. The tests change one text of it.
const GOOD: &str = r#"{
  "schema": "amiforge/releases/v1",
  "repository": "octo-org/infra",
  "run": "1234567890",
  "base": "0123456789abcdef0123456789abcdef01234567",
  "places": [
    {
      "partition": "aws",
      "account": "123456789012",
      "region": "eu-west-1",
      "parameters": [
        {
          "name": "/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-EKS_Optimized-1.35/image_id",
          "version": 41,
          "value": "ami-0a1b2c3d4e5f60718",
          "modified": "2026-08-17T20:11:05.123Z",
          "read_at": "2026-08-20T12:00:00Z"
        }
      ],
      "missing_parameters": [
        {
          "name": "golden",
          "read_at": "2026-08-20T12:00:01Z"
        }
      ],
      "images": [
        {
          "id": "ami-0a1b2c3d4e5f60718",
          "name": "Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.08.15",
          "owner": "801119661308",
          "platform": "windows",
          "architecture": "x86_64",
          "state": "available",
          "created": "2026-08-15T03:12:33Z",
          "deprecated": "2028-08-15T03:12:33Z",
          "allowed": true,
          "read_at": "2026-08-20T12:00:02Z"
        }
      ],
      "missing_images": [
        {
          "id": "ami-0a1b2c3d",
          "read_at": "2026-08-20T12:00:02Z"
        }
      ]
    }
  ]
}
"#;

/// What a test asks for: nothing but the time.
fn asked() -> Asked<'static> {
    Asked {
        now: "2026-08-20T12:30:00Z".parse().expect("a time"),
        repository: None,
        run: None,
        base: None,
        sha256: None,
    }
}

#[track_caller]
fn refused(bytes: impl AsRef<[u8]>, asked: &Asked<'_>, sentence: &str) {
    match file::read(bytes.as_ref(), asked) {
        Ok(_) => panic!("taken, not refused: {sentence}"),
        Err(refused) => assert_eq!(refused.to_string(), sentence),
    }
}

#[test]
fn a_good_file_is_read_and_written_again() {
    let asked = Asked {
        repository: Some("Octo-Org/infra"),
        run: Some("1234567890"),
        base: Some("0123456789ABCDEF0123456789ABCDEF01234567"),
        ..asked()
    };
    let facts = file::read(GOOD.as_bytes(), &asked).expect("good");
    let (place, found) = facts
        .places
        .iter()
        .find(|(place, _)| place.region == "eu-west-1")
        .expect("a place");
    assert_eq!(place.account, "123456789012");
    assert_eq!(found.parameters.len() + found.missing_parameters.len(), 2);
    assert_eq!(found.images.len() + found.missing_images.len(), 2);
    let origin = Origin {
        repository: Some("octo-org/infra".to_owned()),
        run: Some("1234567890".to_owned()),
        base: Some("0123456789abcdef0123456789abcdef01234567".to_owned()),
    };
    assert_eq!(file::write(&facts, &origin), GOOD);
}

#[test]
fn the_published_schema_takes_and_refuses_the_same() {
    let Some(check) = tool("check-jsonschema") else {
        return;
    };
    let schema = project().join("docs/releases.schema.json");
    let folder = Folder::new();
    let empty = "{\"schema\": \"amiforge/releases/v1\", \"places\": []}";
    // All of them in one run: the tool takes a second to start.
    let mut files: BTreeMap<String, (&str, &str)> = BTreeMap::new();
    for (name, good) in [
        ("good.json", GOOD),
        ("answers.json", answers::GOOD),
        ("empty.json", empty),
    ] {
        folder.write(name, good);
    }
    for (number, (old, new)) in answers::BAD.into_iter().enumerate() {
        let bad = answers::GOOD.replacen(old, new, 1);
        let name = format!("bad-answer-{number}.json");
        folder.write(&name, bad);
        files.insert(name, (old, new));
    }
    for (number, (old, new)) in [
        ("releases/v1", "releases/v2"),
        ("\"run\": ", "\"ran\": "),
        ("\"run\": \"1234567890\"", "\"run\": null"),
        ("octo-org/infra", "octo-org"),
        ("octo-org/infra", "octo-org/.."),
        ("0123456789abcdef0123456789abcdef01234567", "main"),
        ("\"partition\": \"aws\",", ""),
        ("\"aws\"", "\"azure\""),
        ("123456789012", "1234"),
        ("\"eu-west-1\"", "\"europe\""),
        ("\"golden\"", "\"gol//den\""),
        ("\"version\": 41,", "\"version\": 0,"),
        ("\"version\": 41,", "\"version\": \"41\","),
        ("\"value\": \"ami-0a1b2c3d4e5f60718\"", "\"value\": \"\""),
        ("2026-08-20T12:00:00Z", "2026-08-20 12:00:00"),
        (
            "\"id\": \"ami-0a1b2c3d4e5f60718\"",
            "\"id\": \"ami-0A1B2C3D4E5F60718\"",
        ),
        ("\"801119661308\"", "\"amazon\""),
        ("\"windows\"", "\"linux\""),
        ("\"x86_64\"", "\"amd64\""),
        ("\"available\"", "\"gone\""),
        ("\"allowed\": true", "\"allowed\": \"yes\""),
        ("\"allowed\": true", "\"verdict\": true"),
    ]
    .into_iter()
    .enumerate()
    {
        let bad = GOOD.replacen(old, new, 1);
        assert!(file::read(bad.as_bytes(), &asked()).is_err(), "{old} -> {new}");
        let name = format!("bad-{number}.json");
        folder.write(&name, bad);
        files.insert(name, (old, new));
    }
    let mut command = clean(Command::new(&check));
    command
        .args(["--output-format", "json", "--schemafile"])
        .arg(&schema)
        .args(["good.json", "answers.json", "empty.json"])
        .args(files.keys())
        .current_dir(folder.path());
    let run = Run::of(&command.output().expect("check-jsonschema starts")).ends(1);
    let said = run.json();
    assert_eq!(said["parse_errors"], serde_json::json!([]));
    let refused = said["errors"].as_array().expect("a list").iter();
    let refused: BTreeSet<&str> = refused.filter_map(|error| error["filename"].as_str()).collect();
    for (name, change) in &files {
        assert!(refused.contains(name.as_str()), "{change:?} is taken");
    }
    assert_eq!(refused.len(), files.len(), "{refused:?}");
}
