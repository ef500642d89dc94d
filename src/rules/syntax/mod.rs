//! YAML: what does not parse, and what parses into something else than was meant.

mod invalid_yaml;

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[&invalid_yaml::RULE];
