use std::cell::LazyCell;

use crate::diagnostic::{Safety, Severity};
use crate::rules::installers::Change;
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Script, Scripts, Shell, Word};

pub(super) const RULE: Rule = Rule {
    id: "portability/interactive-install",
    severity: Severity::Warning,
    summary: "an installation that asks a question",
    why: "Nobody is there to answer: the command stops, or waits until the step's time is over.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("interactive_install.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    // A file of settings that a script writes, or Chocolatey's own switch.
    let told_before = LazyCell::new(|| {
        scripts.all.iter().any(|script| {
            let code = script.code.to_ascii_lowercase();
            ["allowglobalconfirmation", "assumeyes=", "assume-yes"]
                .iter()
                .any(|word| code.contains(word))
        })
    });
    for script in &scripts.all {
        for call in &script.calls {
            judge(script, call, &|| *told_before, found);
        }
        packages_may_ask(script, found);
    }
}

/// `told_before` is asked last: few calls come so far, and it reads all scripts.
fn judge(script: &Script<'_, '_>, call: &Call, told_before: &dyn Fn() -> bool, found: &mut Findings<'_>) {
    if is_answered(call) {
        return;
    }
    if let Some(change) = Change::of(call) {
        if !change.manager.is_quiet(call) && !told_before() {
            report_manager(script, call, &change, found);
        }
    } else if let Some(word) = pacman(call)
        && !told_before()
    {
        report(script, word, "pacman", "--noconfirm", found);
    } else if let Some(word) = windows_installer(call, script.shell)
        && !told_before()
    {
        found
            .report(
                script.place(&word.range),
                "`msiexec` opens windows, and nobody sees them",
            )
            .help("add `/qn`, or use the action `InstallMSI`");
    }
}

/// Whether something answers for the user, or may: a pipe, a file, a variable with options in it.
fn is_answered(call: &Call) -> bool {
    let options = |word: &Word| {
        if word.literal {
            return false;
        }
        let text = word.text.to_ascii_uppercase();
        ["OPT", "FLAG", "ARG", "YES", "PARAM"]
            .iter()
            .any(|part| text.contains(part))
    };
    // `@options` of PowerShell; an option with a typographic dash has a finding of its own.
    let splat = |word: &Word| word.text.starts_with(['@', '\u{2013}', '\u{2014}']);
    call.reads.is_some()
        || call
            .redirects
            .iter()
            .any(|redirect| redirect.operator.starts_with('<'))
        || call.arguments().iter().any(|word| options(word) || splat(word))
}

fn report_manager(script: &Script<'_, '_>, call: &Call, change: &Change<'_>, found: &mut Findings<'_>) {
    let Change { manager, command, .. } = change;
    let (place, name) = if manager.names_package_first() {
        (call.name().unwrap_or(command), call.program().to_owned())
    } else {
        (*command, format!("{} {}", call.program(), command.text))
    };
    report(script, place, &name, manager.yes, found);
}

/// Reports a command that asks; `yes` goes behind the word.
fn report(script: &Script<'_, '_>, word: &Word, name: &str, yes: &str, found: &mut Findings<'_>) {
    let finding = found.report(
        script.place(&word.range),
        format!("`{name}` asks before it goes on"),
    );
    finding.help(format!("add `{yes}`"));
    let written = script.text.get(word.range.clone()).unwrap_or_default();
    // In `ExecuteBinary` the option has to be an item of its own; quotes around a word would take it in.
    if script.shell == Shell::None || written.contains(['\'', '"']) {
        return;
    }
    if let Some(span) = script.verbatim(&word.range) {
        finding.replace(
            Safety::Safe,
            format!("add `{yes}`"),
            span,
            format!("{written} {yes}"),
        );
    }
}

/// The word of `pacman` that asks: `-S nginx`, `-Syu`, `-R nginx`, `-U file`.
fn pacman(call: &Call) -> Option<&Word> {
    if !call.runs(&["pacman"]) || call.has_flag(&["--noconfirm", "-p", "--print"]) {
        return None;
    }
    let words = call.arguments();
    let named = words.iter().any(|word| !word.text.starts_with('-'));
    words.iter().find(|word| {
        let text = word.text.as_str();
        // `-Ss`, `-Si`, `-Sl` and `-Sg` look, `-Sy` alone fetches a list.
        let syncs = text.starts_with("-S")
            && !text.contains(['s', 'i', 'l', 'g', 'w', 'p'])
            && (named || text.contains('u'));
        syncs || (text.starts_with("-R") || text.starts_with("-U")) && named
    })
}

/// The word that names `msiexec` where it is told to install or remove without being told to be quiet.
fn windows_installer(call: &Call, shell: Shell) -> Option<&Word> {
    if shell == Shell::Bash {
        return None;
    }
    let names = |word: &&Word| {
        let name = word.text.rsplit(['\\', '/']).next().unwrap_or_default();
        name.eq_ignore_ascii_case("msiexec") || name.eq_ignore_ascii_case("msiexec.exe")
    };
    let word = if call.runs(&["msiexec"]) {
        call.name()?
    } else if call.runs(&["start-process", "saps", "start"]) {
        call.arguments().iter().find(names)?
    } else {
        return None;
    };
    // What a variable holds may be `/qn`.
    if call
        .arguments()
        .iter()
        .any(|word| !word.literal && !word.text.contains('/'))
    {
        return None;
    }
    let text = call
        .arguments()
        .iter()
        .map(|word| word.text.to_ascii_lowercase())
        .collect::<Vec<_>>()
        .join(" ");
    let mut options = text
        .split([' ', ',', '\'', '"', '(', ')', '`'])
        .filter_map(|part| part.strip_prefix(['/', '-']));
    let acts = options.clone().any(|option| {
        ["i", "x", "p", "a", "package", "uninstall", "update"].contains(&option)
            || option.starts_with("i{")
            || option.starts_with("x{")
    });
    let quiet = options.any(|option| option.starts_with('q') || option == "passive");
    (acts && !quiet).then_some(word)
}

/// An info for the first `apt-get` that does not ask itself, but whose packages may.
fn packages_may_ask(script: &Script<'_, '_>, found: &mut Findings<'_>) {
    if script.shell != Shell::Bash
        || script.code.contains("DEBIAN_FRONTEND")
        || script.code.contains("debconf-set-selections")
    {
        return;
    }
    let first = script.calls.iter().find(|call| {
        Change::of(call)
            .is_some_and(|change| change.installs && change.manager.is_apt() && change.manager.is_quiet(call))
    });
    if let Some(word) = first.and_then(|call| Some((call, call.name()?))) {
        let (call, word) = word;
        found
            .report(
                script.place(&word.range),
                format!(
                    "packages that `{}` installs may ask questions of their own",
                    call.program()
                ),
            )
            .info()
            .help("set `DEBIAN_FRONTEND=noninteractive` for it");
    }
}
