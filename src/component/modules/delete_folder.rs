//! `DeleteFolder`: deletes a folder.

use super::{Input, InputKind, Module, Outputs, Platform, Shape};

/// Deletes a folder.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "DeleteFolder",
    summary: "Deletes a folder.",
    platforms: &[Platform::Linux, Platform::Windows, Platform::MacOs],
    shape: Shape::List,
    needs_inputs: true,
    inputs: &[
        Input::required("path", InputKind::Text),
        Input::optional("force", InputKind::Boolean),
    ],
    outputs: Outputs::Named(&[]),
};
