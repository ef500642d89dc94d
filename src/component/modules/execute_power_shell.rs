//! `ExecutePowerShell`: runs commands or a script with Windows PowerShell.

use super::{Input, InputKind, Module, Outputs, Platform, Shape};

/// Runs commands or a script with Windows PowerShell.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "ExecutePowerShell",
    summary: "Runs commands or a script with Windows PowerShell.",
    platforms: &[Platform::Windows],
    shape: Shape::Map,
    needs_inputs: true,
    inputs: &[
        Input::optional("commands", InputKind::TextList),
        Input::optional("file", InputKind::Text),
    ],
    outputs: Outputs::Named(&["stdout"]),
};
