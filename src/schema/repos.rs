//! What `repos --format json` prints.

use serde_json::{Value, json};

use super::shape::{described, open, or_nothing, reference, text};
use super::top;
use crate::repos::{Reason, SCHEMA};

pub(super) fn schema() -> Value {
    let list = |of: Value, about: &str| described(json!({ "type": "array", "items": of }), about);
    let texts = |about: &str| list(json!({ "type": "string" }), about);
    let schema = open(
        [
            ("schema", json!({ "const": SCHEMA })),
            ("verdict", text("The whole result in one line.")),
            (
                "reached",
                json!({ "type": "integer", "minimum": 0, "description": "How many repositories the installation has." }),
            ),
            (
                "repositories",
                list(reference("repository"), "Those that are meant, by name."),
            ),
            (
                "left_out",
                list(
                    reference("left_out"),
                    "Those that are not, by name, each with the first reason.",
                ),
            ),
            (
                "not_read",
                list(
                    reference("not_read"),
                    "Those of which GitHub did not tell enough.",
                ),
            ),
            (
                "not_in_matrix",
                texts("Those that are meant and have no room in the matrix."),
            ),
            ("notes", texts("What a person should know besides, in sentences.")),
        ],
        json!({ "repository": repository(), "left_out": left_out(), "not_read": not_read() }),
    );
    top(
        "repos",
        SCHEMA,
        "Repositories that the installation of a GitHub App reaches. Keys may be added; none is removed or changes its meaning.",
        schema,
    )
}

fn name() -> Value {
    text("`owner/name`.")
}

fn repository() -> Value {
    let flag = |about: &str| json!({ "type": "boolean", "description": about });
    open(
        [
            ("repository", name()),
            ("owner", text("Who owns it.")),
            ("name", text("Its name.")),
            ("default_branch", text("Its default branch.")),
            ("visibility", text("`public`, `private` or `internal`.")),
            (
                "topics",
                described(
                    json!({ "type": "array", "items": { "type": "string" } }),
                    "Its topics.",
                ),
            ),
            ("fork", flag("Whether it is a fork.")),
            ("template", flag("Whether it is a template.")),
            (
                "configuration",
                or_nothing(text(
                    "The path of its configuration; null with `--unconfigured`, which does not ask.",
                )),
            ),
        ],
        Value::Null,
    )
}

fn left_out() -> Value {
    let words: Vec<&str> = Reason::ALL.into_iter().map(Reason::word).collect();
    let reason = json!({ "enum": words, "description": "Why. Words may be added." });
    open([("repository", name()), ("reason", reason)], Value::Null)
}

fn not_read() -> Value {
    open(
        [("repository", name()), ("reason", text("Why, in a sentence."))],
        Value::Null,
    )
}
