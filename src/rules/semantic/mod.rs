//! Meaning: references, flow between steps, and inputs that cannot work.

mod chain;
mod declared;
mod hints;
mod loops;

mod cross_stage;
mod forbidden_imds_path;
mod foreign_loop;
mod imagebuilder_expression;
mod index_out_of_range;
mod index_shape;
mod input_of_later_step;
mod loop_member;
mod loop_without_loop;
mod output_of_later_step;
mod reference_place;
mod required_parameter;
mod resolve_argument;
mod skipped_source;
mod undefined_name;
mod unknown_context_key;
mod unknown_input;
mod unknown_output;
mod unknown_phase;
mod unknown_step;
mod unrecognized_expression;
mod unused_constant;
mod unused_parameter;

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[
    &cross_stage::RULE,
    &forbidden_imds_path::RULE,
    &foreign_loop::RULE,
    &imagebuilder_expression::RULE,
    &index_out_of_range::RULE,
    &index_shape::RULE,
    &input_of_later_step::RULE,
    &loop_member::RULE,
    &loop_without_loop::RULE,
    &output_of_later_step::RULE,
    &reference_place::RULE,
    &required_parameter::RULE,
    &resolve_argument::RULE,
    &skipped_source::RULE,
    &undefined_name::RULE,
    &unknown_context_key::RULE,
    &unknown_input::RULE,
    &unknown_output::RULE,
    &unknown_phase::RULE,
    &unknown_step::RULE,
    &unrecognized_expression::RULE,
    &unused_constant::RULE,
    &unused_parameter::RULE,
];
