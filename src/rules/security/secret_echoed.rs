use std::ops::Range;

use super::uses::{fetches_secret, reference, secret_in};
use crate::diagnostic::Severity;
use crate::rules::literal::is_true;
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Redirect, Script, Scripts, Shell, Word};

pub(super) const RULE: Rule = Rule {
    id: "security/secret-echoed",
    severity: Severity::Warning,
    summary: "a secret that is printed, or used while the shell prints every command",
    why: "What a step prints is in the logs of the build, for all who can read them.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("secret_echoed.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for script in &scripts.all {
        // Nothing of the step is logged.
        if script.step.node.present("disableLogging").is_some_and(is_true) {
            continue;
        }
        check_prints(script, found);
        check_trace(script, found);
    }
}

fn check_prints(script: &Script<'_, '_>, found: &mut Findings<'_>) {
    // An output that another call reads, or that goes to a file, is not printed.
    let mut read = vec![false; script.calls.len()];
    for from in script.calls.iter().filter_map(|call| call.reads) {
        if let Some(read) = read.get_mut(from) {
            *read = true;
        }
    }
    for (call, read) in script.calls.iter().zip(read) {
        let kept = read || call.within.is_some() || call.redirects.iter().any(to_file);
        if kept || !prints(script.shell, call) {
            continue;
        }
        if let Some((word, secret)) = first_secret(call) {
            found
                .report(
                    script.place(&word.range),
                    format!("`{secret}` is printed to the log of the build"),
                )
                .help("leave it out, or print something that tells as much, such as its length");
        }
    }
}

/// Whether a redirection takes what is printed to a file.
fn to_file(redirect: &Redirect) -> bool {
    redirect.writes() && !redirect.operator.starts_with('2') && !redirect.target.text.starts_with("/dev/")
        || redirect.target.text == "/dev/null"
}

/// Whether a call prints its words. What `Write-Output` gives in a function or a branch may be somebody's value.
fn prints(shell: Shell, call: &Call) -> bool {
    match call.program() {
        "printf" => shell != Shell::PowerShell,
        "echo" => shell != Shell::PowerShell || !call.conditional,
        "write-host" | "write-information" | "write-verbose" | "write-warning" | "write-error" => true,
        "write-output" => !call.conditional,
        _ => false,
    }
}

fn first_secret(call: &Call) -> Option<(&Word, String)> {
    call.arguments()
        .iter()
        .find_map(|word| Some((word, secret_in(word)?)))
}

/// A secret between `set -x` and `set +x`, or behind `Set-PSDebug -Trace`.
fn check_trace(script: &Script<'_, '_>, found: &mut Findings<'_>) {
    let mut tracing: Option<&Call> = None;
    for call in &script.calls {
        match traces(call) {
            Some(true) => tracing = Some(call),
            Some(false) => tracing = None,
            None => {}
        }
        let Some(trace) = tracing else { continue };
        let Some((range, secret)) = traced_secret(script.shell, call) else {
            continue;
        };
        found
            .report(
                script.place(&trace.range),
                format!("{secret} is printed to the log, as every command behind this is"),
            )
            .help("leave it out, or switch it off before the secret is used")
            .label(script.place(&range), "used here");
        tracing = None;
    }
}

/// The secret of a call that a trace prints. PowerShell prints the line as it is written, where only references are filled in;
/// other shells print the values of variables and what substitutions give.
fn traced_secret(shell: Shell, call: &Call) -> Option<(Range<usize>, String)> {
    if shell == Shell::PowerShell {
        let mut words = call.arguments().iter();
        return words.find_map(|word| Some((word.range.clone(), format!("`{}`", reference(&word.text)?))));
    }
    match first_secret(call) {
        Some((word, secret)) => Some((word.range.clone(), format!("`{secret}`"))),
        None => fetches_secret(call).then(|| (call.range.clone(), "the secret".to_owned())),
    }
}

/// Whether a call switches the printing of commands on or off.
fn traces(call: &Call) -> Option<bool> {
    let words = call.arguments();
    match call.program() {
        "set" => words.iter().enumerate().find_map(|(at, word)| {
            let named = words.get(at + 1).is_some_and(|next| next.text == "xtrace");
            match word.text.as_bytes() {
                [b'-', b'-', ..] => None,
                [sign @ (b'-' | b'+'), letters @ ..]
                    if letters.contains(&b'x') || letters.ends_with(b"o") && named =>
                {
                    Some(*sign == b'-')
                }
                _ => None,
            }
        }),
        "set-psdebug" => call
            .argument(&["-Trace"])
            .map(|level| level.value != "0")
            .or_else(|| call.has_flag(&["-Off"]).then_some(false)),
        _ => None,
    }
}
