use super::cmdlets;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Script, Scripts, Shell};

pub(super) const RULE: Rule = Rule {
    id: "portability/powershell-native-exit",
    severity: Severity::Info,
    summary: "a program in a PowerShell script whose exit code nothing looks at",
    why: "PowerShell goes on when a program fails, also with `$ErrorActionPreference = 'Stop'`.",
    source: "https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_automatic_variables",
    page: include_str!("powershell_native_exit.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for script in scripts
        .all
        .iter()
        .filter(|script| script.shell == Shell::PowerShell)
    {
        if let Some(call) = unwatched(script) {
            let name = call.name().map_or(&call.range, |word| &word.range);
            found
                .report(
                    script.place(name),
                    format!("the script goes on when `{}` fails", cmdlets::shown(call)),
                )
                .help("write `if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }` behind it");
        }
    }
}

/// The first program behind which the script goes on without a look at its exit code.
fn unwatched<'s>(script: &'s Script<'_, '_>) -> Option<&'s Call> {
    let own = || script.calls.iter().filter(|call| call.within.is_none());
    let last = own().next_back()?;
    // A look behind each pull is what the rule for pulls asks for, and it would see the other programs too.
    if own().any(|call| cmdlets::pulls_image(call) && !cmdlets::asks_exit_code(script, call.range.end)) {
        return None;
    }
    own().find(|call| {
        cmdlets::is_native(call)
            && !cmdlets::gets_image(call)
            && !call.tested
            && !script.defines(call.program())
            && call.range.end <= last.range.start
            && !cmdlets::asks_exit_code(script, call.range.end)
    })
}
