//! The maps that have a fixed set of keys, and what a wrong key was meant to be.

use std::collections::BTreeSet;

use crate::component::grammar::{DOCUMENT, FOR, FOR_EACH, LOOP, PHASE, STEP};
use crate::component::modules::Module;
use crate::component::{Component, Phase, Step, head};
use crate::diagnostic::Safety;
use crate::nearest::nearest;
use crate::source::Span;
use crate::yaml::{Entry, Node};

/// Words of other tools and the key that says the same here.
const SYNONYMS: &[(&str, &str)] = &[
    ("args", "arguments"),
    ("argv", "arguments"),
    ("attempts", "maxAttempts"),
    ("body", "content"),
    ("cmd", "commands"),
    ("condition", "if"),
    ("delay", "delaySeconds"),
    ("dest", "destination"),
    ("dst", "destination"),
    ("hash", "checksum"),
    ("mode", "permissions"),
    ("retries", "maxAttempts"),
    ("retry", "maxAttempts"),
    ("run", "commands"),
    ("script", "commands"),
    ("src", "source"),
    ("target", "destination"),
    ("text", "content"),
    ("timeout", "timeoutSeconds"),
    ("title", "name"),
    ("uri", "source"),
    ("url", "source"),
    ("version", "schemaVersion"),
    ("when", "if"),
];

/// A map and the keys that it may and must have.
pub(super) struct Keyed<'a> {
    /// What it is, for messages: `step`.
    pub(super) what: String,
    /// The map.
    pub(super) node: Node<'a>,
    /// The smallest place that stands for it.
    pub(super) place: Span,
    /// The keys it may have.
    pub(super) allowed: Vec<&'static str>,
    /// The keys it must have.
    pub(super) required: Vec<&'static str>,
    /// The action, when it is a step.
    pub(super) module: Option<&'static Module>,
}

impl<'a> Keyed<'a> {
    fn new(what: &str, node: Node<'a>, allowed: &[&'static str], required: &[&'static str]) -> Self {
        Self {
            what: what.to_owned(),
            node,
            place: head(node),
            allowed: allowed.to_vec(),
            required: required.to_vec(),
            module: None,
        }
    }

    fn of_phase(phase: &Phase<'a>) -> Self {
        // A phase with `steps:` and nothing behind it has the key; the rule for empty steps speaks of it.
        let required: &[&str] = if phase.node.entry("steps").is_some() {
            &["name"]
        } else {
            &["name", "steps"]
        };
        let mut keyed = Self::new("phase", phase.node, PHASE, required);
        if let Some(name) = phase.name {
            keyed.place = name.span();
        }
        keyed
    }

    /// The keys of a step.
    pub(super) fn of_step(step: &Step<'a>) -> Self {
        let mut keyed = Self::new("step", step.node, STEP, &["name", "action"]);
        keyed.place = step.place();
        keyed.module = step.module;
        keyed
    }

    /// The entries whose key it may not have, each key once.
    pub(super) fn unknown(&self) -> Vec<Entry<'a>> {
        let mut seen = BTreeSet::new();
        self.node
            .entries()
            .into_iter()
            .filter(|entry| match entry.key.text() {
                Some(name) => !self.allowed.contains(&name) && seen.insert(name),
                None => true,
            })
            .collect()
    }

    /// The required keys that are left out, null included.
    pub(super) fn absent(&self) -> Vec<&'static str> {
        let left_out = |name: &&&str| self.node.present(name).is_none();
        self.required.iter().filter(left_out).copied().collect()
    }

    /// The allowed key that an unknown one was meant to be.
    pub(super) fn meant(&self, entry: Entry<'_>) -> Option<&'static str> {
        let word = entry.key.text()?;
        nearest(word, self.allowed.iter().copied()).or_else(|| {
            SYNONYMS
                .iter()
                .filter(|(other, _)| other.eq_ignore_ascii_case(word))
                .find_map(|(_, key)| self.allowed.iter().find(|allowed| *allowed == key))
                .copied()
        })
    }

    /// The input of a step's action that an unknown key of the step is, one level too far out.
    pub(super) fn outdented_input(&self, entry: Entry<'_>) -> Option<&'static str> {
        self.module?.input(entry.name()).map(|input| input.name)
    }

    /// The required keys that are left out and that no unknown key was meant to be.
    pub(super) fn missing(&self) -> Vec<&'static str> {
        let mut missing = self.absent();
        if !missing.is_empty() {
            for entry in self.unknown() {
                let meant = self.meant(entry);
                missing.retain(|name| Some(*name) != meant);
            }
        }
        missing
    }

    /// Where to say that a key is missing: the key itself when its value is null.
    pub(super) fn place_of_missing(&self, name: &str) -> Span {
        self.node
            .entry(name)
            .map_or(self.place, |entry| entry.key.written_span())
    }
}

/// How sure it is that an unknown key was meant to be `meant`: a word of another tool may mean something else.
pub(super) fn safety(entry: Entry<'_>, meant: &str) -> Safety {
    match nearest(entry.name(), [meant]) {
        Some(_) => Safety::Safe,
        None => Safety::Unsafe,
    }
}

/// The document, its phases, steps and loops.
pub(super) fn levels<'a>(component: &Component<'a>) -> Vec<Keyed<'a>> {
    let required = &["schemaVersion", "phases"];
    let mut found = vec![Keyed::new("document", component.root, DOCUMENT, required)];
    for phase in &component.phases {
        found.push(Keyed::of_phase(phase));
        for step in &phase.steps {
            found.push(Keyed::of_step(step));
            loops(step, &mut found);
        }
    }
    found
}

fn loops<'a>(step: &Step<'a>, found: &mut Vec<Keyed<'a>>) {
    let Some(looping) = &step.looping else { return };
    found.push(Keyed::new("loop", looping.node, LOOP, &[]));
    for (key, what, allowed) in [("for", "`for`", FOR), ("forEach", "`forEach`", FOR_EACH)] {
        if let Some(node) = looping.node.present(key).filter(|node| node.is_map()) {
            found.push(Keyed::new(what, node, allowed, &[]));
        }
    }
}
