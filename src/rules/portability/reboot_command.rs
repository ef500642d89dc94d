use super::exits;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Script, Scripts, Shell};

pub(super) const RULE: Rule = Rule {
    id: "portability/reboot-command",
    severity: Severity::Warning,
    summary: "a script that restarts the instance by itself",
    why: "AWSTOE does not expect the restart, and the build may fail.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("reboot_command.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for script in &scripts.all {
        // With the code, AWSTOE waits for the restart; the code of the other platform has a rule of its own.
        if [exits::LINUX, exits::WINDOWS]
            .iter()
            .any(|code| exits::all(script, code).next().is_some())
        {
            continue;
        }
        for call in script.calls.iter().filter(|call| restarts(call, script)) {
            let words: Vec<&str> = call.words.iter().map(|word| word.text.as_str()).collect();
            let shown = crate::yaml::shorten(&words.join(" "));
            found
                .report(
                    script.place(&call.range),
                    format!("`{shown}` restarts the instance, and AWSTOE does not expect it"),
                )
                .help(help(script.shell));
        }
    }
}

fn help(shell: Shell) -> String {
    let action = "use the action `Reboot` as the next step";
    match shell {
        Shell::None => action.to_owned(),
        _ => format!(
            "{action}, or end the script with `exit {}`, which restarts the instance and runs this step again",
            exits::code(shell)
        ),
    }
}

/// Whether a call restarts the instance, at once or soon.
fn restarts(call: &Call, script: &Script<'_, '_>) -> bool {
    let has = |options: &[&str]| {
        call.arguments().iter().any(|word| {
            options
                .iter()
                .any(|option| option.eq_ignore_ascii_case(&word.text))
        })
    };
    if script.defines(call.program()) || has(&["--help", "--version", "/?", "-WhatIf"]) {
        return false;
    }
    let first = call.command(&[]).next();
    match (call.program(), script.shell) {
        ("reboot", Shell::Bash | Shell::None) => !has(&["-w", "--wtmp-only", "-p", "--poweroff", "--halt"]),
        ("init" | "telinit", Shell::Bash | Shell::None) => first == Some("6"),
        ("systemctl", Shell::Bash | Shell::None) => matches!(first, Some("reboot" | "kexec" | "soft-reboot")),
        ("shutdown", Shell::Bash) => call.has_flag(&["-r", "--reboot"]) && !call.has_flag(&["-c"]),
        ("shutdown", Shell::PowerShell | Shell::None) => {
            has(&["/r", "-r", "/g", "-g"]) && !has(&["/a", "-a", "/m", "-m"])
        }
        ("restart-computer", Shell::PowerShell) => !call.has_flag(&["-ComputerName", "-CN", "-VMName"]),
        _ => false,
    }
}
