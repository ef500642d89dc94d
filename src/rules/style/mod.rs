//! Taste and team policy.

mod forbidden_action;

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[&forbidden_action::RULE];
