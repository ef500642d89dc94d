//! The scripts inside of steps, as their shells would read them.

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[];
