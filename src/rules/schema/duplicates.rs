//! Names that must not be used twice.

use std::collections::BTreeMap;

use crate::component::head;
use crate::rules::Findings;
use crate::source::Span;
use crate::yaml::Node;

/// Reports every phase or step whose name one before it has. `owners` are the maps with their names.
pub(super) fn check<'a>(
    what: &str,
    owners: impl Iterator<Item = (Node<'a>, Option<Node<'a>>)>,
    help: &str,
    found: &mut Findings<'_>,
) {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    for (owner, name) in owners {
        let Some((name, text)) = name.and_then(|name| Some((name, name.text()?))) else {
            continue;
        };
        // A map that an alias repeats has its name at the anchor.
        let at = if owner.is_alias() {
            owner.written_span()
        } else {
            name.written_span()
        };
        match first.get(text) {
            Some(before) => {
                // A name that a merge key brings in is the other one's.
                let at = if at == *before { head(owner) } else { at };
                found
                    .report(at, format!("there is a {what} `{}` already", name.shown()))
                    .help(help)
                    .label(*before, "first used here");
            }
            None if text.is_empty() => {}
            None => {
                first.insert(text, at);
            }
        }
    }
}
