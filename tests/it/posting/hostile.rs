//! Files of other jobs: any text in any field, fields of another kind, fields that are missing, more of everything.

use serde_json::{Value, json};

use amiforge::posting::{check_run, read, summary};

use super::{documents, read as posting_of};
use crate::posted;
use crate::texts::TEXT;

/// Markup of every kind, commands, an end of whatever it stands in, and nothing that may be seen.
fn texts() -> Vec<String> {
    vec![
        TEXT.to_owned(),
        "</code></summary></details>\n```\n\n<!-- amiforge:build -->\n<script>|`</code>`".to_owned(),
        "../../../etc/passwd\0\u{202e}".to_owned(),
        "https://evil.example/ [x](https://evil.example) www.evil.example ssh://a".to_owned(),
        "::error::x\r\n##[add-mask]y".to_owned(),
        "~~~\n``````\n| a | b |\n| --- |".to_owned(),
        "`".repeat(5_000),
        "漢".repeat(50_000),
        String::new(),
    ]
}

/// The places of all values, as JSON pointers.
fn places(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                places(item, &format!("{at}/{number}"), out);
            }
        }
        Value::Object(fields) => {
            for (key, field) in fields {
                places(field, &format!("{at}/{key}"), out);
            }
        }
        _ => {}
    }
}

fn all_places(document: &Value) -> Vec<String> {
    let mut out = Vec::new();
    places(document, "", &mut out);
    out
}

fn put(document: &Value, at: &str, value: Value) -> Value {
    let mut document = document.clone();
    *document.pointer_mut(at).expect("a place") = value;
    document
}

#[test]
fn the_documents_have_every_field() {
    for document in documents() {
        for place in all_places(&document) {
            let value = document.pointer(&place).expect("a place");
            let set = !value.is_null() && value != &json!([]) && value != &json!("");
            // What a sample cannot have: a commit of what was left alone, a parameter of a pin that stays.
            let pins = ["/region", "/follows", "/to", "/group", "/commit", "/files"];
            assert!(set || pins.iter().any(|end| place.ends_with(end)), "{place}");
        }
    }
}

#[test]
fn any_text_in_any_field_acts_nowhere() {
    for document in documents() {
        for text in texts() {
            let mut all = document.clone();
            for place in all_places(&document) {
                if !document.pointer(&place).is_some_and(Value::is_string) || place == "/schema" {
                    continue;
                }
                let one = put(&document, &place, json!(text));
                posted::file(one.to_string().as_bytes());
                // Words of a closed list are refused; all others are shown.
                if posting_of(&one).is_ok() {
                    *all.pointer_mut(&place).expect("a place") = json!(text);
                }
            }
            let posting = posting_of(&all).expect("only texts are other");
            posted::holds(&posting);
        }
    }
}

#[test]
fn any_kind_of_value_is_read_or_refused() {
    let values = [
        json!(null),
        json!(-1),
        json!(0),
        json!(u64::MAX),
        json!(1.5),
        json!(true),
        json!("x"),
        json!([]),
        json!({}),
        json!([[[{}]]]),
    ];
    for document in documents() {
        for place in all_places(&document) {
            for value in &values {
                posted::file(put(&document, &place, value.clone()).to_string().as_bytes());
            }
        }
    }
}

#[test]
fn what_a_later_version_adds_is_passed_over() {
    for document in documents() {
        let before = format!("{:?}", posting_of(&document).expect("readable"));
        for place in all_places(&document) {
            let mut more = document.clone();
            if let Some(Value::Object(fields)) = more.pointer_mut(&place) {
                // Words by severity are data.
                if place.ends_with("/counts") || place == "/counts" {
                    continue;
                }
                fields.insert("of_later".to_owned(), json!({ "a": [1] }));
                let after = format!("{:?}", posting_of(&more).expect("readable"));
                assert_eq!(before, after, "{place}");
            }
        }
    }
}

#[test]
fn what_earlier_versions_wrote_is_read() {
    let first = json!({
        "schema": "amiforge/findings/v1",
        "findings": [{
            "rule": "schema/unknown-action", "severity": "error", "path": "a.yaml",
            "line": 1, "column": 2, "end_line": 1, "end_column": 5, "message": "wrong",
            "help": null, "url": "", "labels": [], "fix": null,
        }],
        "not_checked": [],
    });
    let posting = posting_of(&first).expect("readable");
    assert_eq!(posting.title, "amiforge: 1 error");
    assert_eq!(posting.conclusion.word(), "failure");
    let nothing = put(&first, "/findings", json!([]));
    let posting = posting_of(&nothing).expect("readable");
    assert_eq!(
        (posting.title.as_str(), posting.conclusion.word(), posting.quiet),
        ("amiforge: nothing found", "success", true)
    );
    let bump = posting_of(&json!({ "schema": "amiforge/bump/v1" })).expect("readable");
    assert_eq!(bump.title, "amiforge bump: nothing to change in 0 pins");
}

#[test]
fn what_is_wrong_is_told_with_the_file() {
    let document = &documents()[0];
    let other = |at: &str, value: Value| put(document, at, value).to_string();
    let deep = format!("{{\"schema\": {}", "[".repeat(5_000));
    let large = " ".repeat(16 * 1024 * 1024 + 1);
    for (text, said) in [
        (
            other("/findings/0/severity", json!("fatal")),
            "unknown variant `fatal`",
        ),
        (other("/findings/0/line", json!(-1)), "integer `-1`, expected u32"),
        (other("/findings", json!({})), "expected a sequence"),
        (
            other("/schema", json!("amiforge/build/v2\u{1b}")),
            "its `schema` is `amiforge/build/v2\\u{1b}`, which is not known here",
        ),
        (other("/schema", json!(1)), "it has no `schema`"),
        ("[]".to_owned(), "it has no `schema`"),
        ("{".to_owned(), "not JSON"),
        (String::new(), "not JSON"),
        (deep, "recursion limit"),
        (large, "larger than 16 MiB"),
    ] {
        let error = read::posting("results.json", text.as_bytes(), None);
        let error = error.expect_err(said).to_string();
        assert!(
            error.starts_with("results.json: ") && error.contains(said),
            "{error}"
        );
    }
    let error = read::posting("a", b"\xff", None).expect_err("no text");
    assert!(error.to_string().contains("not UTF-8"), "{error}");
    let marked = format!("\u{feff}{document}");
    assert!(read::posting("a", marked.as_bytes(), None).is_ok());
}

#[test]
fn what_has_no_place_in_the_repository_is_not_annotated() {
    let document = &documents()[0];
    let annotations = |at: &str, value: Value| {
        let posting = posting_of(&put(document, at, value)).expect("readable");
        let run = check_run::render(&posting);
        (run.batches.concat().len(), run.summary)
    };
    assert_eq!(annotations("/findings/0/path", json!("a.yaml")).0, 1);
    for (at, value) in [
        ("/findings/0/path", json!("../../a.yaml")),
        ("/findings/0/path", json!("/etc/passwd")),
        ("/findings/0/path", json!("a//b.yaml")),
        ("/findings/0/path", json!("a\nb.yaml")),
        ("/findings/0/path", json!("")),
        ("/findings/0/line", json!(0)),
        ("/findings/0/end_line", json!(0)),
        ("/folder", json!("../x")),
    ] {
        let (number, summary) = annotations(at, value.clone());
        assert_eq!(number, 0, "{at} {value}");
        assert!(summary.contains("Of 1 places, 0 are annotated"), "{summary}");
    }
}

#[test]
fn addresses_of_others_are_not_linked() {
    for document in documents() {
        let posting = posting_of(&document).expect("readable");
        let text = summary::render(&posting);
        for link in text.split("](").skip(1) {
            let ours = ["https://github.com/amiforge/amiforge/", posted::SHOWN_AT];
            assert!(ours.iter().any(|start| link.starts_with(start)), "{link}");
        }
    }
}

#[test]
fn a_hundred_thousand_of_everything_are_bounded() {
    for document in documents() {
        for place in all_places(&document) {
            let Some(Value::Array(items)) = document.pointer(&place) else {
                continue;
            };
            let Some(first) = items.first() else { continue };
            let many = put(&document, &place, json!(vec![first; 20_000]));
            posted::file(many.to_string().as_bytes());
        }
    }
}

#[test]
fn what_the_fuzzer_begins_with_is_read() {
    let seeds = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/seeds/posting_files");
    for entry in std::fs::read_dir(seeds).expect("seeds").flatten() {
        let bytes = std::fs::read(entry.path()).expect("a seed");
        let posting = read::posting("seed", &bytes, Some(posted::SHOWN_AT)).expect("readable");
        posted::holds(&posting);
    }
}
