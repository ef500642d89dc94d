use std::ops::Range;

use crate::diagnostic::Severity;
use crate::rules::downloads::{self, Download};
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Script, Scripts, Shell, Word};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "security/pipe-to-shell",
    severity: Severity::Warning,
    summary: "a download that a shell runs at once",
    why: "Whatever the server gives on the day of the build runs as root or SYSTEM, and nobody can look at it before.",
    source: "https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_appsec_manual_code_reviews.html",
    page: include_str!("pipe_to_shell.md"),
    checks: &[Check::Script(check)],
};

/// Shells and other programs that run what they read.
const SHELLS: [&str; 10] = [
    "sh", "bash", "zsh", "dash", "ksh", "python", "python3", "perl", "ruby", "node",
];

/// A download and the call that runs it.
pub(super) struct Run<'s> {
    pub(super) range: Range<usize>,
    call: &'s Call,
}

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for script in &scripts.all {
        for run in runs(script) {
            found
                .report(script.place(&run.range), format!("`{}` runs whatever the server gives", name(run.call)))
                .help(if script.shell == Shell::PowerShell {
                    "download to a file, compare its `Get-FileHash` with a known one, then run it; or use WebDownload with `checksum` and `algorithm`"
                } else {
                    "download to a file, compare its checksum with a known one, then run it; or use WebDownload with `checksum` and `algorithm`"
                });
        }
    }
}

/// The downloads of a script that are run at once, in order; of those that overlap the first.
pub(super) fn runs<'s>(script: &'s Script<'_, '_>) -> Vec<Run<'s>> {
    let downloads: Vec<Download<'_>> = downloads::of(script).collect();
    let mut found: Vec<Run<'s>> = Vec::new();
    if downloads.is_empty() {
        return found;
    }
    for call in &script.calls {
        let download = runs_input(script, call).or_else(|| runs_words(script, call, &downloads));
        let last = found.last().map_or(0, |run| run.range.end);
        if let Some(download) = download.filter(|_| last <= call.range.start) {
            let range = call.range.start.min(download.start)..call.range.end.max(download.end);
            found.push(Run { range, call });
        }
    }
    found
}

/// Whether one of these runs what this call fetches.
pub(super) fn holds(runs: &[Run<'_>], call: &Call) -> bool {
    let before = runs.partition_point(|run| run.range.start <= call.range.start);
    let run = before.checked_sub(1).and_then(|last| runs.get(last));
    run.is_some_and(|run| call.range.end <= run.range.end)
}

/// The first download that lies in a range.
fn first_within<'s>(downloads: &[Download<'s>], range: &Range<usize>) -> Option<&'s Call> {
    let from = downloads.partition_point(|download| download.call.range.start < range.start);
    let calls = downloads.iter().skip(from).map(|download| download.call);
    calls
        .take_while(|call| call.range.start < range.end)
        .find(|call| call.range.end <= range.end)
}

/// The program as it is written.
fn name(call: &Call) -> String {
    call.name().map(|name| shorten(&name.text)).unwrap_or_default()
}

/// The download that a shell reads through pipes and runs.
fn runs_input(script: &Script<'_, '_>, call: &Call) -> Option<Range<usize>> {
    if !reads_program(call) {
        return None;
    }
    let mut sources = script.sources(call);
    sources
        .find(|source| downloads::tool(script.shell, source).is_some() && !is_saved(source))
        .map(|source| source.range.clone())
}

/// Whether what a call reads is a program: a shell without a file to run, or `iex`.
fn reads_program(call: &Call) -> bool {
    if is_expression(call) {
        return true;
    }
    if !SHELLS.contains(&call.program()) {
        return false;
    }
    for word in call.arguments() {
        match word.text.as_str() {
            "-" | "-s" | "/dev/stdin" | "--" => return true,
            text if text.starts_with('-') && !text.starts_with("--") => {
                // `-c` takes a program, `-m` a module; `-es` reads.
                if text.contains('s') {
                    return true;
                }
                if text.contains(['c', 'm']) {
                    return false;
                }
            }
            text if text.starts_with("--") => {}
            _ => return false,
        }
    }
    true
}

fn is_expression(call: &Call) -> bool {
    matches!(
        call.program(),
        "iex" | "invoke-expression" | "[scriptblock]::create"
    )
}

/// The download in the words of a shell, of `eval` or of `iex`: `sh -c "$(curl …)"`, `bash <(curl …)`, `iex (irm …)`.
fn runs_words(script: &Script<'_, '_>, call: &Call, downloads: &[Download<'_>]) -> Option<Range<usize>> {
    let shell = SHELLS.contains(&call.program()) || matches!(call.program(), "eval" | "source" | ".");
    if !shell && !is_expression(call) {
        return None;
    }
    if let Some(download) = runs_variable(script, call, downloads) {
        return Some(download);
    }
    let download = first_within(downloads, &(call.range.start + 1..call.range.end))?;
    // A shell runs the word behind `-c` and the file that it is given first; further words are data.
    let mut words = call.arguments().iter().enumerate();
    let runs = is_expression(call)
        || is_substituted(script, download)
            && words.any(|(at, word)| {
                let before = call.arguments().get(..at).unwrap_or_default();
                let program = before
                    .last()
                    .is_some_and(|before| before.text.starts_with('-') && before.text.contains('c'));
                let holds = word.range.start <= download.range.start && download.range.end <= word.range.end;
                holds && (program || before.iter().all(|word| word.text.starts_with('-')))
            });
    (runs && !is_saved(download)).then(|| download.range.clone())
}

/// The download whose answer a variable has that `iex` or `eval` runs: `$s = irm …; iex $s`.
fn runs_variable(script: &Script<'_, '_>, call: &Call, downloads: &[Download<'_>]) -> Option<Range<usize>> {
    if !is_expression(call) && call.program() != "eval" {
        return None;
    }
    let [word] = call.arguments() else {
        return None;
    };
    let value = &downloads::variable(script, &word.text, call.range.start)?.range;
    let download = first_within(downloads, value)?;
    (!is_saved(download)).then(|| download.range.clone())
}

/// Whether the output of a call stands in its place: `$(curl …)`, `<(curl …)`, `` `curl …` ``.
fn is_substituted(script: &Script<'_, '_>, call: &Call) -> bool {
    let before = script.text.get(..call.range.start).unwrap_or_default();
    ["$(", "<(", "`"]
        .iter()
        .any(|open| before.trim_end().ends_with(open))
}

/// Whether a download goes to a file: with an option, and without one by `wget`. `wget -qO-` and `curl -o-` write to the pipe.
fn is_saved(call: &Call) -> bool {
    let piped = |word: &Word| {
        matches!(word.text.as_str(), "-" | "/dev/stdout" | "--output-document=-")
            || word.text.ends_with("O-")
            || word.text.ends_with("o-")
    };
    if call.arguments().iter().any(piped) {
        return false;
    }
    call.program() == "wget" || call.has_flag(&["-o", "-O", "--output", "--remote-name", "-OutFile"])
}
