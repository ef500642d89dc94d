//! `CreateSymlink`: makes a symbolic link.

use super::{Input, InputKind, Module, Outputs, Platform, Shape};

/// Makes a symbolic link.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "CreateSymlink",
    summary: "Makes a symbolic link.",
    platforms: &[Platform::Linux, Platform::MacOs],
    shape: Shape::List,
    needs_inputs: true,
    inputs: &[
        Input::required("path", InputKind::Text),
        Input::required("target", InputKind::Text),
        Input::optional("force", InputKind::Boolean),
    ],
    outputs: Outputs::Named(&[]),
};
