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

/// `true` or `false`, in quotes too, and the words that YAML 1.1 has for them.
pub(super) fn boolean() -> Value {
    let words = words_in_any_case(&["true", "false", "yes", "no", "on", "off"]);
    json!({ "anyOf": [{ "type": "boolean" }, words["anyOf"][1]] })
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

/// The same shape, or nothing behind the key: that counts as left out.
pub(super) fn or_nothing(mut shape: Value) -> Value {
    let Some(map) = shape.as_object_mut() else {
        return shape;
    };
    let nothing = json!({ "type": "null" });
    if let Some(of) = map.remove("allOf") {
        // A described reference.
        map.insert("anyOf".to_owned(), json!([{ "allOf": of }, nothing]));
    } else if let Some(any) = map.get_mut("anyOf").and_then(Value::as_array_mut) {
        any.push(nothing);
    } else if let Some(words) = map.get_mut("enum").and_then(Value::as_array_mut) {
        words.push(Value::Null);
    } else if let Some(kind) = map.get_mut("type") {
        let kinds = match kind.take() {
            Value::Array(kinds) => kinds,
            one => vec![one],
        };
        *kind = kinds.into_iter().chain(["null".into()]).collect();
    }
    shape
}

/// That a key has a value.
pub(super) fn present(keys: &[&str]) -> Value {
    let something: Map<String, Value> = keys
        .iter()
        .map(|key| ((*key).to_owned(), json!({ "not": { "type": "null" } })))
        .collect();
    json!({ "required": keys, "properties": something })
}

/// A map with these keys and no others.
pub(super) fn object(properties: impl IntoIterator<Item = (String, Value)>, required: &[&str]) -> Value {
    let properties: Map<String, Value> = properties
        .into_iter()
        .map(|(key, shape)| {
            let optional = !required.contains(&key.as_str());
            (key, if optional { or_nothing(shape) } else { shape })
        })
        .collect();
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

/// A map with these keys, all of them required, and any that a later version adds.
pub(super) fn open<const N: usize>(keys: [(&str, Value); N], definitions: Value) -> Value {
    with(Vec::new(), keys, definitions)
}

/// The same with keys that may be there.
pub(super) fn with<const N: usize>(
    optional: Vec<(&str, Value)>,
    keys: [(&str, Value); N],
    definitions: Value,
) -> Value {
    let required: Vec<&str> = keys.iter().map(|(key, _)| *key).collect();
    let mut object = json!({ "type": "object", "required": required });
    let properties: Map<String, Value> = keys
        .into_iter()
        .chain(optional)
        .map(|(key, shape)| (key.to_owned(), shape))
        .collect();
    if let Some(object) = object.as_object_mut() {
        object.insert("properties".to_owned(), properties.into());
        if !definitions.is_null() {
            object.insert("definitions".to_owned(), definitions);
        }
    }
    object
}

/// A text of any kind.
pub(super) fn text(about: &str) -> Value {
    json!({ "type": "string", "description": about })
}
