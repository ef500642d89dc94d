//! `S3Upload`: uploads to Amazon S3.

use super::{Input, InputKind, Module, Outputs, Platform, Shape};

/// Uploads to Amazon S3.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "S3Upload",
    summary: "Uploads to Amazon S3.",
    platforms: &[Platform::Linux, Platform::Windows, Platform::MacOs],
    shape: Shape::List,
    needs_inputs: true,
    inputs: &[
        Input::required("source", InputKind::Text),
        Input::required("destination", InputKind::Text),
        Input::optional("recurse", InputKind::BooleanOrText),
        Input::optional("expectedBucketOwner", InputKind::Text),
    ],
    outputs: Outputs::Named(&[]),
};
