//! The comments that ignore findings. `lint` itself reports these; there is no check to run.

mod locked_rule;
mod malformed_ignore;
mod unused_ignore;

use super::Rule;

/// A comment that ignores a locked rule.
pub(crate) const LOCKED_RULE: &Rule = &locked_rule::RULE;
/// A comment that cannot be read.
pub(crate) const MALFORMED_IGNORE: &Rule = &malformed_ignore::RULE;
/// A comment that ignores nothing.
pub(crate) const UNUSED_IGNORE: &Rule = &unused_ignore::RULE;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[&locked_rule::RULE, &malformed_ignore::RULE, &unused_ignore::RULE];
