//! Taste and team policy.

mod forbidden_action;
mod quote_schema_version;

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[&forbidden_action::RULE, &quote_schema_version::RULE];
