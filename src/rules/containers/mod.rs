//! Container images that are pulled into the image.

mod all_in_one_step;
mod credentials_left;
mod docker_not_present;
mod ecr_login_missing;
mod ecr_region_mismatch;
mod login_password_argument;
mod mutable_tag;
mod not_verified;
pub(in crate::rules) mod present;
mod public_rate_limit;
mod pull_not_checked;
mod registry;
mod windows_base_mismatch;

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[
    &all_in_one_step::RULE,
    &credentials_left::RULE,
    &docker_not_present::RULE,
    &ecr_login_missing::RULE,
    &ecr_region_mismatch::RULE,
    &login_password_argument::RULE,
    &mutable_tag::RULE,
    &not_verified::RULE,
    &public_rate_limit::RULE,
    &pull_not_checked::RULE,
    &windows_base_mismatch::RULE,
];
