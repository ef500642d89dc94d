//! What works on one platform, one shell or one stage of a build and not on another.

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[];
