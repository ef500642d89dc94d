//! `CreateFile`: writes a text file.

use super::{Input, InputKind, Module, Outputs, Platform, Shape, values};

/// Writes a text file.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "CreateFile",
    summary: "Writes a text file.",
    platforms: &[Platform::Linux, Platform::Windows, Platform::MacOs],
    shape: Shape::List,
    needs_inputs: true,
    inputs: &[
        Input::required("path", InputKind::Text),
        Input::optional("content", InputKind::Text),
        Input::optional("encoding", InputKind::Text).one_of(&values::ENCODING),
        Input::optional("owner", InputKind::Text).not_on_windows(),
        Input::optional("group", InputKind::Text).not_on_windows(),
        Input::optional("permissions", InputKind::Text).not_on_windows(),
        Input::optional("overwrite", InputKind::Boolean),
    ],
    outputs: Outputs::Named(&[]),
};
