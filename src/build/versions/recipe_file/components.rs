//! The components of a recipe file: each an ARN, or a file with what stands beside it.

use std::collections::{BTreeMap, BTreeSet};

use super::{name, platform, version};
use crate::build::versions::fields::{Fields, Place};
use crate::component::Platform;
use crate::recipe;
use crate::release::image_builder::Version;
use crate::syntax::NodeId;

/// What can be said of a component beside its `file`.
pub const BESIDE: [&str; 7] = [
    "name",
    "semanticVersion",
    "platform",
    "supportedOsVersions",
    "description",
    "changeDescription",
    "tags",
];

/// A component in the list of a recipe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it stands.
    pub place: Place,
    /// Which one.
    pub which: Which,
    /// What the recipe sets, by name.
    pub parameters: BTreeMap<String, Vec<String>>,
}

/// Which component is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// By its ARN.
    Arn(String),
    /// By a file of the repository, from its root, and what is said beside it.
    File(String, Box<Beside>),
}

/// What a recipe says about the component of a file, which a plain document cannot say itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// `name`.
    pub name: Option<String>,
    /// `semanticVersion`, and where it stands.
    pub version: Option<(Version, Place)>,
    /// `platform`.
    pub platform: Option<Platform>,
    /// `supportedOsVersions`.
    pub systems: BTreeSet<String>,
    /// `description`.
    pub description: Option<String>,
    /// `changeDescription`.
    pub change: Option<String>,
    /// `tags`.
    pub tags: BTreeMap<String, String>,
    /// The first of these keys that is there.
    pub said: Option<&'static str>,
}

/// Those of the file at a path.
pub(super) fn read(path: &str, fields: &mut Fields, root: NodeId) -> Vec<Entry> {
    let mut entries = Vec::new();
    let keys = [&["componentArn", "file", "parameters"][..], &BESIDE].concat();
    for item in fields.maps(root, "components") {
        let span = fields.span(item);
        fields.keys(item, "a component of a recipe", &keys);
        let parameters = parameters(fields, item);
        let arn = fields.text(item, "componentArn");
        let file = fields.text(item, "file");
        let beside = beside(fields, item);
        let which = match (arn, file) {
            (Some(arn), None) => {
                if let Some(key) = beside.said {
                    fields.fault(
                        span,
                        format!("`{key}` goes with `file`: a `componentArn` says it all"),
                    );
                }
                Which::Arn(arn)
            }
            (None, Some(file)) => {
                let Some(file) = recipe::beside(path, &file) else {
                    fields.fault(span, "the file lies outside of the repository");
                    continue;
                };
                Which::File(file, Box::new(beside))
            }
            (None, None) => {
                fields.fault(span, "a component is named by `componentArn` or by `file`");
                continue;
            }
            (Some(_), Some(_)) => {
                fields.fault(
                    span,
                    "a component is named by `componentArn` or by `file`, not by both",
                );
                continue;
            }
        };
        entries.push(Entry {
            place: fields.place(span),
            which,
            parameters,
        });
    }
    entries
}

fn parameters(fields: &mut Fields, item: NodeId) -> BTreeMap<String, Vec<String>> {
    let mut parameters = BTreeMap::new();
    for parameter in fields.maps(item, "parameters") {
        fields.keys(parameter, "a parameter", &["name", "value"]);
        let Some((name, span)) = fields.required(parameter, "name") else {
            continue;
        };
        let value = fields.texts(parameter, "value");
        if value.is_empty() && fields.get(parameter, "value").is_none() {
            fields.fault(span, format!("`{name}` has no `value`: a list of texts"));
        }
        if parameters.insert(name.clone(), value).is_some() {
            fields.fault(span, format!("the parameter `{name}` is set twice"));
        }
    }
    parameters
}

fn beside(fields: &mut Fields, item: NodeId) -> Beside {
    let said = BESIDE.into_iter().find(|key| fields.get(item, key).is_some());
    let name = fields.get(item, "name").and_then(|_| name(fields, item));
    let version = fields
        .get(item, "semanticVersion")
        .and_then(|_| version(fields, item));
    Beside {
        name,
        version,
        platform: platform(fields, item),
        systems: fields.texts(item, "supportedOsVersions").into_iter().collect(),
        description: fields.text(item, "description"),
        change: fields.text(item, "changeDescription"),
        tags: fields.tags(item, "tags"),
        said,
    }
}
