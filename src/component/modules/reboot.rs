//! `Reboot`: restarts the instance and goes on with the next step.

use super::{Input, InputKind, Module, Outputs, Platform, Shape};

/// Restarts the instance and goes on with the next step.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "Reboot",
    summary: "Restarts the instance and goes on with the next step.",
    platforms: &[Platform::Linux, Platform::Windows],
    shape: Shape::Map,
    needs_inputs: false,
    inputs: &[Input::optional("delaySeconds", InputKind::Integer)],
    outputs: Outputs::Named(&[]),
};
