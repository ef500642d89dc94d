//! `CreateFolder`: makes a folder.

use super::{Input, InputKind, Module, Outputs, Platform, Shape};

/// Makes a folder.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "CreateFolder",
    summary: "Makes a folder.",
    platforms: &[Platform::Linux, Platform::Windows, Platform::MacOs],
    shape: Shape::List,
    needs_inputs: true,
    inputs: &[
        Input::required("path", InputKind::Text),
        Input::optional("owner", InputKind::Text).not_on_windows(),
        Input::optional("group", InputKind::Text).not_on_windows(),
        Input::optional("permissions", InputKind::Text).not_on_windows(),
        Input::optional("overwrite", InputKind::Boolean),
    ],
    outputs: Outputs::Named(&[]),
};
