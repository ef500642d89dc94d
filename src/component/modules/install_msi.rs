//! `InstallMSI`: installs a Windows application from an MSI file.

use super::{Input, InputKind, Module, Outputs, Platform, Shape, values};

/// Installs a Windows application from an MSI file.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>
pub(super) const MODULE: Module = Module {
    name: "InstallMSI",
    summary: "Installs a Windows application from an MSI file.",
    platforms: &[Platform::Windows],
    shape: Shape::Map,
    needs_inputs: true,
    inputs: &[
        Input::required("path", InputKind::Text),
        Input::optional("reboot", InputKind::Text).one_of(&values::REBOOT),
        Input::optional("logOptions", InputKind::Text),
        Input::optional("logFile", InputKind::Text),
        Input::optional("properties", InputKind::TextMap),
        Input::optional("ignoreAuthenticodeSignatureErrors", InputKind::Boolean),
        Input::optional("allowUnsignedInstaller", InputKind::Boolean),
    ],
    outputs: Outputs::Named(&["logFile", "msiExitCode", "stdout"]),
};
