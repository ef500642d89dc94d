use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::literal::texts;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "semantic/msi-log-options",
    severity: Severity::Error,
    summary: "log options that the installer does not have",
    why: "The MSI actions take only the documented letters and signs and fail with any other.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("msi_log_options.md"),
    checks: &[Check::Component(check)],
};

const OPTIONS: &str = "iwearucmopvx+!*";

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for options in texts(component, &["InstallMSI", "UninstallMSI"], "logOptions") {
        let characters = options.start.trim().chars().chain(options.end.trim().chars());
        let stray = characters
            .into_iter()
            .find(|c| !OPTIONS.contains(c.to_ascii_lowercase()));
        if let Some(stray) = stray {
            found
                .report(
                    options.node.span(),
                    format!("`{}` is no log option", stray.escape_debug()),
                )
                .help("use the letters `i w e a r u c m o p v x`, in any case, and the signs `+ ! *`");
        }
    }
}
