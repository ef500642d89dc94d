//! `DeleteFile`: deletes files.

use super::{Input, InputKind, Module, Outputs, Platform, Shape};

/// Deletes files.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "DeleteFile",
    summary: "Deletes files.",
    platforms: &[Platform::Linux, Platform::Windows, Platform::MacOs],
    shape: Shape::List,
    needs_inputs: true,
    inputs: &[Input::required("path", InputKind::Text)],
    outputs: Outputs::Named(&[]),
};
