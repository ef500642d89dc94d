use super::exits;
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule};
use crate::script::{Scripts, Shell};

pub(super) const RULE: Rule = Rule {
    id: "portability/reboot-exit-code",
    severity: Severity::Warning,
    summary: "the exit code that asks for a restart on the other platform",
    why: "A script asks for a restart by the exit code 194 on Linux and 3010 on Windows.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("reboot_exit_code.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for script in &scripts.all {
        let (wrong, right) = match script.shell {
            Shell::Bash => (exits::WINDOWS, exits::LINUX),
            Shell::PowerShell => (exits::LINUX, exits::WINDOWS),
            Shell::None => continue,
        };
        for (call, word) in exits::all(script, wrong).filter(|(call, _)| call.within.is_none()) {
            let linux = script.shell == Shell::Bash;
            let name = call.words.first().map_or("exit", |word| word.text.as_str());
            let message = if linux {
                "`exit 3010` asks for a restart only because bash makes 194 of it".to_owned()
            } else {
                format!("`{name}` with 194 fails the step; on Windows 3010 asks for a restart")
            };
            let finding = found.report(script.place(&word.range), message);
            finding.help(format!("write `{right}` if the script asks for a restart"));
            // An exit code has eight bits on Linux, so both numbers are the same there.
            let safety = if linux { Safety::Safe } else { Safety::Unsafe };
            if linux {
                finding.info();
            }
            if let Some(span) = script.verbatim(&word.range) {
                finding.replace(safety, format!("write `{right}`"), span, right);
            }
        }
    }
}
