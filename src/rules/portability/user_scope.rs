use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::literal::{Known, begins_with};
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Script, Scripts, Shell, Word};

pub(super) const RULE: Rule = Rule {
    id: "portability/user-scope",
    severity: Severity::Info,
    summary: "something that is written for one user: root or SYSTEM",
    why: "Steps run as root or SYSTEM, so what belongs to the user there is not seen by anyone who logs in.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("user_scope.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    registry(scripts.component, found);
    for script in &scripts.all {
        let hit = script
            .calls
            .iter()
            .filter(|call| call.within.is_none())
            .find_map(|call| match script.shell {
                Shell::Bash => in_bash(call),
                Shell::PowerShell => in_powershell(call),
                Shell::None => None,
            });
        if let Some(word) = hit {
            let (user, instead) = match script.shell {
                Shell::PowerShell => (
                    "SYSTEM",
                    "use a place for all users, such as `HKLM:` or `$env:ProgramData`",
                ),
                _ => (
                    "root",
                    "use a place for all users, such as `/etc/profile.d` or `/opt`, or name the folder of the user",
                ),
            };
            report(script, word, user, instead, found);
        }
    }
}

fn report(script: &Script<'_, '_>, word: &Word, user: &str, instead: &str, found: &mut Findings<'_>) {
    found
        .report(
            script.place(&word.range),
            format!("`{}` belongs to {user} alone", crate::yaml::shorten(&word.text)),
        )
        .help(instead);
}

/// Keys of the current user in `SetRegistry`.
fn registry(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps().filter(|step| step.runs("SetRegistry")) {
        for known in step
            .input("path")
            .into_iter()
            .filter_map(|entry| Known::of(entry.value))
        {
            if is_users_key(known.start) {
                found
                    .report(
                        known.node.span(),
                        format!("`{}` belongs to SYSTEM alone", known.node.shown()),
                    )
                    .help("use `HKLM:`, or load the hive of the user whom it is for");
            }
        }
    }
}

fn is_users_key(path: &str) -> bool {
    begins_with(path, "HKCU:")
        || begins_with(path, "HKEY_CURRENT_USER")
        || begins_with(path, r"HKCU\")
        || begins_with(path, "Registry::HKEY_CURRENT_USER")
}

/// What a call of bash writes below the home of root: the target of a redirection, or the last word of a copy.
fn in_bash(call: &Call) -> Option<&Word> {
    let homely = |word: &&Word| {
        ["~/", "$HOME/", "${HOME}/"]
            .iter()
            .any(|home| word.text.starts_with(home))
    };
    let redirected = call
        .redirects
        .iter()
        .filter(|redirect| redirect.writes())
        .map(|redirect| &redirect.target);
    let copied = call
        .arguments()
        .last()
        .filter(|_| call.runs(&["cp", "mv", "ln", "install", "tee"]));
    // Keys of SSH have a rule of their own.
    redirected
        .chain(copied)
        .filter(|word| !word.text.contains("/.ssh/"))
        .find(homely)
}

/// Cmdlets that write what they are given by a path.
const WRITING: &[&str] = &[
    "add-content",
    "copy-item",
    "move-item",
    "new-item",
    "new-itemproperty",
    "out-file",
    "set-content",
    "set-item",
    "set-itemproperty",
];

fn in_powershell(call: &Call) -> Option<&Word> {
    if call.runs(&["reg"]) {
        let mut words = call.arguments().iter();
        let adds = words
            .next()
            .is_some_and(|word| word.text.eq_ignore_ascii_case("add"));
        return words.next().filter(|word| adds && is_users_key(&word.text));
    }
    if !call.runs(WRITING) {
        return None;
    }
    let mine = |text: &str| {
        is_users_key(text)
            || [
                r"$env:USERPROFILE\",
                r"$env:APPDATA\",
                r"$env:LOCALAPPDATA\",
                r"$HOME\",
                r"~\",
            ]
            .iter()
            .any(|home| begins_with(text, home))
    };
    // Of a copy, what counts is where it goes.
    if call.runs(&["copy-item", "move-item"]) {
        let destination = call.argument(&["-Destination"]).map(|argument| argument.word);
        return destination
            .or_else(|| call.operands(&["-Path", "-LiteralPath"]).nth(1))
            .filter(|word| mine(&word.text));
    }
    call.arguments().iter().find(|word| mine(&word.text))
}
