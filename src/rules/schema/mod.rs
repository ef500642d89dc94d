//! Shape: keys, types, names and values of documents, phases, steps, definitions, loops and conditions.

mod and_or_list;
mod condition_companion;
mod condition_depth;
mod condition_hash;
mod condition_list_in_if;
mod condition_number;
mod condition_one_operator;
mod condition_operator;
mod condition_regex;
mod default_not_allowed;
mod default_type;
mod definition_missing_key;
mod definition_name;
mod definition_shape;
mod definition_type;
mod definition_unknown_key;
mod disable_logging_type;
mod document_too_large;
mod document_too_long_inline;
mod duplicate_definition;
mod duplicate_loop_name;
mod duplicate_phase;
mod duplicate_step;
mod duplicates;
mod empty_command_list;
mod empty_phases;
mod empty_steps;
mod go_pattern;
mod input_type;
mod input_value;
mod inputs;
mod inputs_shape;
mod keys;
mod loop_delimiter;
mod loop_empty;
mod loop_for;
mod loop_for_each;
mod loop_infinite;
mod loop_kind;
mod max_attempts;
mod missing_input;
mod missing_inputs;
mod missing_key;
mod mutually_exclusive;
mod name_type;
mod names;
mod non_string_command;
mod not_a_map;
mod not_single;
mod null_command;
mod numbers;
mod on_failure;
mod parameter_value_length;
mod phase_name;
mod reference_in_definition;
mod schema_version;
mod spelling;
mod step_name;
mod then_else;
mod timeout_seconds;
mod too_many_parameters;
mod unknown_action;
mod unknown_input;
mod unknown_key;
mod values;
mod wrong_type;

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[
    &and_or_list::RULE,
    &condition_companion::RULE,
    &condition_depth::RULE,
    &condition_hash::RULE,
    &condition_list_in_if::RULE,
    &condition_number::RULE,
    &condition_one_operator::RULE,
    &condition_operator::RULE,
    &condition_regex::RULE,
    &default_not_allowed::RULE,
    &default_type::RULE,
    &definition_missing_key::RULE,
    &definition_name::RULE,
    &definition_shape::RULE,
    &definition_type::RULE,
    &definition_unknown_key::RULE,
    &disable_logging_type::RULE,
    &document_too_large::RULE,
    &document_too_long_inline::RULE,
    &duplicate_definition::RULE,
    &duplicate_loop_name::RULE,
    &duplicate_phase::RULE,
    &duplicate_step::RULE,
    &empty_command_list::RULE,
    &empty_phases::RULE,
    &empty_steps::RULE,
    &input_type::RULE,
    &input_value::RULE,
    &inputs_shape::RULE,
    &loop_delimiter::RULE,
    &loop_empty::RULE,
    &loop_for::RULE,
    &loop_for_each::RULE,
    &loop_infinite::RULE,
    &loop_kind::RULE,
    &max_attempts::RULE,
    &missing_input::RULE,
    &missing_inputs::RULE,
    &missing_key::RULE,
    &mutually_exclusive::RULE,
    &name_type::RULE,
    &non_string_command::RULE,
    &not_a_map::RULE,
    &not_single::RULE,
    &null_command::RULE,
    &on_failure::RULE,
    &parameter_value_length::RULE,
    &phase_name::RULE,
    &reference_in_definition::RULE,
    &schema_version::RULE,
    &step_name::RULE,
    &then_else::RULE,
    &timeout_seconds::RULE,
    &too_many_parameters::RULE,
    &unknown_action::RULE,
    &unknown_input::RULE,
    &unknown_key::RULE,
    &wrong_type::RULE,
];
