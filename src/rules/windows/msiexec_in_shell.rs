use super::powershell;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Script, Scripts};

pub(super) const RULE: Rule = Rule {
    id: "windows/msiexec-in-shell",
    severity: Severity::Info,
    summary: "`msiexec` that PowerShell does not wait for",
    why: "`msiexec` is a program with windows: PowerShell goes on while it still installs, and does not see how it ends.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("msiexec_in_shell.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for script in scripts
        .all
        .iter()
        .filter(|script| powershell::is_powershell(script))
    {
        for (at, call) in script.calls.iter().enumerate() {
            if runs_unwatched(call, at, script) {
                let range = call.name().map_or(&call.range, |word| &word.range);
                found
                    .report(script.place(range), "PowerShell does not wait until `msiexec` is done")
                    .help("write `Start-Process msiexec.exe -ArgumentList … -Wait -PassThru` and look at its `ExitCode`, or use the action `InstallMSI`");
            }
        }
    }
}

fn runs_unwatched(call: &Call, at: usize, script: &Script<'_, '_>) -> bool {
    match call.program() {
        // Something that reads its output waits for it.
        "msiexec" => {
            !script.calls.iter().any(|other| other.reads == Some(at))
                && call.within.is_none()
                && !is_assigned(call, script)
        }
        "start-process" | "saps" => {
            let starts = call.arguments().iter().any(|word| {
                let name = word
                    .text
                    .rsplit(['\\', '/'])
                    .next()
                    .unwrap_or_default()
                    .to_ascii_lowercase();
                matches!(name.as_str(), "msiexec" | "msiexec.exe")
            });
            let code = script.code.to_ascii_lowercase();
            let waits = call.has_flag(&["-Wait"])
                || ["waitforexit", "wait-process"]
                    .iter()
                    .any(|word| code.contains(word));
            let open = call.arguments().iter().any(|word| word.text.starts_with('@'));
            starts && !waits && !open
        }
        _ => false,
    }
}

/// Whether the output goes into a variable.
fn is_assigned(call: &Call, script: &Script<'_, '_>) -> bool {
    let before = script.code.get(..call.range.start).unwrap_or_default();
    before.trim_end_matches([' ', '\t', '&', '(']).ends_with('=')
}
