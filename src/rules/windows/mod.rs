//! Habits of Windows and of Windows PowerShell.

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[];
