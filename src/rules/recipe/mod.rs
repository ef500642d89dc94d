//! Recipes and component resources, where the repository holds them.

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[];
