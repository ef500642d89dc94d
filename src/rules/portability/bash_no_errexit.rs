use std::collections::HashSet;

use super::{cmdlets, exits};
use crate::diagnostic::{Safety, Severity};
use crate::rules::statement::statement_first;
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Script, Scripts, Shell};

pub(super) const RULE: Rule = Rule {
    id: "portability/bash-no-errexit",
    severity: Severity::Info,
    summary: "a bash script that goes on after a command has failed",
    why: "Only the exit code of the last command decides whether the step has failed.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("bash_no_errexit.md"),
    checks: &[Check::Script(check)],
};

/// Calls that change nothing, or of which nobody minds a failure.
const HARMLESS: &[&str] = &[
    ":", "[", "[[", "alias", "cat", "date", "declare", "df", "du", "echo", "env", "export", "false", "head",
    "hostname", "id", "local", "ls", "popd", "printf", "pwd", "read", "readonly", "set", "shopt", "sleep",
    "sync", "tail", "test", "true", "ulimit", "umask", "uname", "unalias", "unset", "wait", "wc", "which",
    "tr", "cut", "sort", "uniq", "awk", "basename", "dirname", "readlink", "whoami",
];

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for script in scripts.all.iter().filter(|script| script.shell == Shell::Bash) {
        if let Some(call) = unwatched(script) {
            let name = call.name().map_or(&call.range, |word| &word.range);
            let finding = found.report(
                script.place(name),
                format!("the step goes on when `{}` fails", cmdlets::shown(call)),
            );
            finding.help("begin the commands with `set -e`");
            if let Some(edit) = statement_first(script, call.range.start, "set -e") {
                finding.fix(Safety::Unsafe, "begin the commands with `set -e`", vec![edit]);
            }
        }
    }
}

/// The first call whose failure nothing in the script sees.
fn unwatched<'s>(script: &'s Script<'_, '_>) -> Option<&'s Call> {
    if watches(script) {
        return None;
    }
    // Of a pipeline, the last call speaks for all.
    let read: HashSet<usize> = script.calls.iter().filter_map(|call| call.reads).collect();
    let mut own = script
        .calls
        .iter()
        .enumerate()
        .filter(|(at, call)| call.within.is_none() && !read.contains(at))
        .map(|(_, call)| call);
    let last = own.clone().next_back()?;
    own.find(|call| {
        let acts = !call.program().is_empty()
            && !HARMLESS.contains(&call.program())
            && !script.defines(call.program());
        acts && !call.tested && !call.conditional && !exits::ends(call) && call.range.end <= last.range.start
    })
}

/// Whether the script cares for failures in any way.
fn watches(script: &Script<'_, '_>) -> bool {
    let by_call = |call: &Call| match call.program() {
        "set" => {
            call.has_flag(&["-e"])
                || call.arguments().iter().any(|word| {
                    word.text == "errexit"
                        || !word.literal
                        || word.text.starts_with('-') && word.text.contains('e')
                })
        }
        "trap" => true,
        // Whoever ends the script with a code of their own has looked.
        "exit" | "return" => call
            .words
            .get(1)
            .is_some_and(|word| !matches!(word.text.as_str(), "0" | "194")),
        _ => false,
    };
    let first = script.text.lines().next().unwrap_or_default();
    first.starts_with("#!") && first.contains(" -e")
        || script.code.contains("$?")
        || script.code.contains("PIPESTATUS")
        || script.calls.iter().any(by_call)
}
