//! The configuration file as a lenient view over the YAML tree, and its grammar as data.
//!
//! Nothing here complains; the rules of the group `config` do. What they complain about is absent from the view.

mod text;

use crate::component::Platform;
use crate::lint::Level;
use crate::workflow::WorkflowKind;
use crate::yaml::scalar::Resolved;
use crate::yaml::{Entry, Node};

pub use text::{Flaw, TextKind};

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
    /// One text.
    Text(TextKind),
    /// A list of texts, each of one kind.
    List(TextKind),
    /// One text, or a list of texts of one kind.
    Texts(TextKind),
    /// One text, which may hold `{name}`: filled in with what a layout or a pointer has taken under that name.
    Template(TextKind),
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
    /// A whole number of days, 0 to [`MOST_DAYS`].
    Days,
    /// A map from texts of one kind to any texts.
    Names(TextKind),
    /// A map with these keys.
    Map(&'static [Key]),
    /// A list of maps with these keys.
    Maps(&'static [Key]),
}

/// The longest time that a policy may ask to wait for.
pub const MOST_DAYS: u32 = 365;

/// How many items of a list, or names of `owners`, are read; it bounds the work that a file can ask for.
pub const MOST_ITEMS: usize = 1_000;

const fn key(name: &'static str, shape: Shape) -> Key {
    Key { name, shape }
}

/// Every key at the top of the file, and below them every other.
pub const KEYS: &[Key] = &[
    key("base-image", Shape::Text(TextKind::Any)),
    key("bump", Shape::Map(BUMP)),
    key("component-size", SIZE),
    key("exclude", Shape::List(TextKind::Pattern)),
    key("forbidden-actions", Shape::List(TextKind::Action)),
    key("layout", Shape::Texts(TextKind::Layout)),
    key("locked", Shape::List(TextKind::Rule)),
    key("overrides", Shape::Maps(OVERRIDE)),
    key("pins", Shape::Maps(PINS)),
    key("platform", Shape::Platform),
    key("rules", Shape::Levels),
    key("workflow-kind", Shape::WorkflowKind),
    key("workflow-steps", Shape::Count),
];

const OVERRIDE: &[Key] = &[
    key("base-image", Shape::Text(TextKind::Any)),
    key("component-size", SIZE),
    key("paths", Shape::List(TextKind::Pattern)),
    key("platform", Shape::Platform),
    key("rules", Shape::Levels),
    key("workflow-kind", Shape::WorkflowKind),
    key("workflow-steps", Shape::Count),
];

/// `account` and `region` say where the pin is deployed. They are data about the pin, compared with what was read: they
/// never change where the program connects or as whom.
const PINS: &[Key] = &[
    key("account", Shape::Template(TextKind::Account)),
    key("at", Shape::Text(TextKind::Pointer)),
    key("cluster", Shape::Template(TextKind::Cluster)),
    key("environment", Shape::Template(TextKind::Environment)),
    key("files", Shape::Texts(TextKind::Pattern)),
    key("follow", Shape::Template(TextKind::Follow)),
    key("hold-until", Shape::Text(TextKind::Day)),
    key("ignore", Shape::Boolean),
    key("reason", Shape::Text(TextKind::Any)),
    key("region", Shape::Template(TextKind::Region)),
];

const BUMP: &[Key] = &[
    key("deny", Shape::Maps(DENY)),
    key("draft", Shape::Boolean),
    key("environments", Shape::List(TextKind::Environment)),
    key("groups", Shape::Maps(GROUP)),
    key("labels", Shape::List(TextKind::Label)),
    key("limit", Shape::Count),
    key("min-age", Shape::Days),
    key("owners", Shape::Names(TextKind::Owner)),
    key("region-lag", Shape::Days),
    key("reviewers", Shape::List(TextKind::Reviewer)),
    key("soak", Shape::Days),
];

const GROUP: &[Key] = &[
    key("families", Shape::List(TextKind::Family)),
    key("labels", Shape::List(TextKind::Label)),
    key("min-age", Shape::Days),
    key("name", Shape::Text(TextKind::Group)),
    key("paths", Shape::List(TextKind::Pattern)),
    key("reviewers", Shape::List(TextKind::Reviewer)),
];

const DENY: &[Key] = &[
    key("image", Shape::Text(TextKind::Image)),
    key("reason", Shape::Text(TextKind::Any)),
    key("until", Shape::Text(TextKind::Day)),
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
    /// `layout`.
    pub layout: Vec<Node<'a>>,
    /// `pins`, in order; items that are no maps are left out.
    pub pins: Vec<PinRow<'a>>,
    /// `bump`, when it is a map.
    pub bump: Option<Node<'a>>,
}

/// One item of `pins`.
#[derive(Debug)]
pub struct PinRow<'a> {
    /// The map.
    pub node: Node<'a>,
    /// `files`.
    pub files: Vec<Node<'a>>,
    /// `at`.
    pub at: Option<Node<'a>>,
    /// `follow`, `region` and the other texts that may hold `{name}`, each with what it is.
    pub templates: Vec<(Node<'a>, TextKind)>,
    /// The key and value of `hold-until`.
    pub hold: Option<Entry<'a>>,
    /// The key and value of `ignore`, when it says `true`.
    pub ignore: Option<Entry<'a>>,
    /// `reason`, when there is a letter or digit in it.
    pub reason: Option<&'a str>,
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
                .into_iter()
                .flat_map(|root| maps(root, "overrides"))
                .map(|node| Override {
                    node,
                    paths: self::texts(node, "paths"),
                    section: section(node),
                })
                .collect(),
            locked: texts("locked"),
            forbidden_actions: texts("forbidden-actions"),
            exclude: texts("exclude"),
            layout: root.map_or_else(Vec::new, |root| one_or_more(root, "layout")),
            pins: root
                .into_iter()
                .flat_map(|root| maps(root, "pins"))
                .map(pin_row)
                .collect(),
            bump: root
                .and_then(|root| root.present("bump"))
                .filter(|bump| bump.is_map()),
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
                    Some(Shape::Maps(keys)) => {
                        waiting.extend(entry.value.items().take(MOST_ITEMS).map(|item| (item, keys)));
                    }
                    _ => {}
                }
                found.push(KeyedEntry { entry, key, keys });
            }
        }
        found
    }

    /// The maps of `bump.groups`.
    pub fn groups(&self) -> impl Iterator<Item = Node<'a>> + use<'a> {
        self.bump.into_iter().flat_map(|bump| maps(bump, "groups"))
    }

    /// The maps of `bump.deny`.
    pub fn denied(&self) -> impl Iterator<Item = Node<'a>> + use<'a> {
        self.bump.into_iter().flat_map(|bump| maps(bump, "deny"))
    }

    /// Every text that the grammar knows the kind of; null, what is not a text, and what may hold `{name}` left out.
    pub fn texts(&self) -> Vec<(Node<'a>, TextKind)> {
        let entries = self.entries();
        let known = entries
            .iter()
            .filter_map(|keyed| Some((keyed.key?.shape, keyed.entry.value)));
        known
            .flat_map(|(shape, value)| match shape {
                Shape::Text(kind) => with(kind, one(value).into_iter().collect()),
                Shape::List(kind) => with(kind, listed(value)),
                Shape::Texts(kind) => with(kind, one(value).into_iter().chain(listed(value)).collect()),
                Shape::Names(kind) => with(kind, names(value).map(|entry| entry.key).collect()),
                _ => Vec::new(),
            })
            .collect()
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

fn pin_row(node: Node<'_>) -> PinRow<'_> {
    let templates = PINS.iter().filter_map(|key| match key.shape {
        Shape::Template(kind) => Some((node.scalar(key.name)?, kind)),
        _ => None,
    });
    let entry = |name: &str| node.entry(name).filter(|entry| one(entry.value).is_some());
    PinRow {
        node,
        files: one_or_more(node, "files"),
        at: node.scalar("at"),
        templates: templates.collect(),
        hold: entry("hold-until"),
        ignore: entry("ignore").filter(|entry| boolean(entry.value) == Some(true)),
        reason: reason(node),
    }
}

/// The `reason` of a map, when there is a letter or digit in it.
pub fn reason(map: Node<'_>) -> Option<&str> {
    let text = map.scalar("reason")?.text()?;
    Some(text).filter(|text| text.contains(char::is_alphanumeric))
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

/// A whole number of days, 0 to [`MOST_DAYS`].
pub fn days(value: Node<'_>) -> Option<u32> {
    u32::try_from(value.resolved()?.as_integer()?)
        .ok()
        .filter(|days| *days <= MOST_DAYS)
}

/// The entries of a map from texts to texts; those of another kind are left out.
pub fn names(map: Node<'_>) -> impl Iterator<Item = Entry<'_>> {
    map.entries()
        .into_iter()
        .take(MOST_ITEMS)
        .filter(|entry| one(entry.key).is_some() && one(entry.value).is_some())
}

/// The texts of the list below a key.
pub fn texts<'a>(map: Node<'a>, name: &str) -> Vec<Node<'a>> {
    map.present(name).map(listed).unwrap_or_default()
}

/// The texts below a key with [`Shape::Texts`]: of a list, or the one.
fn one_or_more<'a>(map: Node<'a>, name: &str) -> Vec<Node<'a>> {
    let value = map.present(name);
    value
        .into_iter()
        .flat_map(|value| one(value).into_iter().chain(listed(value)))
        .collect()
}

/// The maps of the list below a key.
pub fn maps<'a>(map: Node<'a>, name: &str) -> impl Iterator<Item = Node<'a>> + use<'a> {
    map.present(name)
        .into_iter()
        .flat_map(|list| list.items().take(MOST_ITEMS))
        .filter(|item| item.is_map())
}

fn one(value: Node<'_>) -> Option<Node<'_>> {
    Some(value).filter(|value| value.is_scalar() && !value.is_null())
}

fn listed(value: Node<'_>) -> Vec<Node<'_>> {
    value.items().take(MOST_ITEMS).filter_map(one).collect()
}

fn with(kind: TextKind, nodes: Vec<Node<'_>>) -> Vec<(Node<'_>, TextKind)> {
    nodes.into_iter().map(|node| (node, kind)).collect()
}
