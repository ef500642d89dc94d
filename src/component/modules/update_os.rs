//! `UpdateOS`: installs updates of the operating system.

use super::{Input, InputKind, Module, Outputs, Platform, Shape};

/// Installs updates of the operating system.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "UpdateOS",
    summary: "Installs updates of the operating system.",
    platforms: &[Platform::Linux, Platform::Windows],
    shape: Shape::Map,
    needs_inputs: false,
    inputs: &[
        Input::optional("include", InputKind::TextList),
        Input::optional("exclude", InputKind::TextList),
    ],
    outputs: Outputs::Named(&[]),
};
