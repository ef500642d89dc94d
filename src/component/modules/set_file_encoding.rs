//! `SetFileEncoding`: changes the encoding of a text file.

use super::{Input, InputKind, Module, Outputs, Platform, Shape, values};

/// Changes the encoding of a text file.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "SetFileEncoding",
    summary: "Changes the encoding of a text file.",
    platforms: &[Platform::Linux, Platform::Windows, Platform::MacOs],
    shape: Shape::List,
    needs_inputs: true,
    inputs: &[
        Input::required("path", InputKind::Text),
        Input::optional("encoding", InputKind::Text).one_of(&values::ENCODING),
    ],
    outputs: Outputs::Named(&[]),
};
