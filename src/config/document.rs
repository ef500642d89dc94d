//! The configuration file as a lenient view over the YAML tree, and its grammar as data.
//!
//! Nothing here complains; the rules of the group `config` do. What they complain about is absent from the view.

use crate::component::Platform;
use crate::lint::Level;
use crate::workflow::WorkflowKind;
use crate::yaml::scalar::Resolved;
use crate::yaml::{Entry, Node};

/// A key of the configuration file.
#[derive(Debug)]
pub struct Key {
    /// The exact spelling.
    pub name: &'static str,
    /// What its value is.
    pub shape: Shape,
}

/// What the value of a key is.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A map from a rule or a group of rules to a level.
    Levels,
    /// A list of texts, each of one kind.
    List(Item),
    /// One text.
    Text,
    /// One of the words for a platform.
    Platform,
    /// One of the words for a kind of workflow.
    WorkflowKind,
    /// `true` or `false`.
    Boolean,
    /// A whole number of bytes, at least 1.
    Bytes,
    /// A whole number, at least 1.
    Count,
    /// A map with these keys.
    Map(&'static [Key]),
    /// A list of maps with these keys.
    Maps(&'static [Key]),
}

/// What a text in a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// A rule or a group of rules.
    Rule,
    /// A pattern for paths.
    Pattern,
    /// An action of a document.
    Action,
}

const fn key(name: &'static str, shape: Shape) -> Key {
    Key { name, shape }
}

/// Every key at the top of the file, and below them every other.
pub const KEYS: &[Key] = &[
    key("base-image", Shape::Text),
    key("component-size", SIZE),
    key("exclude", Shape::List(Item::Pattern)),
    key("forbidden-actions", Shape::List(Item::Action)),
    key("locked", Shape::List(Item::Rule)),
    key("overrides", Shape::Maps(OVERRIDE)),
    key("platform", Shape::Platform),
    key("rules", Shape::Levels),
    key("workflow-kind", Shape::WorkflowKind),
    key("workflow-steps", Shape::Count),
];

const OVERRIDE: &[Key] = &[
    key("base-image", Shape::Text),
    key("component-size", SIZE),
    key("paths", Shape::List(Item::Pattern)),
    key("platform", Shape::Platform),
    key("rules", Shape::Levels),
    key("workflow-kind", Shape::WorkflowKind),
    key("workflow-steps", Shape::Count),
];

const SIZE: Shape = Shape::Map(&[key("inline", Shape::Boolean), key("quota", Shape::Bytes)]);

/// The words that `platform` takes, in any letter case.
pub const PLATFORMS: [&str; 3] = ["linux", "macos", "windows"];

/// The words that `workflow-kind` takes, in any letter case.
pub const WORKFLOW_KINDS: [&str; 3] = ["build", "distribution", "test"];

/// A whole configuration file.
#[derive(Debug)]
pub struct ConfigDocument<'a> {
    /// The top-level node; none in an empty file.
    pub root: Option<Node<'a>>,
    /// What holds everywhere.
    pub everywhere: Section<'a>,
    /// `overrides`, in order; items that are no maps are left out.
    pub overrides: Vec<Override<'a>>,
    /// `locked`.
    pub locked: Vec<Node<'a>>,
    /// `forbidden-actions`.
    pub forbidden_actions: Vec<Node<'a>>,
    /// `exclude`.
    pub exclude: Vec<Node<'a>>,
}

/// One item of `overrides`.
#[derive(Debug)]
pub struct Override<'a> {
    /// The map.
    pub node: Node<'a>,
    /// `paths`.
    pub paths: Vec<Node<'a>>,
    /// What holds on these paths.
    pub section: Section<'a>,
}

/// What the top of the file and an override share.
#[derive(Debug, Default)]
pub struct Section<'a> {
    /// `rules` as written, known or not.
    pub rules: Vec<Entry<'a>>,
    /// `platform`.
    pub platform: Option<Platform>,
    /// `base-image`.
    pub base_image: Option<&'a str>,
    /// `workflow-kind`.
    pub workflow_kind: Option<WorkflowKind>,
    /// `workflow-steps`.
    pub step_quota: Option<u32>,
    /// `component-size.inline`.
    pub inline: Option<bool>,
    /// `component-size.quota`.
    pub quota: Option<u32>,
}

impl<'a> ConfigDocument<'a> {
    /// Reads the top-level node, whatever it is.
    pub fn read(root: Option<Node<'a>>) -> Self {
        let root = root.filter(|root| !root.is_null());
        let texts = |name: &str| root.map_or_else(Vec::new, |root| texts(root, name));
        Self {
            root,
            everywhere: root.map(section).unwrap_or_default(),
            overrides: root
                .and_then(|root| root.present("overrides"))
                .into_iter()
                .flat_map(Node::items)
                .filter(|item| item.is_map())
                .map(|node| Override {
                    node,
                    paths: self::texts(node, "paths"),
                    section: section(node),
                })
                .collect(),
            locked: texts("locked"),
            forbidden_actions: texts("forbidden-actions"),
            exclude: texts("exclude"),
        }
    }

    /// What holds everywhere, then what each override says.
    pub fn sections(&self) -> impl Iterator<Item = &Section<'a>> {
        [&self.everywhere]
            .into_iter()
            .chain(self.overrides.iter().map(|item| &item.section))
    }

    /// Every entry of every map whose keys are known; not the entries of `rules`.
    pub fn entries(&self) -> Vec<KeyedEntry<'a>> {
        let mut found = Vec::new();
        let mut waiting: Vec<(Node<'a>, &'static [Key])> = Vec::new();
        waiting.extend(self.root.map(|root| (root, KEYS)));
        while let Some((map, keys)) = waiting.pop() {
            for entry in map.entries() {
                let key = keys
                    .iter()
                    .find(|key| entry.key.is_scalar() && key.name == entry.name());
                match key.map(|key| key.shape) {
                    Some(Shape::Map(keys)) => waiting.push((entry.value, keys)),
                    Some(Shape::Maps(keys)) => waiting.extend(entry.value.items().map(|item| (item, keys))),
                    _ => {}
                }
                found.push(KeyedEntry { entry, key, keys });
            }
        }
        found
    }
}

/// An entry of a map whose keys are known.
#[derive(Clone, Copy, Debug)]
pub struct KeyedEntry<'a> {
    /// Key and value as written.
    pub entry: Entry<'a>,
    /// The key, when it is one of the map's.
    pub key: Option<&'static Key>,
    /// Every key of the map.
    pub keys: &'static [Key],
}

/// The level that the value of an entry in `rules` stands for. YAML writers turn `off` into `false`.
pub fn level(value: Node<'_>) -> Option<Level> {
    match (value.resolved()?, value.text()?) {
        (Resolved::Boolean(false), _) | (_, "Off" | "OFF") => Some(Level::Off),
        (_, word) => Level::parse(word),
    }
}

fn section(map: Node<'_>) -> Section<'_> {
    let text = |name: &str| map.present(name).and_then(Node::text);
    let size = |name: &str| map.present("component-size").and_then(|size| size.present(name));
    Section {
        rules: map
            .present("rules")
            .map(Node::entries)
            .unwrap_or_default()
            .into_iter()
            .filter(|entry| entry.key.is_scalar())
            .collect(),
        platform: text("platform").and_then(Platform::parse),
        base_image: text("base-image"),
        workflow_kind: text("workflow-kind").and_then(WorkflowKind::parse),
        inline: size("inline").and_then(boolean),
        quota: size("quota").and_then(positive),
        step_quota: map.present("workflow-steps").and_then(positive),
    }
}

/// `true` or `false`, `yes` and `on` included.
pub fn boolean(value: Node<'_>) -> Option<bool> {
    value.resolved()?.as_boolean()
}

/// A whole number, at least 1.
pub fn positive(value: Node<'_>) -> Option<u32> {
    u32::try_from(value.resolved()?.as_integer()?)
        .ok()
        .filter(|number| *number > 0)
}

fn texts<'a>(map: Node<'a>, name: &str) -> Vec<Node<'a>> {
    map.present(name)
        .into_iter()
        .flat_map(Node::items)
        .filter(|item| item.is_scalar() && !item.is_null())
        .collect()
}
