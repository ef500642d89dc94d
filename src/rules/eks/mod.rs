//! Windows nodes of EKS, whose only container runtime is containerd.

mod bootstrap_run_in_build;
mod containerd_not_running;
mod ctr_ecr_user;
mod ctr_namespace;
mod ctr_platform;
mod ctr_short_name;
mod ctr_user_prompts;
mod docker_on_containerd;
mod image_gc;
mod names;
mod namespace;
mod nerdctl_namespace;
pub(in crate::rules) mod node;
mod pause_image_removed;
mod snapshotter;

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[
    &bootstrap_run_in_build::RULE,
    &containerd_not_running::RULE,
    &ctr_ecr_user::RULE,
    &ctr_namespace::RULE,
    &ctr_platform::RULE,
    &ctr_short_name::RULE,
    &ctr_user_prompts::RULE,
    &docker_on_containerd::RULE,
    &image_gc::RULE,
    &nerdctl_namespace::RULE,
    &pause_image_removed::RULE,
    &snapshotter::RULE,
];
