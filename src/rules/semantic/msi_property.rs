use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::literal::inputs;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "semantic/msi-property",
    severity: Severity::Warning,
    summary: "an MSI property that may not be set",
    why: "AWSTOE sets REBOOT, REINSTALL and REINSTALLMODE itself and does not take them from a document.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("msi_property.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for properties in inputs(component, &["InstallMSI", "UninstallMSI"], "properties") {
        for entry in properties.value.entries() {
            // The installer reads the names of properties in capitals.
            let name = entry.name().to_ascii_uppercase();
            let help = match name.as_str() {
                "REBOOT" => "use the input `reboot` with `Allow`, `Force` or `Skip`",
                "REINSTALL" | "REINSTALLMODE" => "leave it out",
                _ => continue,
            };
            if !entry.value.is_null() {
                found
                    .report(
                        entry.key.span(),
                        format!("the property `{}` may not be set", entry.key.shown()),
                    )
                    .help(help);
            }
        }
    }
}
