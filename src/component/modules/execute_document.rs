//! `ExecuteDocument`: runs another component document.

use super::{Input, InputKind, Module, Outputs, Platform, Shape};

/// Runs another component document.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "ExecuteDocument",
    summary: "Runs another component document.",
    platforms: &[Platform::Linux, Platform::Windows, Platform::MacOs],
    shape: Shape::Map,
    needs_inputs: true,
    inputs: &[
        Input::required("document", InputKind::Text),
        Input::optional("document-s3-bucket-owner", InputKind::Text),
        Input::optional("phases", InputKind::Text),
        Input::optional("parameters", InputKind::DocumentParameters),
    ],
    outputs: Outputs::Unchecked,
};
