//! `Assert`: succeeds or fails the step by a condition.

use super::{Module, Outputs, Platform, Shape};

/// Succeeds or fails the step by a condition.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "Assert",
    summary: "Succeeds or fails the step by a condition.",
    platforms: &[Platform::Linux, Platform::Windows, Platform::MacOs],
    shape: Shape::Condition,
    needs_inputs: true,
    inputs: &[],
    outputs: Outputs::Named(&[]),
};
