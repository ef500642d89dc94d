//! `SetFolderPermissions`: changes the permissions of a folder.

use super::{Input, InputKind, Module, Outputs, Platform, Shape};

/// Changes the permissions of a folder.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "SetFolderPermissions",
    summary: "Changes the permissions of a folder.",
    platforms: &[Platform::Linux, Platform::MacOs],
    shape: Shape::List,
    needs_inputs: true,
    inputs: &[
        Input::required("path", InputKind::Text),
        Input::required("permissions", InputKind::Text),
        Input::optional("recursive", InputKind::Boolean),
    ],
    outputs: Outputs::Named(&[]),
};
