use super::boots;
use crate::container::Variables;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Script, Scripts, Shell, Word};
use crate::source::Span;
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "windows/environment-not-reloaded",
    severity: Severity::Warning,
    summary: "a program is called by its name before the new `PATH` is read",
    why: "A step inherits the environment that was there when the build began; what a step sets for the machine is read after a restart.",
    source: "https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_environment_variables",
    page: include_str!("environment_not_reloaded.md"),
    checks: &[Check::Script(check)],
};

/// A folder that was put into the machine's `PATH`.
struct Added {
    /// The names of its folders, in lower case.
    folders: Vec<String>,
    span: Span,
}

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let sets = |script: &&Script<'_, '_>| !places(script).is_empty();
    if !scripts.all.iter().any(|script| sets(&script)) {
        return;
    }
    for run in boots::runs(scripts) {
        let mut added: Vec<Added> = Vec::new();
        for script in run {
            if !added.is_empty() && !reloads(script) {
                report_first(script, &added, found);
            }
            added.extend(additions(script));
        }
    }
}

/// Where a script sets the `PATH` of the machine: the ranges of the statements.
fn places(script: &Script<'_, '_>) -> Vec<std::ops::Range<usize>> {
    if script.shell != Shell::PowerShell {
        return Vec::new();
    }
    let sets = |call: &&Call| {
        let words = call.arguments();
        let is = |name: &str| words.iter().any(|word| word.text.eq_ignore_ascii_case(name));
        if call.program() == "setx" {
            return is("/m") && is("path");
        }
        let machine = |word: &Word| {
            word.text
                .to_ascii_lowercase()
                .trim_end_matches(')')
                .ends_with("machine")
        };
        call.program().ends_with("]::setenvironmentvariable") && is("path") && words.iter().any(machine)
    };
    script
        .calls
        .iter()
        .filter(sets)
        .map(|call| call.range.clone())
        .collect()
}

fn additions(script: &Script<'_, '_>) -> Vec<Added> {
    let places = places(script);
    if places.is_empty() {
        return Vec::new();
    }
    let variables = Variables::of(script);
    let folders = |range: &std::ops::Range<usize>| {
        let text = script.code.get(range.clone()).unwrap_or_default();
        // The value may stand in a variable.
        let sides = text.match_indices('$').filter_map(|(at, _)| {
            let name = text.get(at + 1..)?;
            let end = name
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                .unwrap_or(name.len());
            script.code.get(variables.side(name.get(..end)?)?)
        });
        let parts = std::iter::once(text)
            .chain(sides)
            .flat_map(|text| text.split([';', '"', '\'', ',', '(', ')', '\n']));
        parts
            .filter(|part| part.contains('\\'))
            .flat_map(|part| part.split('\\'))
            .map(|folder| folder.trim().to_ascii_lowercase())
            .collect()
    };
    places
        .iter()
        .map(|range| Added {
            folders: folders(range),
            span: script.place(range),
        })
        .collect()
}

/// Whether a script reads the new `PATH` by itself.
fn reloads(script: &Script<'_, '_>) -> bool {
    let code = script.code.to_ascii_lowercase();
    let assigns = code.match_indices("$env:path").any(|(at, name)| {
        let rest = code.get(at + name.len()..).unwrap_or_default().trim_start();
        rest.starts_with('=') || rest.starts_with("+=")
    });
    assigns
        || [
            "refreshenv",
            "update-sessionenvironment",
            "getenvironmentvariable",
        ]
        .iter()
        .any(|word| code.contains(word))
}

fn report_first(script: &Script<'_, '_>, added: &[Added], found: &mut Findings<'_>) {
    if script.shell == Shell::Bash {
        return;
    }
    for call in &script.calls {
        let Some(word) = call.words.iter().find(|word| word.text != "&") else {
            continue;
        };
        let program = call.program();
        if !word.literal || word.text.contains(['\\', '/']) || program.len() < 2 {
            continue;
        }
        let holds = |added: &&Added| added.folders.iter().any(|folder| is_folder_of(folder, program));
        if let Some(added) = added.iter().find(holds) {
            found
                .report(script.place(&word.range), format!("`{}` is not in the `PATH` of this step yet", shorten(program)))
                .help("put a step with the action `Reboot` between, call it by its path, or read the new `PATH` first: `$env:Path = [Environment]::GetEnvironmentVariable('Path', 'Machine')`")
                .label(added.span, "set here");
            return;
        }
    }
}

/// Whether a folder is named like the program, but for a version: `python39`, `terraform-1.5`.
fn is_folder_of(folder: &str, program: &str) -> bool {
    folder.strip_prefix(program).is_some_and(|rest| {
        rest.chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '_' | ' '))
    })
}
