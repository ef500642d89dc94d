//! What `validate --format json` prints.

use serde_json::{Map, Value, json};

use super::shape::{described, reference};
use super::top;

pub(super) fn schema() -> Value {
    let list = |of: &str, about: &str| described(json!({ "type": "array", "items": reference(of) }), about);
    let schema = open(
        [
            ("schema", json!({ "const": "amiforge/findings/v1" })),
            ("findings", list("finding", "Sorted by path, then place.")),
            ("not_checked", list("not_checked", "Files that were not judged.")),
        ],
        json!({ "finding": finding(), "label": label(), "fix": fix(), "not_checked": not_checked() }),
    );
    top(
        "findings",
        "amiforge/findings/v1",
        "What amiforge found. Lines and columns count from 1, columns in Unicode code points; a tab is one, a byte order mark none; end_column is exclusive. Keys may be added, none is removed or changes its meaning.",
        schema,
    )
}

/// A map with these keys, all of them required, and any that a later version adds.
fn open<const N: usize>(keys: [(&str, Value); N], definitions: Value) -> Value {
    let required: Vec<&str> = keys.iter().map(|(key, _)| *key).collect();
    let mut object = json!({ "type": "object", "required": required });
    let properties: Map<String, Value> = keys
        .map(|(key, shape)| (key.to_owned(), shape))
        .into_iter()
        .collect();
    if let Some(object) = object.as_object_mut() {
        object.insert("properties".to_owned(), properties.into());
        if !definitions.is_null() {
            object.insert("definitions".to_owned(), definitions);
        }
    }
    object
}

fn text(about: &str) -> Value {
    json!({ "type": "string", "description": about })
}

fn place() -> [(&'static str, Value); 4] {
    let number = |about: &str| json!({ "type": "integer", "minimum": 1, "description": about });
    [
        ("line", number("The first line.")),
        ("column", number("The first column.")),
        ("end_line", number("The last line.")),
        ("end_column", number("The column behind the last one.")),
    ]
}

fn finding() -> Value {
    let [line, column, end_line, end_column] = place();
    open(
        [
            ("rule", text("The rule, `group/name`.")),
            ("severity", json!({ "enum": ["error", "warning", "info"] })),
            ("path", text("The file, from the working directory, with `/`.")),
            line,
            column,
            end_line,
            end_column,
            ("message", text("What is wrong, one line.")),
            (
                "help",
                json!({ "type": ["string", "null"], "description": "What to write instead." }),
            ),
            ("url", text("The page of the rule.")),
            (
                "labels",
                described(
                    json!({ "type": "array", "items": reference("label") }),
                    "Other places of the file that explain the finding.",
                ),
            ),
            (
                "fix",
                described(
                    json!({ "anyOf": [{ "type": "null" }, reference("fix")] }),
                    "How the finding can be repaired by itself.",
                ),
            ),
        ],
        Value::Null,
    )
}

fn label() -> Value {
    let [line, column, end_line, end_column] = place();
    let text = text("What is there.");
    open([line, column, end_line, end_column, ("text", text)], Value::Null)
}

fn fix() -> Value {
    let [line, column, end_line, end_column] = place();
    let edit = open(
        [
            line,
            column,
            end_line,
            end_column,
            ("text", text("What stands there instead.")),
        ],
        Value::Null,
    );
    open(
        [
            (
                "safety",
                json!({
                    "enum": ["safe", "unsafe"],
                    "description": "Whether the document surely means what it was meant to afterwards, or a person has to look.",
                }),
            ),
            ("title", text("What the fix does, as a command.")),
            (
                "edits",
                described(
                    json!({ "type": "array", "items": edit }),
                    "The changes, disjoint, all of them or none.",
                ),
            ),
        ],
        Value::Null,
    )
}

fn not_checked() -> Value {
    open(
        [("path", text("The file.")), ("reason", text("Why."))],
        Value::Null,
    )
}
