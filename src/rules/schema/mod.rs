//! Shape: keys, types, names and values of documents, phases, steps, definitions, loops and conditions.

mod disable_logging_type;
mod document_too_large;
mod document_too_long_inline;
mod duplicate_phase;
mod duplicate_step;
mod duplicates;
mod empty_command_list;
mod empty_phases;
mod empty_steps;
mod input_type;
mod input_value;
mod inputs;
mod inputs_shape;
mod keys;
mod max_attempts;
mod missing_input;
mod missing_inputs;
mod missing_key;
mod mutually_exclusive;
mod name_type;
mod names;
mod non_string_command;
mod not_a_map;
mod null_command;
mod numbers;
mod on_failure;
mod phase_name;
mod schema_version;
mod step_name;
mod timeout_seconds;
mod unknown_action;
mod unknown_input;
mod unknown_key;
mod values;
mod wrong_type;

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[
    &disable_logging_type::RULE,
    &document_too_large::RULE,
    &document_too_long_inline::RULE,
    &duplicate_phase::RULE,
    &duplicate_step::RULE,
    &empty_command_list::RULE,
    &empty_phases::RULE,
    &empty_steps::RULE,
    &input_type::RULE,
    &input_value::RULE,
    &inputs_shape::RULE,
    &max_attempts::RULE,
    &missing_input::RULE,
    &missing_inputs::RULE,
    &missing_key::RULE,
    &mutually_exclusive::RULE,
    &name_type::RULE,
    &non_string_command::RULE,
    &not_a_map::RULE,
    &null_command::RULE,
    &on_failure::RULE,
    &phase_name::RULE,
    &schema_version::RULE,
    &step_name::RULE,
    &timeout_seconds::RULE,
    &unknown_action::RULE,
    &unknown_input::RULE,
    &unknown_key::RULE,
    &wrong_type::RULE,
];
