//! `S3Download`: downloads from Amazon S3.

use super::{Input, InputKind, Module, Outputs, Platform, Shape};

/// Downloads from Amazon S3.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "S3Download",
    summary: "Downloads from Amazon S3.",
    platforms: &[Platform::Linux, Platform::Windows, Platform::MacOs],
    shape: Shape::List,
    needs_inputs: true,
    inputs: &[
        Input::required("source", InputKind::Text),
        Input::required("destination", InputKind::Text),
        Input::optional("expectedBucketOwner", InputKind::Text),
        Input::optional("overwrite", InputKind::Boolean),
    ],
    outputs: Outputs::Named(&[]),
};
