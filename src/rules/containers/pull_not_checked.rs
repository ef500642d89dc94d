use super::{present, registry};
use crate::container::Commands;
use crate::diagnostic::Severity;
use crate::rules::eks::node;
use crate::rules::{Check, Findings, Rule};
use crate::script::{Scripts, Shell};

pub(super) const RULE: Rule = Rule {
    id: "containers/pull-not-checked",
    severity: Severity::Info,
    summary: "a pull in PowerShell whose failure nobody sees",
    why: "PowerShell goes on when a program fails, also with `$ErrorActionPreference = 'Stop'`: the AMI is made without the image.",
    source: "https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_automatic_variables#lastexitcode",
    page: include_str!("pull_not_checked.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let commands = Commands::of(scripts);
    if commands.all.is_empty() {
        return;
    }
    let lacks_docker = node::lacks_docker(&commands, found.settings());
    let mut reported = None;
    let mut checked = (usize::MAX, 0);
    for pull in commands.pulls() {
        let script = commands.script(pull);
        let silent = script.shell != Shell::PowerShell
            || reported == Some(pull.script)
            || lacks_docker && present::is_docker(pull.client);
        if silent {
            continue;
        }
        if checked.0 != pull.script {
            checked = (pull.script, registry::last_check(script));
        }
        if commands.call(pull).range.end > checked.1 {
            reported = Some(pull.script);
            found
                .report(commands.place(pull), "a pull that fails does not end this script")
                .help("after each pull: `if ($LASTEXITCODE -ne 0) { throw 'pull failed' }`");
        }
    }
}
