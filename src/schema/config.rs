//! The configuration file.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::shape::{described, map_to, object, reference, scalar, words_in_any_case};
use super::top;
use crate::config::document::{KEYS, Key, MOST_DAYS, MOST_ITEMS, PLATFORMS, Shape, TextKind, WORKFLOW_KINDS};
use crate::lint::Level;
use crate::rules;

/// The page that says what each key means. A test holds its table against the grammar.
const PAGE: &str = include_str!("../../docs/configuration.md");

pub(super) fn schema() -> Value {
    let words = words();
    let mut schema = map(KEYS, "", &words);
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("type".to_owned(), json!(["object", "null"]));
        schema.insert(
            "definitions".to_owned(),
            json!({ "level": level(), "levels": levels(), "rule": rule() }),
        );
    }
    top(
        "config",
        "amiforge configuration",
        "The file .github/amiforge.yaml. https://github.com/amiforge/amiforge/blob/main/docs/configuration.md",
        schema,
    )
}

/// What the page says about each key, by its path, such as `pins[].files`.
fn words() -> BTreeMap<&'static str, String> {
    let rows = PAGE.lines().filter_map(|row| row.strip_prefix("| `"));
    rows.filter_map(|row| {
        let (path, rest) = row.split_once("` | ")?;
        let (_, meaning) = rest.split_once(" | ")?;
        Some((path, without_links(meaning.trim_end_matches(" |"))))
    })
    .collect()
}

/// `[words](target)` as `words`.
fn without_links(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        match after
            .split_once("](")
            .and_then(|(words, behind)| Some((words, behind.split_once(')')?.1)))
        {
            Some((words, behind)) if !words.contains('[') => {
                out.push_str(words);
                rest = behind;
            }
            _ => {
                out.push('[');
                rest = after;
            }
        }
    }
    out + rest
}

fn map(keys: &[Key], below: &str, words: &BTreeMap<&str, String>) -> Value {
    let properties = keys.iter().map(|key| {
        let path = format!("{below}{}", key.name);
        let shape = shape(key.shape, &path, words);
        let shape = match words.get(path.as_str()) {
            Some(words) => described(shape, words),
            None => shape,
        };
        (key.name.to_owned(), shape)
    });
    object(properties, &[])
}

fn shape(shape: Shape, path: &str, words: &BTreeMap<&str, String>) -> Value {
    let list = |items: &Value| json!({ "type": "array", "maxItems": MOST_ITEMS, "items": items });
    match shape {
        Shape::Levels => reference("levels"),
        Shape::Text(kind) => text(kind),
        Shape::Template(kind) => json!({ "anyOf": [text(kind), { "type": "string", "pattern": "\\{" }] }),
        Shape::List(kind) => list(&text(kind)),
        Shape::Texts(kind) => json!({ "anyOf": [text(kind), list(&text(kind))] }),
        Shape::Platform => words_in_any_case(&PLATFORMS),
        Shape::WorkflowKind => words_in_any_case(&WORKFLOW_KINDS),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Bytes | Shape::Count => json!({ "type": "integer", "minimum": 1 }),
        Shape::Days => json!({ "type": "integer", "minimum": 0, "maximum": MOST_DAYS }),
        Shape::Names(kind) => {
            let mut names = map_to(&scalar());
            if let (Some(names), Some(pattern)) = (names.as_object_mut(), pattern(kind)) {
                names.insert("propertyNames".to_owned(), json!({ "pattern": pattern }));
            }
            names
        }
        Shape::Map(keys) => map(keys, &format!("{path}."), words),
        Shape::Maps(keys) => list(&map(keys, &format!("{path}[]."), words)),
    }
}

fn text(kind: TextKind) -> Value {
    if kind == TextKind::Rule {
        return reference("rule");
    }
    let mut text = scalar();
    if let (Some(text), Some(pattern)) = (text.as_object_mut(), pattern(kind)) {
        text.insert("pattern".to_owned(), pattern.into());
    }
    text
}

/// How a text of this kind is written, where a pattern can say it.
fn pattern(kind: TextKind) -> Option<&'static str> {
    match kind {
        TextKind::Account | TextKind::Owner => Some("^[0-9]{12}$"),
        TextKind::Region => Some("^[a-z]{2,4}(-[a-z]{2,12}){1,3}-[0-9]{1,2}$"),
        TextKind::Day => Some("^[0-9]{4}-[0-9]{2}-[0-9]{2}"),
        TextKind::Group => Some("^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$"),
        TextKind::Environment | TextKind::Cluster => Some("^[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$"),
        _ => None,
    }
}

fn level() -> Value {
    // YAML writers turn `off` into `false`.
    let words = Level::ALL.map(Level::word).map(Value::from);
    let all: Vec<Value> = words.into_iter().chain([false.into(), Value::Null]).collect();
    json!({ "enum": all })
}

fn levels() -> Value {
    let group = |name: &str| format!("All rules of the group {name} that have no level of their own here.");
    let groups = rules::groups().map(|name| (name.to_owned(), described(reference("level"), &group(name))));
    let each = rules::all().map(|rule| {
        let words = format!("{} Without a level here: {}.", rule.why, rule.level().word());
        (rule.id.to_owned(), described(reference("level"), &words))
    });
    let mut levels = object(groups.chain(each), &[]);
    if let Some(levels) = levels.as_object_mut() {
        levels.insert("type".to_owned(), json!(["object", "null"]));
    }
    levels
}

fn rule() -> Value {
    let names: Vec<&str> = rules::groups().chain(rules::all().map(|rule| rule.id)).collect();
    json!({ "enum": names })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_the_words_of_its_page() {
        fn missing(value: &Value, path: &str, found: &mut Vec<String>) {
            for (name, shape) in value["properties"].as_object().into_iter().flatten() {
                if shape["description"]
                    .as_str()
                    .is_none_or(|words| words.contains("]("))
                {
                    found.push(format!("{path}{name}"));
                }
                missing(shape, &format!("{path}{name}."), found);
                missing(&shape["items"], &format!("{path}{name}[]."), found);
            }
        }
        let mut found = Vec::new();
        missing(&schema(), "", &mut found);
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn links_become_their_words() {
        assert_eq!(
            without_links("See [a b](c#d), `x[]` and [e](f)."),
            "See a b, `x[]` and e."
        );
    }
}
