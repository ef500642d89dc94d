//! YAML: what does not parse, and what parses into something else than was meant.

mod alias_or_merge;
mod anchor_in_command;
mod bad_escape;
mod command_cut_by_comment;
mod command_is_map;
mod control_character;
mod duplicate_key;
mod empty_document;
mod escaped_windows_path;
mod excessive_aliases;
mod folded_continuation;
mod invalid_yaml;
mod multiple_documents;
mod not_utf8;
mod support;
mod tab_indentation;
mod unknown_tag;
mod unquoted_reference;

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[
    &alias_or_merge::RULE,
    &anchor_in_command::RULE,
    &bad_escape::RULE,
    &command_cut_by_comment::RULE,
    &command_is_map::RULE,
    &control_character::RULE,
    &duplicate_key::RULE,
    &empty_document::RULE,
    &escaped_windows_path::RULE,
    &excessive_aliases::RULE,
    &folded_continuation::RULE,
    &invalid_yaml::RULE,
    &multiple_documents::RULE,
    &not_utf8::RULE,
    &tab_indentation::RULE,
    &unknown_tag::RULE,
    &unquoted_reference::RULE,
];
