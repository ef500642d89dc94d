//! Which files are documents of ours, and of which kind.
//!
//! A folder may hold ten thousands of YAML and JSON files that are none. A look at the words rules most of them
//! out; only the rest is parsed.

use crate::component::modules;
use crate::nearest::nearest;
use crate::workflow::actions;
use crate::yaml::{self, Node, Tree};

/// The two document languages of Image Builder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// Phases with steps.
    Component,
    /// Steps directly.
    Workflow,
}

/// The kind of a document whose top is a map. The actions tell when all of them belong to one language, also
/// where `phases` stands in a workflow or is missing in a component; else `steps` without `phases` means workflow.
pub(super) fn kind(root: Node<'_>) -> DocumentKind {
    let (steps, phases) = (any_case(root, "steps"), any_case(root, "phases"));
    let (mut workflow, mut component) = (0, 0);
    for action in steps
        .into_iter()
        .chain(phases.into_iter().flat_map(steps_of_phases))
        .flat_map(action_names)
    {
        workflow += usize::from(actions::find(action).is_some());
        component += usize::from(modules::find(action).is_some());
    }
    let by_actions = match (workflow, component) {
        (0, 0) => None,
        (_, 0) => Some(DocumentKind::Workflow),
        (0, _) => Some(DocumentKind::Component),
        _ => None,
    };
    by_actions.unwrap_or(if has_key(root, "steps") && phases.is_none() {
        DocumentKind::Workflow
    } else {
        DocumentKind::Component
    })
}

/// Whether a file found in a folder is, or tries to be, a component or workflow document. Other formats share some of
/// its words (documents of Systems Manager, buildspecs, GitHub workflows); those are not ours.
pub fn looks_like_document(text: &str) -> bool {
    may_be_document(text) && is_document_tree(&yaml::parse(text))
}

/// The same, with the tree for [`super::judge_tree`], so that a document is parsed once.
pub(super) fn document_tree(text: &str) -> Option<Tree<'_>> {
    may_be_document(text)
        .then(|| yaml::parse(text))
        .filter(is_document_tree)
}

pub(super) fn is_document_tree(tree: &Tree<'_>) -> bool {
    match tree.root().filter(|_| tree.fault.is_none()) {
        Some(root) => is_document(root),
        None => broken_looks_like_document(tree.text()),
    }
}

/// Whether the text has the keys of a document at all: a list of steps, and a version or actions. One pass, no parser.
pub fn may_be_document(text: &str) -> bool {
    let (mut body, mut mark) = (false, false);
    for (colon, _) in text.match_indices(':') {
        let key = key_before(text, colon);
        body |= key.eq_ignore_ascii_case("phases") || key.eq_ignore_ascii_case("steps");
        mark |= key.eq_ignore_ascii_case("schemaVersion")
            || key.eq_ignore_ascii_case("action")
            || key.eq_ignore_ascii_case("actions");
        if body && mark {
            return true;
        }
    }
    false
}

/// The word before a colon, without blanks and quotes.
fn key_before(text: &str, colon: usize) -> &str {
    let before = text
        .get(..colon)
        .unwrap_or_default()
        .trim_end_matches([' ', '"', '\'']);
    let letters = before
        .bytes()
        .rev()
        .take(16)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    before.get(before.len() - letters..).unwrap_or_default()
}

/// Keys at the top of formats that have steps or phases too.
const FOREIGN_KEYS: &[&str] = &[
    "apiVersion",
    "AWSTemplateFormatVersion",
    "Resources",
    "runtimeConfig",
    "mainSteps",
    "jobs",
    "runs",
    "stages",
    "pool",
    "panels",
    "dependencies",
    "mediaType",
];

fn is_document(root: Node<'_>) -> bool {
    let foreign = |name: &str| FOREIGN_KEYS.iter().any(|key| key.eq_ignore_ascii_case(name));
    if root.written_entries().any(|entry| foreign(entry.name())) {
        return false;
    }
    let (steps, phases) = (any_case(root, "steps"), any_case(root, "phases"));
    let version = any_case(root, "schemaVersion");
    if version.is_some() {
        // An empty or wrong `phases` is a finding of the rules, not a sign of another format.
        if has_key(root, "phases") || any_case(root, "constants").is_some() {
            return true;
        }
        if has_key(root, "steps") {
            let actions = steps.is_some_and(|steps| action_names(steps).next().is_some());
            return actions || version.is_some_and(is_one);
        }
    }
    let named = |steps: Node<'_>| {
        action_names(steps).any(|action| is_action(action) || version.is_some() || near(action))
    };
    // `phases` may be misspelt, so that any list of maps with steps counts.
    steps.into_iter().any(named)
        || root
            .written_entries()
            .filter(|entry| entry.value.is_list() || Some(entry.value) == phases)
            .flat_map(|entry| steps_of_phases(entry.value))
            .any(named)
}

fn has_key(map: Node<'_>, name: &str) -> bool {
    map.written_entries()
        .any(|entry| entry.name().eq_ignore_ascii_case(name))
}

/// The value of a key in any letter case; null counts as left out.
fn any_case<'a>(map: Node<'a>, name: &str) -> Option<Node<'a>> {
    map.written_entries()
        .find(|entry| entry.name().eq_ignore_ascii_case(name))
        .map(|entry| entry.value)
        .filter(|value| !value.is_null())
}

/// The `steps` of each phase. Phases may be written as a map, of names or of the keys of one phase.
fn steps_of_phases(phases: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    phases
        .items()
        .chain(phases.written_entries().map(|entry| entry.value))
        .chain([phases])
        .filter(|phase| phase.is_map())
        .filter_map(|phase| any_case(phase, "steps"))
}

/// The actions of a list of steps, or of a map of steps, or of one step; `actions: X` is an attempt at it.
fn action_names(steps: Node<'_>) -> impl Iterator<Item = &str> {
    steps
        .items()
        .chain(steps.written_entries().map(|entry| entry.value))
        .chain([steps])
        .filter(|step| step.is_map())
        .filter_map(|step| any_case(step, "action").or_else(|| any_case(step, "actions")))
        .filter_map(Node::text)
}

fn is_action(word: &str) -> bool {
    modules::find(word).is_some() || actions::find(word).is_some()
}

/// Whether a word is a misspelt action. Short words are near to too much.
fn near(word: &str) -> bool {
    let names = modules::ALL
        .iter()
        .map(|module| module.name)
        .chain(actions::ALL.iter().map(|action| action.name));
    word.len() > 6 && nearest(word, names).is_some()
}

fn is_one(version: Node<'_>) -> bool {
    version
        .text()
        .is_some_and(|text| matches!(text.trim(), "1" | "1.0"))
}

/// Keys with which our documents start.
const OUTERMOST_KEYS: &[&str] = &[
    "name",
    "description",
    "schemaVersion",
    "parameters",
    "constants",
    "phases",
    "steps",
];

/// For a text that does not parse: the marks of a document, line by line.
fn broken_looks_like_document(text: &str) -> bool {
    // In JSON the top-level keys are indented.
    let flow = text.trim_start().starts_with('{') || text.lines().any(|line| line == "{");
    let (mut version, mut body, mut top, mut action) = (false, false, false, false);
    // A whole document may be indented: its first key that we know says how far.
    let mut outer = None;
    for line in text.lines() {
        let Some((key, value, indent)) = line_key(line) else {
            continue;
        };
        let is = |name: &str| key.eq_ignore_ascii_case(name);
        if outer.is_none() && OUTERMOST_KEYS.iter().chain(FOREIGN_KEYS).any(|name| is(name)) {
            outer = Some(indent);
        }
        let outermost = flow || outer.is_some_and(|outer| indent <= outer);
        if outermost && FOREIGN_KEYS.iter().any(|name| is(name)) {
            return false;
        }
        version |= is("schemaVersion") && outermost && matches!(value, "1" | "1.0");
        top |= outermost && (is("schemaVersion") || is("phases") || is("steps"));
        body |= is("phases") || is("steps");
        action |= is("action") && (is_action(value) || near(value));
    }
    top && body && (version || action)
}

/// The key and value of a line, and how far the key is indented; a dash in front of it counts. None for a comment.
fn line_key(line: &str) -> Option<(&str, &str, usize)> {
    let (key, value) = line.split_once(':')?;
    if key.trim_start().starts_with('#') {
        return None;
    }
    let indent = key.len() - key.trim_start_matches([' ', '\t', '-']).len();
    let key = key
        .trim_start_matches([' ', '\t', '-', '"', '\'', '{', ','])
        .trim_end_matches([' ', '"', '\'']);
    let value = value.split(" #").next().unwrap_or_default();
    Some((key, value.trim().trim_matches(['"', '\'', ',']), indent))
}

#[cfg(test)]
#[path = "detect_tests.rs"]
mod tests;
