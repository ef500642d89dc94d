//! amiforge's own configuration file.

mod bad_pattern;
mod forbidden_content;
mod locked_rule;
pub(crate) mod locks;
mod missing_paths;
mod unknown_action;
mod unknown_key;
mod unknown_level;
mod unknown_rule;
mod unknown_value;
mod wrong_type;

use super::Rule;

/// A level that lowers a locked rule.
pub(crate) const LOCKED_RULE: &Rule = &locked_rule::RULE;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[
    &bad_pattern::RULE,
    &forbidden_content::RULE,
    &locked_rule::RULE,
    &missing_paths::RULE,
    &unknown_action::RULE,
    &unknown_key::RULE,
    &unknown_level::RULE,
    &unknown_rule::RULE,
    &unknown_value::RULE,
    &wrong_type::RULE,
];
