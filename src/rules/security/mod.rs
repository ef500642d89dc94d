//! Secrets, downloads, and doors left open in the image.

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[];
