//! `WebDownload`: downloads over HTTP or HTTPS.

use super::{Input, InputKind, Module, Outputs, Platform, Shape, values};

/// Downloads over HTTP or HTTPS.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "WebDownload",
    summary: "Downloads over HTTP or HTTPS.",
    platforms: &[Platform::Linux, Platform::Windows, Platform::MacOs],
    shape: Shape::List,
    needs_inputs: true,
    inputs: &[
        Input::required("source", InputKind::Text),
        Input::required("destination", InputKind::Text),
        Input::optional("overwrite", InputKind::Boolean),
        Input::optional("checksum", InputKind::Text),
        Input::optional("algorithm", InputKind::Text).one_of(&values::CHECKSUM),
        Input::optional("ignoreCertificateErrors", InputKind::Boolean),
    ],
    outputs: Outputs::Named(&["destination"]),
};
