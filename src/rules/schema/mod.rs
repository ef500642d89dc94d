//! Shape: keys, types, names and values of documents, phases, steps, definitions, loops and conditions.

mod unknown_action;

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[&unknown_action::RULE];
