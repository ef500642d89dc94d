//! Keys that were meant but misspelled.

use crate::nearest::nearest;
use crate::yaml::{Entry, Node};

/// The entry of `map` that is no `known` key and looks like a misspelled `key`.
pub(super) fn misspelled<'a>(map: Node<'a>, key: &str, known: &[&str]) -> Option<Entry<'a>> {
    map.entries().into_iter().find(|entry| {
        let name = entry.name();
        !known.contains(&name) && nearest(name, [key]).is_some()
    })
}
