//! Recipes and component resources, where the repository holds them.

mod block_device;
mod component_arn;
mod component_data;
mod duplicate_component;
mod eks_component;
mod empty_components;
mod missing_parameter;
mod mixed_regions;
mod os_version_mismatch;
mod parameter_value;
mod parent_image;
mod platform_mismatch;
mod resource_name;
mod stale_component_version;
mod stale_recipe_version;
mod support;
mod supported_os;
mod too_many_components;
mod unknown_component_version;
mod unknown_parameter;
mod unknown_platform;
mod version_form;

use super::Rule;

/// The rules that compare with an earlier revision: what they find in a file may come from another one.
pub(crate) const SINCE: [&str; 2] = [stale_component_version::RULE.id, stale_recipe_version::RULE.id];

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[
    &block_device::RULE,
    &component_arn::RULE,
    &component_data::RULE,
    &duplicate_component::RULE,
    &eks_component::RULE,
    &empty_components::RULE,
    &missing_parameter::RULE,
    &mixed_regions::RULE,
    &os_version_mismatch::RULE,
    &parameter_value::RULE,
    &parent_image::RULE,
    &platform_mismatch::RULE,
    &resource_name::RULE,
    &stale_component_version::RULE,
    &stale_recipe_version::RULE,
    &supported_os::RULE,
    &too_many_components::RULE,
    &unknown_component_version::RULE,
    &unknown_parameter::RULE,
    &unknown_platform::RULE,
    &version_form::RULE,
];
