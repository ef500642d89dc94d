//! `ListFiles`: lists files of a folder.

use super::{Input, InputKind, Module, Outputs, Platform, Shape};

/// Lists files of a folder.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "ListFiles",
    summary: "Lists files of a folder.",
    platforms: &[Platform::Linux, Platform::Windows, Platform::MacOs],
    shape: Shape::List,
    needs_inputs: true,
    inputs: &[
        Input::required("path", InputKind::Text),
        Input::optional("fileNamePattern", InputKind::Text),
        Input::optional("recursive", InputKind::Boolean),
    ],
    outputs: Outputs::Named(&["files"]),
};
