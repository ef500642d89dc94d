//! `SetRegistry`: sets a value in the Windows registry.

use super::{Input, InputKind, Module, Outputs, Platform, Shape, values};

/// Sets a value in the Windows registry.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "SetRegistry",
    summary: "Sets a value in the Windows registry.",
    platforms: &[Platform::Windows],
    shape: Shape::List,
    needs_inputs: true,
    inputs: &[
        Input::required("path", InputKind::Text),
        Input::required("name", InputKind::Text),
        Input::required("value", InputKind::RegistryValue),
        Input::required("type", InputKind::Text).one_of(&values::REGISTRY_TYPE),
    ],
    outputs: Outputs::Named(&[]),
};
