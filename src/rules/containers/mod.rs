//! Container images that are pulled into the image.

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[];
