//! Which parameters and constants a document has, and which of them it reads.

use std::collections::HashSet;

use super::hints::Hints;
use crate::component::template::{self, Expression};
use crate::component::{Component, Definition};
use crate::diagnostic::{Diagnostic, Safety};
use crate::rules::mend;
use crate::yaml::{Entry, Node};

const OTHER_KEYS: &[&str] = &["name", "description", "schemaVersion", "phases", "disableLogging"];

/// Every text in definitions that have the wrong shape, and below top-level keys that do not exist
/// (`Parameters`). A name among them is declared, although not as it should be: that has its own finding.
pub(super) fn misplaced<'a>(component: &Component<'a>) -> HashSet<&'a str> {
    let mut wrong: Vec<Node<'a>> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for Entry { key, value } in component.root.entries() {
        let name = key.text().unwrap_or_default();
        let lists_definitions = matches!(name, "parameters" | "constants") && !seen.contains(&name);
        if lists_definitions && value.is_list() {
            wrong.extend(value.items().filter(|item| item.written_entries().len() != 1));
        } else if !OTHER_KEYS.contains(&name) {
            wrong.push(value);
        }
        if lists_definitions {
            seen.push(name);
        }
    }
    let nodes = wrong.into_iter().flat_map(Node::walk);
    nodes.filter_map(Node::text).collect()
}

/// The name that an expression takes for a parameter or constant.
pub(super) fn name<'a>(expression: &Expression<'a>) -> Option<&'a str> {
    match expression {
        Expression::Name(name) => Some(name),
        Expression::Resolve(argument) if !argument.starts_with("aws:ssm:") => Some(argument),
        _ => None,
    }
}

/// Takes a definition out of the list below this key of the document.
pub(super) fn take_out(
    component: &Component<'_>,
    key: &str,
    definition: &Definition<'_>,
    finding: &mut Diagnostic,
) {
    let Some(list) = component.root.present(key) else {
        return;
    };
    let has_name = |item: &Node<'_>| item.written_entries().any(|entry| entry.key == definition.name);
    let item = list.items().find(has_name);
    if let Some(edit) = item.and_then(|item| mend::without_item(list, item)) {
        finding.fix(Safety::Unsafe, "take it out", vec![edit]);
    }
}

/// The definitions that nothing reads: their names stand in no braces anywhere in the text, and no
/// misspelled reference seems to mean them.
pub(super) fn unread<'c, 'a>(
    component: &'c Component<'a>,
    definitions: &'c [Definition<'a>],
) -> Vec<&'c Definition<'a>> {
    // Without steps nothing can read anything, and that is the fault to report.
    if definitions.is_empty() || component.steps().next().is_none() {
        return Vec::new();
    }
    let words = template::words_in_braces(component.root.tree().text());
    let mut unread: Vec<&Definition<'a>> = definitions
        .iter()
        .filter(|definition| {
            let word = definition.text();
            let first = component
                .definition(word)
                .is_some_and(|first| first.name == definition.name);
            first && definition.body.is_map() && template::is_word(word) && !words.contains(word)
        })
        .collect();
    if unread.is_empty() {
        return unread;
    }
    let mut hints = Hints::default();
    let references = component.steps().flat_map(|step| &step.references);
    let meant: HashSet<&str> = references
        .filter_map(|reference| name(&reference.expression))
        .filter(|name| component.definition(name).is_none())
        .filter_map(|name| hints.nearest(0, name, component.definitions().map(Definition::text)))
        .collect();
    unread.retain(|definition| !meant.contains(definition.text()));
    unread
}
