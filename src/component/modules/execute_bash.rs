//! `ExecuteBash`: runs commands with bash.

use super::{Input, InputKind, Module, Outputs, Platform, Shape};

/// Runs commands with bash.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "ExecuteBash",
    summary: "Runs commands with bash.",
    platforms: &[Platform::Linux, Platform::MacOs],
    shape: Shape::Map,
    needs_inputs: true,
    inputs: &[Input::required("commands", InputKind::TextList)],
    outputs: Outputs::Named(&["stdout"]),
};
