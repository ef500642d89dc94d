//! What is known about images: the families and the file of facts.

use std::fs;
use std::process::Command;

use amiforge::release::facts::file::{self, Asked, LARGEST, Origin};
use amiforge::release::facts::{Image, Parameter, PlaceFacts};
use amiforge::release::families::ALL;
use amiforge::release::{Facts, ImageId, Place, Time};
use proptest::prelude::*;

use crate::invariants;
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
    let (place, found) = facts.of("eu-west-1", None).next().expect("a place");
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
fn one_hostile_file_for_every_refusal() {
    let form = |key: &str, value: &str, form: &str| format!("`{key}` is {value}; it has to be {form}");
    let time = "a time in UTC, such as `2026-08-15T12:00:00Z`";
    let parameter = "the name of a parameter, such as `/golden/windows`";
    let id = "`ami-` and 8 or 17 small hexadecimal digits";
    let again = "read the releases again, and give facts of one reading only";
    let written = "give the file that `amiforge releases` wrote";
    let long = "x".repeat(129);
    let first = "\"name\": \"/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-EKS_Optimized-1.35/image_id\"";
    let mut wrong = Vec::new();
    for (old, new, sentence) in [
        // The file.
        ("amiforge/releases/v1", "amiforge/releases/v2", "the releases file has the schema `amiforge/releases/v2`; give one of the schema `amiforge/releases/v1`".to_owned()),
        ("\"schema\": \"amiforge/releases/v1\",", "\"schema\": \"other\", \"pins\": [],", "the releases file has the schema `other`; give one of the schema `amiforge/releases/v1`".to_owned()),
        ("\"schema\": \"amiforge/releases/v1\",", "", format!("the releases file does not fit its schema at line 48 column 1: missing field `schema`; {written}")),
        ("\"run\": ", "\"\\u202eran\": ", format!("the releases file does not fit its schema at line 4 column 13: unknown field `\\u{{202e}}ran`, expected one of `schema`, `repository`, `run`, `base`, `places`; {written}")),
        ("\"allowed\": true", "\"verdict\": true", format!("the releases file does not fit its schema at line 36 column 19: unknown field `verdict`, expected one of `id`, `name`, `owner`, `platform`, `architecture`, `state`, `created`, `deprecated`, `allowed`, `read_at`; {written}")),
        ("\"run\": ", "\"base\": \"\", \"run\": ", format!("the releases file does not fit its schema at line 5 column 8: duplicate field `base`; {written}")),
        ("\"version\": 41,", "\"version\": 41, \"version\": 42,", format!("the releases file does not fit its schema at line 14 column 34: duplicate field `version`; {written}")),
        ("\"version\": 41,", "\"version\": -1,", format!("the releases file does not fit its schema at line 14 column 23: invalid value: integer `-1`, expected u64; {written}")),
        ("\"version\": 41,", "\"version\": 4.5,", format!("the releases file does not fit its schema at line 14 column 24: invalid type: floating point `4.5`, expected u64; {written}")),
        ("\"run\": \"1234567890\"", "\"run\": null", format!("the releases file does not fit its schema at line 4 column 13: invalid type: null, expected a string; {written}")),
        ("\"allowed\": true", "\"allowed\": null", format!("the releases file does not fit its schema at line 36 column 25: invalid type: null, expected a boolean; {written}")),
        ("\"missing_images\": [", "\"missing_images\": [[\"ami-0a1b2c3d\", \"2026-08-20T12:00:02Z\"],", format!("the releases file does not fit its schema at line 40 column 25: invalid type: sequence, expected an object; {written}")),
        ("\"places\": [", "\"places\": [[[[[", format!("the releases file does not fit its schema at line 6 column 13: invalid type: sequence, expected an object; {written}")),
        ("\"partition\": \"aws\",", "", format!("the releases file does not fit its schema at line 46 column 5: missing field `partition`; {written}")),
        // Its origin.
        ("octo-org/infra", "octo-org", form("repository", "`octo-org`", "`owner/name`")),
        ("octo-org/infra", "octo-org/..", form("repository", "`octo-org/..`", "`owner/name`")),
        ("\"1234567890\"", "\"12 34\"", form("run", "`12 34`", "letters, digits, `.`, `-` or `_`")),
        ("0123456789abcdef0123456789abcdef01234567", "main", form("base", "`main`", "a commit id of 40 or 64 hexadecimal digits")),
        // A place.
        ("\"eu-west-1\"", "\"europe\"", form("places[0].region", "`europe`", "a region, such as `eu-west-1`")),
        ("\"eu-west-1\"", "\"cn-north-1\"", form("places[0].partition", "`aws`", "`aws-cn`, the partition of `cn-north-1`")),
        ("\"aws\"", "\"azure\"", form("places[0].partition", "`azure`", "`aws`, the partition of `eu-west-1`")),
        ("123456789012", "1234", form("places[0].account", "`1234`", "an account of twelve digits")),
        // A parameter.
        ("/aws/service/ami-windows-latest", "aws/service", form("places[0].parameters[0].name", "`aws/service/Windows_Server-2022-English-Core-EKS_Optimized-1…`", parameter)),
        ("/image_id", "/image_id:3", form("places[0].parameters[0].name", "`/aws/service/ami-windows-latest/Windows_Server-2022-English-…`", parameter)),
        ("\"golden\"", "\"gol//den\"", form("places[0].missing_parameters[0].name", "`gol//den`", parameter)),
        ("\"version\": 41,", "\"version\": 0,", form("places[0].parameters[0].version", "`0`", "1 or more")),
        ("\"value\": \"ami-0a1b2c3d4e5f60718\"", "\"value\": \"\"", form("places[0].parameters[0].value", "``", "a text of 1 to 8,192 bytes")),
        ("2026-08-17T20:11:05.123Z", "2026-08-17T20:11:05.123+00:00", form("places[0].parameters[0].modified", "`2026-08-17T20:11:05.123+00:00`", time)),
        ("2026-08-20T12:00:00Z", "2026-08-32T12:00:00Z", form("places[0].parameters[0].read_at", "`2026-08-32T12:00:00Z`", time)),
        ("2026-08-20T12:00:00Z", "yesterday", form("places[0].parameters[0].read_at", "`yesterday`", time)),
        // An image.
        ("\"id\": \"ami-0a1b2c3d4e5f60718\"", "\"id\": \"ami-0A1B2C3D4E5F60718\"", form("places[0].images[0].id", "`ami-0A1B2C3D4E5F60718`", id)),
        ("\"id\": \"ami-0a1b2c3d\"", "\"id\": \"i-0a1b2c3d\"", form("places[0].missing_images[0].id", "`i-0a1b2c3d`", id)),
        ("-1.35-2026.08.15", "\\u202e", form("places[0].images[0].name", "`Windows_Server-2022-English-Core-EKS_Optimized\\u{202e}`", "1 to 128 visible characters")),
        ("-1.35-2026.08.15", "\\n", form("places[0].images[0].name", "`Windows_Server-2022-English-Core-EKS_Optimized\\n`", "1 to 128 visible characters")),
        ("Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.08.15", long.as_str(), form("places[0].images[0].name", &format!("`{}…`", "x".repeat(60)), "1 to 128 visible characters")),
        ("\"801119661308\"", "\"amazon\"", form("places[0].images[0].owner", "`amazon`", "an account of twelve digits")),
        ("\"windows\"", "\"linux\"", form("places[0].images[0].platform", "`linux`", "`windows`, or left out")),
        ("\"x86_64\"", "\"amd64\"", form("places[0].images[0].architecture", "`amd64`", "one of arm64, arm64_mac, i386, x86_64, x86_64_mac")),
        ("\"available\"", "\"`gone`\"", form("places[0].images[0].state", "`'gone'`", "one of available, deregistered, disabled, error, failed, invalid, pending, transient")),
        ("\"2026-08-15T03:12:33Z\"", "\"2026-08-15\"", form("places[0].images[0].created", "`2026-08-15`", time)),
        ("\"2028-08-15T03:12:33Z\"", "\"never\"", form("places[0].images[0].deprecated", "`never`", time)),
        // Times.
        ("2026-08-20T12:00:01Z", "2026-08-20T12:35:01Z", "`places[0].missing_parameters[0].read_at` is 2026-08-20T12:35:01Z, which lies in the future; set the clock of the machine that read, or of this one".to_owned()),
        ("2026-08-20T12:00:00Z", "2026-08-20T06:29:59Z", "`places[0].parameters[0].read_at` is 2026-08-20T06:29:59Z, more than 6 hours ago; read the releases again".to_owned()),
        // Contradictions.
        ("\"golden\"", first.trim_start_matches("\"name\": "), format!("parameter `/aws/service/ami-windows-latest/Windows_Server-2022-English-…` in eu-west-1 of account 123456789012 is said both to exist and to be missing; {again}")),
        ("\"id\": \"ami-0a1b2c3d\"", "\"id\": \"ami-0a1b2c3d4e5f60718\"", format!("image `ami-0a1b2c3d4e5f60718` in eu-west-1 of account 123456789012 is said both to exist and to be missing; {again}")),
    ] {
        assert!(GOOD.contains(old), "{old}");
        let found = match file::read(GOOD.replacen(old, new, 1).as_bytes(), &asked()) {
            Ok(_) => "taken".to_owned(),
            Err(refused) => refused.to_string(),
        };
        if found != sentence {
            wrong.push(format!("{old} -> {new}\n  is:     {found}\n  should: {sentence}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_that_are_no_facts_at_all() {
    let written = "give the file that `amiforge releases` wrote";
    for (bytes, sentence) in [
        (
            vec![b' '; LARGEST + 1],
            "the releases file is larger than 8 MiB; read fewer parameters and images into one file"
                .to_owned(),
        ),
        (
            b"{\"schema\": \"\xff\"}".to_vec(),
            format!("the releases file is not UTF-8 behind byte 12; {written}"),
        ),
        (
            Vec::new(),
            format!("the releases file is not JSON at line 1 column 0: EOF while parsing a value; {written}"),
        ),
        (
            b"schema: x".to_vec(),
            format!("the releases file is not JSON at line 1 column 1: expected value; {written}"),
        ),
        (
            format!("{GOOD}{{}}").into_bytes(),
            format!("the releases file is not JSON at line 49 column 1: trailing characters; {written}"),
        ),
        (
            format!("\u{feff}{GOOD}").into_bytes(),
            format!("the releases file is not JSON at line 1 column 1: expected value; {written}"),
        ),
        (
            b"[\"amiforge/releases/v1\", []]".to_vec(),
            format!(
                "the releases file does not fit its schema at line 1 column 0: invalid type: sequence, expected an object; {written}"
            ),
        ),
        (
            "[".repeat(LARGEST).into_bytes(),
            format!(
                "the releases file does not fit its schema at line 1 column 0: invalid type: sequence, expected an object; {written}"
            ),
        ),
        (
            format!("{{\"schema\": {}", "{\"a\":".repeat(LARGEST / 8)).into_bytes(),
            format!(
                "the releases file does not fit its schema at line 1 column 11: invalid type: map, expected a string; {written}"
            ),
        ),
    ] {
        refused(bytes, &asked(), &sentence);
    }
    let value = format!("\"value\": \"{}\"", "x".repeat(8_193));
    let long = GOOD.replacen("\"value\": \"ami-0a1b2c3d4e5f60718\"", &value, 1);
    let shown = "x".repeat(60);
    refused(
        long,
        &asked(),
        &format!("`places[0].parameters[0].value` is `{shown}…`; it has to be a text of 1 to 8,192 bytes"),
    );
}

#[test]
fn the_file_has_to_be_the_one_that_was_asked_for() {
    let help = "read the releases for this repository, run and commit";
    let sum = "a".repeat(64);
    let other = "f".repeat(40);
    for (asked, sentence) in [
        (
            Asked {
                repository: Some("octo-org/other"),
                ..asked()
            },
            format!("`repository` is `octo-org/infra`, and not `octo-org/other`; {help}"),
        ),
        (
            Asked {
                run: Some("1234567891"),
                ..asked()
            },
            format!("`run` is `1234567890`, and not `1234567891`; {help}"),
        ),
        (
            Asked {
                base: Some(&other),
                ..asked()
            },
            format!("`base` is `0123456789abcdef0123456789abcdef01234567`, and not `{other}`; {help}"),
        ),
        (
            Asked {
                sha256: Some("abc"),
                ..asked()
            },
            "the sum `abc` is no SHA-256; give 64 hexadecimal digits".to_owned(),
        ),
    ] {
        refused(GOOD, &asked, &sentence);
    }
    let found = file::read(
        GOOD.as_bytes(),
        &Asked {
            sha256: Some(&sum),
            ..asked()
        },
    );
    let sentence = found.expect_err("another sum").to_string();
    let real = sentence.split('`').nth(1).expect("the sum").to_owned();
    assert_eq!(
        sentence,
        format!(
            "the releases file has the SHA-256 `{real}`, not the one that was given; do not use it: it is not the file that was written"
        )
    );
    let upper = real.to_uppercase();
    for sum in [&real, &upper] {
        assert!(
            file::read(
                GOOD.as_bytes(),
                &Asked {
                    sha256: Some(sum),
                    ..asked()
                }
            )
            .is_ok()
        );
    }
    // A file that does not say whose it is, is not the one that was asked for.
    for (key, value) in [
        ("repository", "octo-org/infra"),
        ("run", "1234567890"),
        ("base", "0123456789abcdef0123456789abcdef01234567"),
    ] {
        let silent = GOOD.replacen(&format!("  \"{key}\": \"{value}\",\n"), "", 1);
        assert!(file::read(silent.as_bytes(), &asked()).is_ok(), "{key}");
        let mut wanted = asked();
        match key {
            "repository" => wanted.repository = Some(value),
            "run" => wanted.run = Some(value),
            _ => wanted.base = Some(value),
        }
        refused(
            silent,
            &wanted,
            &format!("`{key}` is not there, and should be `{value}`; {help}"),
        );
    }
}

/// The good file with a second place behind the first, changed by replacements.
fn with_second_place(changes: &[(&str, &str)]) -> String {
    let start = GOOD.find("    {\n").expect("a place");
    let end = GOOD.rfind("  ]\n}").expect("the end");
    let mut second = GOOD[start..end].to_owned();
    for (old, new) in changes {
        assert!(second.contains(old), "{old}");
        second = second.replacen(old, new, 1);
    }
    format!("{},\n{second}{}", &GOOD[..end].trim_end(), &GOOD[end..])
}

#[test]
fn what_stands_there_twice_has_to_agree() {
    let asked = asked();
    let once = file::read(GOOD.as_bytes(), &asked).expect("good");
    assert_eq!(
        file::read(with_second_place(&[]).as_bytes(), &asked).expect("the same twice"),
        once
    );

    let later = [
        ("\"version\": 41", "\"version\": 42"),
        (
            "\"value\": \"ami-0a1b2c3d4e5f60718\"",
            "\"value\": \"ami-0a1b2c3d4e5f60719\"",
        ),
        ("2026-08-20T12:00:00Z", "2026-08-20T12:10:00Z"),
        ("\"available\"", "\"disabled\""),
        ("2026-08-20T12:00:02Z", "2026-08-20T12:10:02Z"),
    ];
    let facts = file::read(with_second_place(&later).as_bytes(), &asked).expect("a later reading");
    let found = facts.places.values().next().expect("a place");
    assert_eq!(
        found.parameters.values().map(|p| p.version).collect::<Vec<_>>(),
        [42]
    );
    assert_eq!(
        found
            .images
            .values()
            .map(|i| i.state.as_str())
            .collect::<Vec<_>>(),
        ["disabled"]
    );

    let again = "read the releases again, and give facts of one reading only";
    let parameter = "parameter `/aws/service/ami-windows-latest/Windows_Server-2022-English-…`";
    let image = "image `ami-0a1b2c3d4e5f60718`";
    let here = "in eu-west-1 of account 123456789012";
    let other = ("\"123456789012\"", "\"210987654321\"");
    for (changes, subject) in [
        (
            &[(
                "\"value\": \"ami-0a1b2c3d4e5f60718\"",
                "\"value\": \"ami-0a1b2c3d4e5f60719\"",
            )][..],
            format!("{parameter} {here}"),
        ),
        (
            &[("\"version\": 41", "\"version\": 42")],
            format!("{parameter} {here}"),
        ),
        (
            &[("\"version\": 41", "\"version\": 40")],
            format!("{parameter} {here}"),
        ),
        (
            &[
                ("\"version\": 41", "\"version\": 40"),
                ("2026-08-20T12:00:00Z", "2026-08-20T12:10:00Z"),
            ],
            format!("{parameter} {here}"),
        ),
        (
            &[("2026-08-17T20:11:05.123Z", "2026-08-17T20:11:05Z")],
            format!("{parameter} {here}"),
        ),
        (&[("\"available\"", "\"disabled\"")], format!("{image} {here}")),
        (
            &[
                ("EKS_Optimized-1.35-2026", "EKS_Optimized-1.34-2026"),
                ("2026-08-20T12:00:02Z", "2026-08-20T12:10:02Z"),
            ],
            format!("{image} {here}"),
        ),
        (
            &[other, ("\"801119661308\"", "\"801119661309\"")],
            format!("{image} in eu-west-1 of account 210987654321"),
        ),
        (
            &[
                other,
                (
                    "\"value\": \"ami-0a1b2c3d4e5f60718\"",
                    "\"value\": \"ami-0a1b2c3d4e5f60719\"",
                ),
            ],
            format!("{parameter} in eu-west-1 of account 210987654321"),
        ),
    ] {
        let sentence = format!("{subject} is said to be two different things; {again}");
        refused(with_second_place(changes), &asked, &sentence);
    }
    // What one account may do another need not, and parameters of one's own have values of their own.
    let own = [
        other,
        ("\"allowed\": true", "\"allowed\": false"),
        ("\"golden\"", "\"silver\""),
    ];
    assert_eq!(
        file::read(with_second_place(&own).as_bytes(), &asked)
            .expect("another account")
            .places
            .len(),
        2
    );
}

#[test]
fn the_published_schema_takes_and_refuses_the_same() {
    let Some(check) = tool("check-jsonschema") else {
        return;
    };
    let schema = project().join("docs/releases.schema.json");
    let folder = Folder::new();
    let judge = |name: &str, text: &str| {
        folder.write(name, text);
        let mut command = clean(Command::new(&check));
        command
            .arg("--schemafile")
            .arg(&schema)
            .arg(folder.path().join(name));
        Run::of(&command.output().expect("check-jsonschema starts")).code
    };
    assert_eq!(judge("good.json", GOOD), Some(0));
    assert_eq!(
        judge(
            "empty.json",
            "{\"schema\": \"amiforge/releases/v1\", \"places\": []}"
        ),
        Some(0)
    );
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
        assert_eq!(
            judge(&format!("bad-{number}.json"), &bad),
            Some(1),
            "{old} -> {new}"
        );
    }
}

fn time(text: &str, seconds: i64) -> Time {
    let start: Time = text.parse().expect("a time");
    start + jiff::SignedDuration::from_secs(seconds)
}

/// An image of one number is the same in every account.
fn image(number: u64, seconds: i64, allowed: Option<bool>) -> Image {
    Image {
        id: ImageId::parse(&format!("ami-{number:017x}")).expect("an id"),
        name: format!("image {number} ü漢"),
        owner: format!("{number:012}"),
        platform: number.is_multiple_of(2).then(|| "windows".to_owned()),
        architecture: "arm64".to_owned(),
        state: "available".to_owned(),
        created: time("2020-02-29T23:59:59.5Z", i64::try_from(number).expect("small")),
        deprecated: number.is_multiple_of(3).then(|| time("2030-01-01T00:00:00Z", 0)),
        allowed,
        read_at: time("2026-08-20T12:00:00Z", seconds),
    }
}

fn any_place_facts() -> impl Strategy<Value = PlaceFacts> {
    let numbers = || prop::collection::btree_map(0..40_u64, (0..1_800_i64, any::<Option<bool>>()), 0..6);
    (numbers(), numbers(), numbers(), numbers()).prop_map(|(parameters, no_parameters, images, no_images)| {
        let read = |seconds: i64| time("2026-08-20T12:00:00Z", seconds);
        let name = |number: u64| format!("/aws/service/{number}");
        let mut facts = PlaceFacts::default();
        for (number, (seconds, modified)) in parameters {
            let parameter = Parameter {
                version: number + 1,
                value: format!("{{\"n\":\t{number},\u{202e}\u{1f980}}}"),
                modified: modified
                    .is_some()
                    .then(|| time("2026-08-01T00:00:00.000000001Z", 0)),
                read_at: read(seconds),
            };
            facts.parameters.insert(name(number), parameter);
        }
        for (number, (seconds, _)) in no_parameters {
            if !facts.parameters.contains_key(&name(number)) {
                facts.missing_parameters.insert(name(number), read(seconds));
            }
        }
        for (number, (seconds, allowed)) in images {
            let image = image(number, seconds, allowed);
            facts.images.insert(image.id.clone(), image);
        }
        for (number, (seconds, _)) in no_images {
            let id = image(number, 0, None).id;
            if !facts.images.contains_key(&id) {
                facts.missing_images.insert(id, read(seconds));
            }
        }
        facts
    })
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let place = (
        prop::sample::select(vec!["eu-west-1", "cn-north-1", "us-gov-east-1"]),
        0..3_u8,
    )
        .prop_map(|(region, account)| Place {
            partition: amiforge::release::regions::partition_of(region).to_owned(),
            account: format!("{account:012}"),
            region: region.to_owned(),
        });
    prop::collection::btree_map(place, any_place_facts(), 0..4).prop_map(|places| Facts { places })
}

proptest! {
    #[test]
    fn what_is_written_is_read_as_it_was(facts in any_facts()) {
        let text = file::write(&facts, &Origin::default());
        prop_assert_eq!(file::read(text.as_bytes(), &asked()).expect("written"), facts);
    }

    #[test]
    fn merging_knows_no_order(a in any_facts(), b in any_facts()) {
        let together = a.clone().merge(b.clone());
        prop_assert_eq!(&together.clone().ok(), &b.merge(a.clone()).ok());
        prop_assert_eq!(a.clone().merge(a.clone()).ok(), Some(a));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400), at in 0..GOOD.len(), cut in 0..40_usize) {
        invariants::releases(&bytes);
        let mut mangled = GOOD.as_bytes().to_vec();
        let end = (at + cut).min(mangled.len());
        mangled.splice(at..end, bytes.iter().copied().take(cut));
        invariants::releases(&mangled);
    }
}
