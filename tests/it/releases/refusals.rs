//! Files of facts that are refused, each with its sentence.

use amiforge::release::facts::file::{self, Asked, LARGEST};

use super::{GOOD, asked, refused};

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
    for (key, value) in [("repository", "octo-org/infra"), ("run", "1234567890")] {
        let silent = GOOD.replacen(&format!("  \"{key}\": \"{value}\",\n"), "", 1);
        assert!(file::read(silent.as_bytes(), &asked()).is_ok(), "{key}");
        let mut wanted = asked();
        match key {
            "repository" => wanted.repository = Some(value),
            _ => wanted.run = Some(value),
        }
        refused(
            silent,
            &wanted,
            &format!("`{key}` is not there, and should be `{value}`; {help}"),
        );
    }
    // One that names no commit was read for none in particular.
    let base = "0123456789abcdef0123456789abcdef01234567";
    let silent = GOOD.replacen(&format!("  \"base\": \"{base}\",\n"), "", 1);
    let wanted = Asked {
        base: Some(base),
        ..asked()
    };
    assert!(!silent.contains(base) && file::read(silent.as_bytes(), &wanted).is_ok());
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
