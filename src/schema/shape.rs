//! The shapes that schemas are made of.

use serde_json::{Map, Value, json};

/// A single value. YAML reads `1.10` as a number and `yes` as a boolean where text was meant; that is for the rules.
pub(super) fn scalar() -> Value {
    json!({ "type": ["string", "number", "boolean"] })
}

/// Text known only when the document runs.
pub(super) fn dynamic() -> Value {
    json!({ "type": "string", "pattern": "\\{\\{" })
}

/// One of these, or text known only when the document runs.
pub(super) fn or_dynamic(shape: &Value) -> Value {
    json!({ "anyOf": [shape, dynamic()] })
}

/// `true` or `false`, in quotes too.
pub(super) fn boolean() -> Value {
    json!({ "enum": [true, false, "true", "false"] })
}

/// A whole number, in quotes too.
pub(super) fn integer() -> Value {
    json!({ "anyOf": [{ "type": "integer" }, { "type": "string", "pattern": "^-?[0-9]+$" }] })
}

/// A list of single values.
pub(super) fn scalars() -> Value {
    json!({ "type": "array", "items": scalar() })
}

/// A map to values of one shape.
pub(super) fn map_to(shape: &Value) -> Value {
    json!({ "type": "object", "additionalProperties": shape })
}

/// One of these words.
pub(super) fn words(words: &[&str]) -> Value {
    json!({ "enum": words })
}

/// One of these words, in any letter case.
pub(super) fn words_in_any_case(words: &[&str]) -> Value {
    let either = |c: char| {
        if c.is_ascii_alphabetic() {
            format!("[{}{}]", c.to_ascii_uppercase(), c.to_ascii_lowercase())
        } else {
            c.to_string()
        }
    };
    let patterns: Vec<String> = words
        .iter()
        .map(|word| word.chars().map(either).collect())
        .collect();
    // The first is for completion, the second for what it leaves out.
    json!({ "anyOf": [{ "enum": words }, { "type": "string", "pattern": format!("^({})$", patterns.join("|")) }] })
}

/// A reference to a definition.
pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{name}") })
}

/// A shape with words for the reader.
pub(super) fn described(mut shape: Value, description: &str) -> Value {
    if shape.get("$ref").is_some() {
        // Draft 7 ignores what stands beside a reference.
        shape = json!({ "allOf": [shape] });
    }
    if let Some(map) = shape.as_object_mut() {
        map.insert("description".to_owned(), description.into());
    }
    shape
}

/// A map with these keys and no others.
pub(super) fn object(properties: impl IntoIterator<Item = (String, Value)>, required: &[&str]) -> Value {
    let properties: Map<String, Value> = properties.into_iter().collect();
    let mut object = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    });
    if let (Some(object), false) = (object.as_object_mut(), required.is_empty()) {
        object.insert("required".to_owned(), required.into());
    }
    object
}

/// What holds when a key has a value.
pub(super) fn when(key: &str, value: &str, then: &Value) -> Value {
    json!({
        "if": { "required": [key], "properties": { key: { "const": value } } },
        "then": then,
    })
}
