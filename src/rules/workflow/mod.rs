//! Image workflow documents: keys, types, steps, inputs, conditions and references.

mod component_keys;
mod condition;
mod empty_steps;
mod input_type;
mod input_value;
mod instance_not_terminated;
mod literal_under_suffix;
mod missing_input;
mod missing_key;
mod missing_suffix;
mod mixed_distribution;
mod no_image;
mod on_failure;
mod outputs;
mod parameter;
mod sanitize_missing;
mod schema_version;
mod stage;
mod step_name;
mod support;
mod sysprep_missing;
mod timeout;
mod too_many_steps;
mod unknown_action;
mod unknown_input;
mod unknown_key;
mod unknown_reference;
mod unused_parameter;
mod wait_seconds;
mod wrong_type;

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[
    &component_keys::RULE,
    &condition::RULE,
    &empty_steps::RULE,
    &input_type::RULE,
    &input_value::RULE,
    &instance_not_terminated::RULE,
    &literal_under_suffix::RULE,
    &missing_input::RULE,
    &missing_key::RULE,
    &missing_suffix::RULE,
    &mixed_distribution::RULE,
    &no_image::RULE,
    &on_failure::RULE,
    &outputs::RULE,
    &parameter::RULE,
    &sanitize_missing::RULE,
    &schema_version::RULE,
    &stage::RULE,
    &step_name::RULE,
    &sysprep_missing::RULE,
    &timeout::RULE,
    &too_many_steps::RULE,
    &unknown_action::RULE,
    &unknown_input::RULE,
    &unknown_key::RULE,
    &unknown_reference::RULE,
    &unused_parameter::RULE,
    &wait_seconds::RULE,
    &wrong_type::RULE,
];
