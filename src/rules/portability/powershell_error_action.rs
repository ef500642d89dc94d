use super::cmdlets;
use crate::diagnostic::{Safety, Severity};
use crate::rules::statement::statement_first;
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Script, Scripts, Shell};

pub(super) const RULE: Rule = Rule {
    id: "portability/powershell-error-action",
    severity: Severity::Info,
    summary: "a PowerShell script that goes on after a cmdlet has failed",
    why: "A cmdlet that fails writes an error and the script goes on; the step succeeds.",
    source: "https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_preference_variables",
    page: include_str!("powershell_error_action.md"),
    checks: &[Check::Script(check)],
};

const STOP: &str = "$ErrorActionPreference = 'Stop'";

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for script in scripts
        .all
        .iter()
        .filter(|script| script.shell == Shell::PowerShell)
    {
        if let Some((call, name)) = unwatched(script) {
            let finding = found.report(
                script.place(name),
                format!("the step goes on when `{}` fails", cmdlets::shown(call)),
            );
            finding.help(format!("begin the commands with `{STOP}`"));
            if let Some(edit) = statement_first(script, call.range.start, STOP) {
                finding.fix(
                    Safety::Unsafe,
                    format!("begin the commands with `{STOP}`"),
                    vec![edit],
                );
            }
        }
    }
}

/// The first cmdlet whose failure nothing in the script sees.
fn unwatched<'s>(script: &'s Script<'_, '_>) -> Option<(&'s Call, &'s std::ops::Range<usize>)> {
    let code = script.code.to_ascii_lowercase();
    // Whoever sets it, to whatever, has thought about it.
    if ["erroractionpreference", "psdefaultparametervalues", "$?"]
        .iter()
        .any(|word| code.contains(word))
    {
        return None;
    }
    let acts = |call: &&Call| {
        cmdlets::acts(call.program())
            && !script.defines(call.program())
            && !call.has_flag(&["-ErrorAction", "-EA"])
    };
    let call = script
        .calls
        .iter()
        .filter(|call| call.within.is_none() && !call.tested)
        .find(acts)?;
    Some((call, call.name().map_or(&call.range, |word| &word.range)))
}
