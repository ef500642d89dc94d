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
mod duplicate_definition;
mod duplicate_loop_name;
mod go_pattern;
mod loop_delimiter;
mod loop_empty;
mod loop_for;
mod loop_for_each;
mod loop_infinite;
mod loop_kind;
mod not_single;
mod parameter_value_length;
mod reference_in_definition;
mod spelling;
mod then_else;
mod too_many_parameters;
mod unknown_action;

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
    &duplicate_definition::RULE,
    &duplicate_loop_name::RULE,
    &loop_delimiter::RULE,
    &loop_empty::RULE,
    &loop_for::RULE,
    &loop_for_each::RULE,
    &loop_infinite::RULE,
    &loop_kind::RULE,
    &not_single::RULE,
    &parameter_value_length::RULE,
    &reference_in_definition::RULE,
    &then_else::RULE,
    &too_many_parameters::RULE,
    &unknown_action::RULE,
];
