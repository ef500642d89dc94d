//! `SetFileOwner`: changes the owner of a file.

use super::{Input, InputKind, Module, Outputs, Platform, Shape};

/// Changes the owner of a file.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "SetFileOwner",
    summary: "Changes the owner of a file.",
    platforms: &[Platform::Linux, Platform::MacOs],
    shape: Shape::List,
    needs_inputs: true,
    inputs: &[
        Input::required("path", InputKind::Text),
        Input::required("owner", InputKind::Text),
        Input::optional("group", InputKind::Text),
    ],
    outputs: Outputs::Named(&[]),
};
