use super::exits;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Script, Scripts, Shell, Word};

pub(super) const RULE: Rule = Rule {
    id: "portability/reboot-loop",
    severity: Severity::Warning,
    summary: "a script that asks for a restart whenever it runs",
    why: "After the restart the same step runs again, until the limit of restarts fails the build.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("reboot_loop.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for script in scripts.all.iter().filter(|script| script.shell != Shell::None) {
        // A condition may well ask whether the restart has been.
        if script.step.condition.is_some() {
            continue;
        }
        if let Some((call, word)) = always(script) {
            let help = match script.shell {
                Shell::PowerShell => {
                    "end with 0 when the work is done, such as by `if (Test-Path C:\\restarted) { exit 0 }` before it, or use the action `Reboot`"
                }
                _ => {
                    "end with 0 when the work is done, such as by `[ -f /var/lib/restarted ] && exit 0` before it, or use the action `Reboot`"
                }
            };
            found
                .report(
                    script.place(&(call.range.start..word.range.end)),
                    format!("every run of this script asks for a restart and for another run, by the exit code {}", word.text),
                )
                .help(help);
        }
    }
}

/// The call with which the script ends whatever happens, when that asks for a restart.
fn always<'s>(script: &'s Script<'_, '_>) -> Option<(&'s Call, &'s Word)> {
    let code = exits::code(script.shell);
    let (at, call) = script
        .calls
        .iter()
        .enumerate()
        .find(|(_, call)| !call.conditional && call.within.is_none() && exits::ends(call))?;
    let word = exits::with_code(call).filter(|word| word.text == code)?;
    // Anything before it that can end the script otherwise, or that only a trap or another program knows.
    let other = script.calls.iter().take(at).any(|call| {
        exits::ends(call)
            || call.runs(&[
                "trap",
                "kill",
                "break",
                "source",
                ".",
                "eval",
                "restart-computer",
                "stop-process",
            ])
            || call.starters().first().is_some_and(|word| word.text == "exec")
    });
    (!other).then_some((call, word))
}
