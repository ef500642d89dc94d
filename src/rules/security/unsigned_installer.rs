use crate::component::Component;
use crate::diagnostic::{Safety, Severity};
use crate::rules::literal::{inputs, is_true};
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "security/unsigned-installer",
    severity: Severity::Warning,
    summary: "an MSI action that takes an installer without a valid signature",
    why: "The signature is what tells the publisher's installer from any other.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("unsigned_installer.md"),
    checks: &[Check::Component(check)],
};

/// The inputs, with what each lets pass.
const SWITCHES: [(&str, &str); 2] = [
    ("allowUnsignedInstaller", "an installer without a signature"),
    (
        "ignoreAuthenticodeSignatureErrors",
        "an installer whose signature is not valid",
    ),
];

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for (name, what) in SWITCHES {
        for entry in inputs(component, &["InstallMSI", "UninstallMSI"], name) {
            if is_true(entry.value) {
                found
                    .report(entry.value.span(), format!("with `{name}` {what} runs too"))
                    .help("write `false`, and take an installer that its publisher has signed")
                    .replace(Safety::Unsafe, "write `false`", entry.value.span(), "false");
            }
        }
    }
}
