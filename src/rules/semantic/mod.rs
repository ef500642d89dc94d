//! Meaning: references, flow between steps, and inputs that cannot work.

mod account_id;
mod appendfile_missing;
mod chain;
mod checksum_length;
mod checksum_pair;
mod continue_still_fails;
mod create_folder_overwrite;
mod cross_stage;
mod declared;
mod document_action_limits;
mod document_phase;
mod forbidden_imds_path;
mod foreign_loop;
mod hints;
mod ignored_failure;
mod imagebuilder_expression;
mod index_out_of_range;
mod index_shape;
mod infinite_timeout;
mod input_of_later_step;
mod loop_member;
mod loop_without_loop;
mod loops;
mod msi_log_options;
mod msi_property;
mod no_image_builder_phase;
mod output_of_later_step;
mod permissions;
mod phase_never_runs;
mod powershell_file;
mod reboot_timeout;
mod reference_place;
mod registry_path;
mod registry_value;
mod required_parameter;
mod resolve_argument;
mod s3_prefix;
mod s3_uri;
mod skipped_source;
mod test_only_component;
mod timeout_unreachable;
mod undefined_name;
mod unknown_context_key;
mod unknown_input;
mod unknown_output;
mod unknown_phase;
mod unknown_step;
mod unrecognized_expression;
mod unused_constant;
mod unused_parameter;
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
    &cross_stage::RULE,
    &document_action_limits::RULE,
    &document_phase::RULE,
    &forbidden_imds_path::RULE,
    &foreign_loop::RULE,
    &ignored_failure::RULE,
    &imagebuilder_expression::RULE,
    &index_out_of_range::RULE,
    &index_shape::RULE,
    &infinite_timeout::RULE,
    &input_of_later_step::RULE,
    &loop_member::RULE,
    &loop_without_loop::RULE,
    &msi_log_options::RULE,
    &msi_property::RULE,
    &no_image_builder_phase::RULE,
    &output_of_later_step::RULE,
    &permissions::RULE,
    &phase_never_runs::RULE,
    &powershell_file::RULE,
    &reboot_timeout::RULE,
    &reference_place::RULE,
    &registry_path::RULE,
    &registry_value::RULE,
    &required_parameter::RULE,
    &resolve_argument::RULE,
    &s3_prefix::RULE,
    &s3_uri::RULE,
    &skipped_source::RULE,
    &test_only_component::RULE,
    &timeout_unreachable::RULE,
    &undefined_name::RULE,
    &unknown_context_key::RULE,
    &unknown_input::RULE,
    &unknown_output::RULE,
    &unknown_phase::RULE,
    &unknown_step::RULE,
    &unrecognized_expression::RULE,
    &unused_constant::RULE,
    &unused_parameter::RULE,
    &update_filter::RULE,
    &web_url::RULE,
    &wildcard_destination::RULE,
    &wildcard_position::RULE,
];
