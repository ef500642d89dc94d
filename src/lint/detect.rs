//! Which files are documents of ours, and of which kind.

use crate::component::modules;
use crate::yaml::{self, Node};

/// The two document languages of Image Builder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// Phases with steps.
    Component,
    /// Steps directly.
    Workflow,
}

/// The kind of a document whose top is a map: `steps` without `phases` means workflow.
pub(super) fn kind(root: Node<'_>) -> DocumentKind {
    let has = |name: &str| {
        root.written_entries()
            .any(|e| e.name().eq_ignore_ascii_case(name))
    };
    if has("steps") && !has("phases") {
        DocumentKind::Workflow
    } else {
        DocumentKind::Component
    }
}

/// Whether a file found in a folder is, or tries to be, a component or workflow document. Other formats share some of
/// its words (SSM documents, CodeBuild's buildspec, GitHub workflows); those are not ours.
pub fn looks_like_document(text: &str) -> bool {
    if !has_word(text, "phases") && !has_word(text, "schemaversion") && !has_word(text, "steps") {
        return false;
    }
    let tree = yaml::parse(text);
    match tree.root().filter(|_| tree.fault.is_none()) {
        Some(root) => is_document(root),
        None => broken_looks_like_document(text),
    }
}

fn has_word(text: &str, word: &str) -> bool {
    text.as_bytes()
        .windows(word.len())
        .any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

const TOP_KEYS: &[&str] = &[
    "name",
    "description",
    "schemaversion",
    "parameters",
    "constants",
    "phases",
    "steps",
    "outputs",
    "disablelogging",
];

fn is_document(root: Node<'_>) -> bool {
    let keys: Vec<String> = root
        .written_entries()
        .map(|entry| entry.name().to_ascii_lowercase())
        .collect();
    let has = |name: &str| keys.iter().any(|key| key == name);
    let value = |name: &str| {
        root.written_entries()
            .find(|entry| entry.name().eq_ignore_ascii_case(name))
            .map(|entry| entry.value)
    };
    if has("mainsteps") || has("runtimeconfig") || has("jobs") {
        return false;
    }
    let ours = keys.iter().filter(|key| TOP_KEYS.contains(&key.as_str())).count();
    if has("schemaversion") && (has("phases") || has("steps") || ours == keys.len()) {
        return true;
    }
    let phases_hold_steps = root.written_entries().any(|entry| {
        entry.value.items().any(|item| {
            item.written_entries()
                .any(|e| e.name().eq_ignore_ascii_case("steps") && holds_actions(e.value))
        })
    });
    phases_hold_steps
        || has("phases")
            && value("phases").is_some_and(|phases| {
                phases
                    .written_entries()
                    .any(|e| holds_actions(e.value) || e.name() == "steps")
            })
        || has("steps")
            && value("steps").is_some_and(|steps| {
                steps.items().any(|step| {
                    step.get("action")
                        .and_then(Node::text)
                        .is_some_and(|a| crate::workflow::is_action(a) || modules::find(a).is_some())
                })
            })
}

/// Whether a node is a list of steps: maps of which one has an `action` (or an attempt at it).
fn holds_actions(steps: Node<'_>) -> bool {
    steps.items().chain([steps]).any(|step| {
        step.written_entries().any(|entry| {
            entry.name().eq_ignore_ascii_case("action")
                || entry.name() == "actions" && entry.value.is_scalar()
        })
    })
}

/// For a text that does not parse: the marks of a document, line by line.
fn broken_looks_like_document(text: &str) -> bool {
    let key = |line: &str, word: &str| {
        let line = line.trim_start_matches([' ', '\t', '-', '"', '\'', '{', ',']);
        line.get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
            && line[word.len()..]
                .trim_start_matches(['"', '\'', ' '])
                .starts_with(':')
    };
    let mut version = false;
    let mut body = false;
    let mut action = false;
    for line in text.lines() {
        if key(line, "mainSteps") || key(line, "runtimeConfig") || key(line, "jobs") {
            return false;
        }
        version |= key(line, "schemaVersion");
        body |= key(line, "phases") || key(line, "steps");
        action |= key(line, "action")
            && line.split_once(':').is_some_and(|(_, value)| {
                let value = value.trim().trim_matches(['"', '\'', ',']);
                modules::find(value).is_some() || crate::workflow::is_action(value)
            });
    }
    version && body || body && action
}
