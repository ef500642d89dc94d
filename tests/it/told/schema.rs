//! The schema of the document is that of what is written.

use amiforge::build::document::Document;
use amiforge::schema;
use serde_json::{Value, json};

use super::samples;
use crate::schemas::refused;
use crate::support::Folder;

fn value(document: &Document) -> Value {
    serde_json::to_value(document).expect("JSON")
}

fn text(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("JSON")
}

/// The schema behind references and `null`.
fn resolved<'s>(root: &'s Value, mut shape: &'s Value) -> &'s Value {
    loop {
        if let Some(name) = shape["$ref"].as_str() {
            shape = &root["definitions"][name.trim_start_matches("#/definitions/")];
        } else if let Some(choices) = shape["anyOf"].as_array() {
            let real = choices.iter().find(|choice| choice["type"] != "null");
            shape = real.expect("a shape");
        } else {
            return shape;
        }
    }
}

/// Every map of the document has the keys of the schema, and no others.
fn same_keys(root: &Value, shape: &Value, value: &Value, at: &str) {
    let shape = resolved(root, shape);
    match value {
        Value::Object(map) => {
            if shape["additionalProperties"].is_object() {
                return;
            }
            let keys: Vec<&String> = map.keys().collect();
            let mut known: Vec<&String> = shape["properties"].as_object().expect("keys").keys().collect();
            known.sort();
            let mut sorted = keys.clone();
            sorted.sort();
            assert_eq!(sorted, known, "{at}");
            for (key, item) in map {
                same_keys(root, &shape["properties"][key], item, &format!("{at}/{key}"));
            }
        }
        Value::Array(items) => {
            for item in items {
                same_keys(root, &shape["items"], item, at);
            }
        }
        _ => {}
    }
}

#[test]
fn the_schema_has_every_key_of_the_document() {
    let schema = schema::find("build").expect("the schema").text();
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    same_keys(&schema, &schema, &value(&samples::everything()), "");
}

#[test]
fn the_schema_takes_every_build_and_refuses_what_is_none() {
    let folder = Folder::new();
    let mut good = Vec::new();
    for (name, document) in samples::all() {
        let file = format!("{name}.json");
        folder.write(&file, text(&value(&document)));
        good.push(file);
    }
    let mut wrong = Vec::new();
    let sample = value(&samples::everything());
    for (number, (at, bad)) in [
        ("/schema", json!("amiforge/build/v2")),
        ("/outcome", json!("done")),
        ("/verdict", Value::Null),
        ("/image/name", json!(1)),
        ("/image", json!([])),
        ("/amis/0/available", json!("yes")),
        ("/amis", Value::Null),
        ("/stages/0/seconds", json!(-1)),
        ("/stages/0/stage", json!("waiting")),
        ("/workflows/0/steps/0", json!("step")),
        ("/tests", json!("skipped")),
        ("/failure/exit_code", json!("127")),
        ("/failure/place/line", json!("14")),
        ("/comparison/packages/total", json!(1.5)),
        ("/comparison/packages/changed/0/from", Value::Null),
        ("/comparison/findings/counts/high", json!("2")),
        ("/comparison/findings/new/0/packages", json!("openssl")),
        ("/fast_launch/0/state", Value::Null),
        ("/notes", json!({})),
    ]
    .into_iter()
    .enumerate()
    {
        let mut one = sample.clone();
        *one.pointer_mut(at).unwrap_or_else(|| panic!("{at}")) = bad;
        let file = format!("wrong-{number:02}.json");
        folder.write(&file, text(&one));
        wrong.push(file);
    }
    let names: Vec<String> = good.iter().chain(&wrong).cloned().collect();
    if let Some(mut refused) = refused(&folder, "build", &names) {
        refused.sort();
        assert_eq!(refused, wrong);
    }
}

#[test]
fn a_document_is_read_back_as_it_was_written() {
    for (name, document) in samples::all() {
        let read: Document = serde_json::from_str(&text(&value(&document))).expect(name);
        assert_eq!(read, document, "{name}");
    }
}
