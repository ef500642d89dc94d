//! Taste and team policy.

mod forbidden_action;
mod hardcoded_account;
mod hardcoded_region;
mod no_description;
mod no_validate;
mod quote_schema_version;

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[
    &forbidden_action::RULE,
    &hardcoded_account::RULE,
    &hardcoded_region::RULE,
    &no_description::RULE,
    &no_validate::RULE,
    &quote_schema_version::RULE,
];
