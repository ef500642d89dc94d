use super::powershell;
use crate::diagnostic::{Safety, Severity};
use crate::rules::statement::statement_before;
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;

pub(super) const RULE: Rule = Rule {
    id: "windows/progress-bar",
    severity: Severity::Info,
    summary: "a download by `Invoke-WebRequest` that draws its progress",
    why: "Windows PowerShell draws a bar for every piece that arrives; a large download takes many times as long.",
    source: "https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_preference_variables#progresspreference",
    page: include_str!("progress_bar.md"),
    checks: &[Check::Script(check)],
};

const STATEMENT: &str = "$ProgressPreference = 'SilentlyContinue'";

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for script in scripts
        .all
        .iter()
        .filter(|script| powershell::is_powershell(script))
    {
        let downloads =
            |call: &&crate::script::Call| powershell::is_web_request(call) && call.has_flag(&["-OutFile"]);
        let Some(first) = script.calls.iter().find(downloads) else {
            continue;
        };
        if script.code.to_ascii_lowercase().contains("progresspreference") {
            continue;
        }
        let range = first.name().map_or(&first.range, |word| &word.range);
        let finding = found.report(
            script.place(range),
            "this download draws a progress bar, which makes it slow",
        );
        finding.help(format!("write `{STATEMENT}` before it"));
        if let Some(edit) = statement_before(script, first.range.start, STATEMENT) {
            finding.fix(Safety::Safe, format!("write `{STATEMENT}` before it"), vec![edit]);
        }
    }
}
