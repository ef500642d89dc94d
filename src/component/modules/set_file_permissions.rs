//! `SetFilePermissions`: changes the permissions of a file.

use super::{Input, InputKind, Module, Outputs, Platform, Shape};

/// Changes the permissions of a file.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "SetFilePermissions",
    summary: "Changes the permissions of a file.",
    platforms: &[Platform::Linux, Platform::MacOs],
    shape: Shape::List,
    needs_inputs: true,
    inputs: &[
        Input::required("path", InputKind::Text),
        Input::required("permissions", InputKind::Text),
    ],
    outputs: Outputs::Named(&[]),
};
