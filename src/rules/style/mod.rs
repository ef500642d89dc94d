//! Taste and team policy.

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[];
