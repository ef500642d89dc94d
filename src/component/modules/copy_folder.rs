//! `CopyFolder`: copies folders.

use super::{Input, InputKind, Module, Outputs, Platform, Shape};

/// Copies folders.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "CopyFolder",
    summary: "Copies folders.",
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
