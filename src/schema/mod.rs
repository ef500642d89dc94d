//! JSON Schemas for editors and other programs, made of the data by which the rules judge.
//!
//! They are of draft 7, the newest that the YAML server of editors reads in full. A schema says less than the rules: it knows
//! keys, types and words, and nothing of references, order or names used twice.

mod build;
mod component;
mod config;
mod findings;
mod recipe;
mod repos;
mod shape;
mod workflow;

use serde_json::{Value, json};

/// One schema.
#[derive(Debug)]
pub struct Schema {
    /// The word for it on the command line; `docs/schemas/NAME.schema.json`.
    pub name: &'static str,
    /// What it describes, in a few words.
    pub summary: &'static str,
    /// The schema.
    make: fn() -> Value,
}

/// Every schema.
pub const ALL: &[Schema] = &[
    Schema {
        name: "component",
        summary: "component documents of EC2 Image Builder",
        make: component::schema,
    },
    Schema {
        name: "workflow",
        summary: "image workflow documents of EC2 Image Builder",
        make: workflow::schema,
    },
    Schema {
        name: "recipe",
        summary: "recipe files, from which `build --recipe-file` makes versions",
        make: recipe::schema,
    },
    Schema {
        name: "config",
        summary: "the configuration file, .github/amiforge.yaml",
        make: config::schema,
    },
    Schema {
        name: "findings",
        summary: "what `validate --format json` prints",
        make: findings::schema,
    },
    Schema {
        name: "build",
        summary: "the document that `build` writes",
        make: build::schema,
    },
    Schema {
        name: "repos",
        summary: "what `repos --format json` prints",
        make: repos::schema,
    },
    Schema {
        name: "releases",
        summary: "the file that `releases` writes",
        make: || serde_json::from_str(RELEASES).unwrap_or_default(),
    },
];

/// Written by hand: no rule is behind it.
const RELEASES: &str = include_str!("../../docs/releases.schema.json");

/// Where programs fetch the schemas.
const FETCHED: &str = "https://raw.githubusercontent.com/amiforge/amiforge/main/docs/schemas/";

/// The schema of this name.
pub fn find(name: &str) -> Option<&'static Schema> {
    ALL.iter().find(|schema| schema.name == name)
}

impl Schema {
    /// The schema as a JSON text and a line break.
    pub fn text(&self) -> String {
        // Maps, lists, texts and numbers: there is nothing in it that could fail to serialize.
        serde_json::to_string_pretty(&(self.make)()).unwrap_or_default() + "\n"
    }
}

/// The top of a schema with `rest` added.
fn top(name: &str, title: &str, description: &str, rest: Value) -> Value {
    let mut schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": format!("{FETCHED}{name}.schema.json"),
        "title": title,
        "description": description,
    });
    if let (Some(schema), Value::Object(rest)) = (schema.as_object_mut(), rest) {
        schema.extend(rest);
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_leads_to_a_definition_and_every_one_is_used() {
        for schema in ALL {
            let text = schema.text();
            let value: Value = serde_json::from_str(&text).expect("JSON");
            let mut used = std::collections::BTreeSet::new();
            for part in text.split("\"#/definitions/").skip(1) {
                let name = part.split('"').next().expect("a name");
                assert!(value["definitions"][name].is_object(), "{}: {name}", schema.name);
                used.insert(name);
            }
            let defined = value["definitions"].as_object();
            for name in defined.into_iter().flatten().map(|(name, _)| name.as_str()) {
                assert!(used.contains(name), "{}: {name} is not used", schema.name);
            }
        }
        assert!(find("component").is_some() && find("").is_none());
    }
}
