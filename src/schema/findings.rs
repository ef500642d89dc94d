//! What `validate --format json` prints.

use serde_json::{Value, json};

use super::shape::{described, open, reference, text, with};
use super::top;

pub(super) fn schema() -> Value {
    let list = |of: &str, about: &str| described(json!({ "type": "array", "items": reference(of) }), about);
    let required = [
        ("schema", json!({ "const": "amiforge/findings/v1" })),
        ("findings", list("finding", "Sorted by path, then place.")),
        ("not_checked", list("not_checked", "Files that were not judged.")),
    ];
    let schema = with(
        later(),
        required,
        json!({ "finding": finding(), "label": label(), "fix": fix(), "not_checked": not_checked() }),
    );
    top(
        "findings",
        "amiforge/findings/v1",
        "What amiforge found. Lines and columns count from 1, columns in Unicode code points; a tab is one, a byte order mark none; end_column is exclusive. Keys may be added, none is removed or changes its meaning.",
        schema,
    )
}

/// Keys that came after the first version, so that files without them are of `v1` too.
fn later() -> Vec<(&'static str, Value)> {
    let flag = |about: &str| json!({ "type": "boolean", "description": about });
    vec![
        (
            "about",
            json!({
                "enum": ["documents", "pins"],
                "description": "What was judged: documents by `validate`, or pinned images by `pins --check`.",
            }),
        ),
        ("verdict", text("The whole result in one line.")),
        (
            "files_checked",
            json!({ "type": "integer", "minimum": 0, "description": "How many files were judged." }),
        ),
        ("failed", flag("Whether a finding fails the run.")),
        (
            "incomplete",
            flag("Whether the run ended in trouble, so that findings may be missing."),
        ),
        (
            "folder",
            text(
                "The folder that paths are relative to, from the root of the repository; empty for the root.",
            ),
        ),
        (
            "notices",
            described(
                json!({ "type": "array", "items": { "type": "string" } }),
                "What the run says about itself.",
            ),
        ),
    ]
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
