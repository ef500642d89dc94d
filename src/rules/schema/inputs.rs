//! The maps below `inputs`, with the keys of the step's action.

use super::keys::Keyed;
use crate::component::grammar::STEP;
use crate::component::modules::{Input, InputKind, Shape};
use crate::component::{Step, head};
use crate::yaml::{Entry, Node};

/// What is wrong with the keys of one map.
pub(super) struct KeyFaults<'a> {
    /// Keys that do not exist.
    pub(super) unknown: Vec<Unknown<'a>>,
    /// Required keys that are left out and that none of the unknown ones stands for.
    pub(super) missing: Vec<&'static str>,
    /// Whether a required key is left out, be it under another name.
    pub(super) incomplete: bool,
}

/// A key that does not exist.
pub(super) struct Unknown<'a> {
    /// The key and its value.
    pub(super) entry: Entry<'a>,
    /// The key it was meant to be, by its spelling.
    pub(super) meant: Option<&'static str>,
    /// The one key that is missing where this is the one that is too many.
    pub(super) instead_of: Option<&'static str>,
}

/// The maps of a step's inputs whose keys are known: each with its faults. Conditions have keys of
/// another sort.
pub(super) fn maps<'a>(step: &Step<'a>) -> Vec<Keyed<'a>> {
    let Some(module) = step.module.filter(|module| module.shape != Shape::Condition) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for node in step.input_maps() {
        let names = module.inputs.iter().map(|input| input.name);
        let required = module.inputs.iter().filter(|input| input.required);
        found.push(Keyed {
            what: module.name.to_owned(),
            node,
            place: head(node),
            allowed: names.collect(),
            // An input one level too far out is not missing but misplaced.
            required: required
                .map(|input| input.name)
                .filter(|name| step.node.present(name).is_none() || STEP.contains(name))
                .collect(),
            module: None,
        });
        for input in module
            .inputs
            .iter()
            .filter(|i| i.kind == InputKind::DocumentParameters)
        {
            let list = node.present(input.name);
            for item in list
                .into_iter()
                .flat_map(Node::items)
                .filter(|item| item.is_map())
            {
                found.push(Keyed {
                    what: format!("an entry of `{}`", input.name),
                    node: item,
                    place: head(item),
                    allowed: vec!["name", "value"],
                    required: vec!["name", "value"],
                    module: None,
                });
            }
        }
    }
    found
}

/// Pairs the unknown keys of a map with those it lacks.
pub(super) fn key_faults<'a>(map: &Keyed<'a>) -> KeyFaults<'a> {
    let mut missing = map.absent();
    let neither = map.what == "ExecutePowerShell"
        && map.node.present("commands").is_none()
        && map.node.present("file").is_none();
    let incomplete = neither || !missing.is_empty();
    let mut unknown: Vec<Unknown<'a>> = map
        .unknown()
        .into_iter()
        .map(|entry| Unknown {
            entry,
            meant: map.meant(entry),
            instead_of: None,
        })
        .collect();
    missing.retain(|name| unknown.iter().all(|key| key.meant != Some(*name)));
    let mut unpaired = unknown.iter_mut().filter(|key| key.meant.is_none());
    if let (&[name], Some(key), None) = (missing.as_slice(), unpaired.next(), unpaired.next()) {
        key.instead_of = Some(name);
        missing.clear();
    }
    KeyFaults {
        unknown,
        missing,
        incomplete,
    }
}

/// Every input of a step that has a value, with what is documented about it.
pub(super) fn values<'a>(step: &Step<'a>) -> Vec<(&'static Input, Entry<'a>)> {
    let Some(module) = step.module.filter(|module| module.shape != Shape::Condition) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for map in step.input_maps() {
        for input in module.inputs {
            if let Some(entry) = map.entry(input.name).filter(|entry| !entry.value.is_null()) {
                found.push((input, entry));
            }
        }
    }
    found
}

/// The lists of strings among a step's inputs.
pub(super) fn text_lists<'a>(step: &Step<'a>) -> Vec<(&'static Input, Entry<'a>)> {
    let mut found = values(step);
    found.retain(|(input, entry)| input.kind == InputKind::TextList && entry.value.is_list());
    found
}
