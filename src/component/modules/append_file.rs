//! `AppendFile`: appends text to a file that exists.

use super::{Input, InputKind, Module, Outputs, Platform, Shape, values};

/// Appends text to a file that exists.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "AppendFile",
    summary: "Appends text to a file that exists.",
    platforms: &[Platform::Linux, Platform::Windows, Platform::MacOs],
    shape: Shape::List,
    needs_inputs: true,
    inputs: &[
        Input::required("path", InputKind::Text),
        Input::optional("content", InputKind::Text),
        Input::optional("encoding", InputKind::Text).one_of(&values::ENCODING),
    ],
    outputs: Outputs::Named(&[]),
};
