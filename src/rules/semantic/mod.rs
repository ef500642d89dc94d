//! Meaning: references, flow between steps, and inputs that cannot work.

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[];
