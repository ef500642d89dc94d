//! Windows nodes of EKS, whose only container runtime is containerd.

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[];
