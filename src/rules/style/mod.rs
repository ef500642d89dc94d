//! Taste and team policy.

mod forbidden_action;
mod no_description;
mod quote_schema_version;

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[
    &forbidden_action::RULE,
    &no_description::RULE,
    &quote_schema_version::RULE,
];
