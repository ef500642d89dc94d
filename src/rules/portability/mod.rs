//! What works on one platform, one shell or one stage of a build and not on another.

mod action_platform;
mod cfn_leftover;
mod cleaned_path;
mod crlf;
mod input_platform;
mod mixed_platforms;
mod path_style;
mod paths;
mod placeholder;
mod platforms;

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[
    &action_platform::RULE,
    &cfn_leftover::RULE,
    &cleaned_path::RULE,
    &crlf::RULE,
    &input_platform::RULE,
    &mixed_platforms::RULE,
    &path_style::RULE,
    &placeholder::RULE,
];
