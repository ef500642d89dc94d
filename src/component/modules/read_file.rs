//! `ReadFile`: reads a text file.

use super::{Input, InputKind, Module, Outputs, Platform, Shape, values};

/// Reads a text file.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "ReadFile",
    summary: "Reads a text file.",
    platforms: &[Platform::Linux, Platform::Windows, Platform::MacOs],
    shape: Shape::List,
    needs_inputs: true,
    inputs: &[
        Input::required("path", InputKind::Text),
        Input::optional("encoding", InputKind::Text).one_of(&values::ENCODING),
        Input::optional("printFileContent", InputKind::Boolean),
    ],
    outputs: Outputs::Named(&["content"]),
};
