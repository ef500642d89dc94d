//! `ExecuteBinary`: runs a program.

use super::{Input, InputKind, Module, Outputs, Platform, Shape};

/// Runs a program.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "ExecuteBinary",
    summary: "Runs a program.",
    platforms: &[Platform::Linux, Platform::Windows, Platform::MacOs],
    shape: Shape::Map,
    needs_inputs: true,
    inputs: &[
        Input::required("path", InputKind::Text),
        Input::optional("arguments", InputKind::TextList),
    ],
    outputs: Outputs::Named(&["stdout"]),
};
