use super::faults;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::script::{Scripts, Shell};

pub(super) const RULE: Rule = Rule {
    id: "script/powershell-syntax",
    severity: Severity::Warning,
    summary: "a script that PowerShell cannot read: a quote, a bracket or the end of a here-string is missing",
    why: "PowerShell reads all of a script before it runs any of it: the step fails without having done anything.",
    source: "https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.core/about/about_quoting_rules",
    page: include_str!("powershell_syntax.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let help =
        "an editor that knows PowerShell shows where it begins; the items of `commands` are one script";
    faults::report(scripts, Shell::PowerShell, help, found);
}
