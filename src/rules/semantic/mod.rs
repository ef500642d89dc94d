//! Meaning: references, flow between steps, and inputs that cannot work.

mod account_id;
mod appendfile_missing;
mod checksum_length;
mod checksum_pair;
mod continue_still_fails;
mod create_folder_overwrite;
mod document_action_limits;
mod document_phase;
mod ignored_failure;
mod infinite_timeout;
mod literal;
mod msi_log_options;
mod msi_property;
mod no_image_builder_phase;
mod permissions;
mod phase_never_runs;
mod powershell_file;
mod reboot_timeout;
mod registry_path;
mod registry_value;
mod s3_prefix;
mod s3_uri;
mod test_only_component;
mod timeout_unreachable;
mod update_filter;
mod web_url;
mod wildcard_destination;
mod wildcard_position;

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[
    &account_id::RULE,
    &appendfile_missing::RULE,
    &checksum_length::RULE,
    &checksum_pair::RULE,
    &continue_still_fails::RULE,
    &create_folder_overwrite::RULE,
    &document_action_limits::RULE,
    &document_phase::RULE,
    &ignored_failure::RULE,
    &infinite_timeout::RULE,
    &msi_log_options::RULE,
    &msi_property::RULE,
    &no_image_builder_phase::RULE,
    &permissions::RULE,
    &phase_never_runs::RULE,
    &powershell_file::RULE,
    &reboot_timeout::RULE,
    &registry_path::RULE,
    &registry_value::RULE,
    &s3_prefix::RULE,
    &s3_uri::RULE,
    &test_only_component::RULE,
    &timeout_unreachable::RULE,
    &update_filter::RULE,
    &web_url::RULE,
    &wildcard_destination::RULE,
    &wildcard_position::RULE,
];
