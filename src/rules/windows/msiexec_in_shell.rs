use std::collections::BTreeSet;

use super::powershell;
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Script, Scripts, Word};
use crate::source::{Edit, Span};

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
        let mut starts = script
            .calls
            .iter()
            .enumerate()
            .filter(|(_, call)| installs(call))
            .peekable();
        if starts.peek().is_none() {
            continue;
        }
        // Something that reads the output of a program waits for it.
        let read: BTreeSet<usize> = script.calls.iter().filter_map(|call| call.reads).collect();
        let code = script.code.to_ascii_lowercase();
        let waits_later = ["waitforexit", "wait-process"]
            .iter()
            .any(|word| code.contains(word));
        for (at, call) in starts {
            let by_name = call.program() == "msiexec";
            let watched = if by_name {
                read.contains(&at) || call.within.is_some() || is_assigned(call, script)
            } else {
                let open = call.arguments().iter().any(|word| word.text.starts_with('@'));
                call.has_flag(&["-Wait"]) || waits_later || open
            };
            if watched {
                continue;
            }
            let range = call.name().map_or(&call.range, |word| &word.range);
            let finding = found.report(
                script.place(range),
                "PowerShell does not wait until `msiexec` is done",
            );
            finding.help("write `Start-Process msiexec.exe -ArgumentList … -Wait -PassThru` and look at its `ExitCode`, or use the action `InstallMSI`");
            let end = script
                .verbatim(&call.range)
                .filter(|_| by_name && call.redirects.is_empty());
            if let Some(place) = end {
                let edit = Edit {
                    span: Span::empty(place.end),
                    text: " | Out-Null".to_owned(),
                };
                finding.fix(Safety::Unsafe, "wait for it by reading its output", vec![edit]);
            }
        }
    }
}

/// Whether a call starts `msiexec`.
fn installs(call: &Call) -> bool {
    let is = |word: &Word| {
        let name = word.text.rsplit(['\\', '/']).next().unwrap_or_default();
        ["msiexec", "msiexec.exe"]
            .iter()
            .any(|own| name.eq_ignore_ascii_case(own))
    };
    match call.program() {
        "msiexec" => true,
        "start-process" | "saps" | "start" => call.arguments().iter().any(is),
        _ => false,
    }
}

/// Whether the output goes into a variable.
fn is_assigned(call: &Call, script: &Script<'_, '_>) -> bool {
    let before = script.code.get(..call.range.start).unwrap_or_default();
    before.trim_end_matches([' ', '\t', '&', '(']).ends_with('=')
}
