//! `MoveFile`: moves files.

use super::{Input, InputKind, Module, Outputs, Platform, Shape};

/// Moves files.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "MoveFile",
    summary: "Moves files.",
    platforms: &[Platform::Linux, Platform::Windows, Platform::MacOs],
    shape: Shape::List,
    needs_inputs: true,
    inputs: &[
        Input::required("source", InputKind::Text),
        Input::required("destination", InputKind::Text),
        Input::optional("overwrite", InputKind::Boolean),
    ],
    outputs: Outputs::Named(&[]),
};
