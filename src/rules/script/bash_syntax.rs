use super::faults;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::script::{Scripts, Shell};

pub(super) const RULE: Rule = Rule {
    id: "script/bash-syntax",
    severity: Severity::Warning,
    summary: "a script that bash cannot read: a quote, a bracket, `fi`, `done` or the end of a here-document is missing",
    why: "Bash reads a script as it goes: what stands before the fault has run when the step fails.",
    source: "https://www.gnu.org/software/bash/manual/html_node/Shell-Syntax.html",
    page: include_str!("bash_syntax.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let help = "`bash -n` reads a script without running it; the items of `commands` are one script";
    faults::report(scripts, Shell::Bash, help, found);
}
