//! amiforge's own configuration file.

mod bad_date;
mod bad_follow;
mod bad_pattern;
mod bad_pointer;
mod duplicate_name;
mod forbidden_content;
mod laxer_policy;
mod locked_rule;
pub(crate) mod locks;
mod malformed_value;
mod missing_follow;
mod missing_key;
mod missing_paths;
mod missing_reason;
mod too_many_items;
mod unknown_action;
mod unknown_key;
mod unknown_level;
mod unknown_rule;
mod unknown_value;
mod wrong_type;

use super::Rule;

/// A group or an environment that is named twice.
pub(crate) const DUPLICATE_NAME: &Rule = &duplicate_name::RULE;
/// A value that an earlier configuration file does not allow.
pub(crate) const LAXER_POLICY: &Rule = &laxer_policy::RULE;
/// A level that lowers a locked rule.
pub(crate) const LOCKED_RULE: &Rule = &locked_rule::RULE;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[
    &bad_date::RULE,
    &bad_follow::RULE,
    &bad_pattern::RULE,
    &bad_pointer::RULE,
    &duplicate_name::RULE,
    &forbidden_content::RULE,
    &laxer_policy::RULE,
    &locked_rule::RULE,
    &malformed_value::RULE,
    &missing_follow::RULE,
    &missing_key::RULE,
    &missing_paths::RULE,
    &missing_reason::RULE,
    &too_many_items::RULE,
    &unknown_action::RULE,
    &unknown_key::RULE,
    &unknown_level::RULE,
    &unknown_rule::RULE,
    &unknown_value::RULE,
    &wrong_type::RULE,
];
