use std::collections::BTreeMap;

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

/// The folders that were put into the machine's `PATH`, by their names in lower case with and without a version at the end.
type Folders = BTreeMap<String, Span>;

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let sets = |script: &&Script<'_, '_>| !places(script).is_empty();
    if !scripts.all.iter().any(|script| sets(&script)) {
        return;
    }
    for run in boots::runs(scripts) {
        let mut added = Folders::new();
        for script in run.into_iter().map(|number| &scripts.all[number]) {
            if !added.is_empty() && !reloads(script) {
                report_first(script, &added, found);
            }
            add(script, &mut added);
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

/// Adds the folders that a script puts into `PATH`.
fn add(script: &Script<'_, '_>, added: &mut Folders) {
    let places = places(script);
    if places.is_empty() {
        return;
    }
    let variables = Variables::of(script);
    for range in places {
        let text = script.code.get(range.clone()).unwrap_or_default();
        // The value may stand in a variable.
        let sides = text.match_indices('$').filter_map(|(at, _)| {
            let name = text.get(at + 1..)?;
            let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
            variables.side(script, name.get(..end.unwrap_or(name.len()))?)
        });
        let texts = std::iter::once(text).chain(sides);
        let parts = texts.flat_map(|text| text.split([';', '"', '\'', ',', '(', ')', '\n']));
        for folder in parts
            .filter(|part| part.contains('\\'))
            .flat_map(|part| part.split('\\'))
        {
            let folder = folder.trim().to_ascii_lowercase();
            // `python39`, `terraform-1.5`.
            let stem =
                folder.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '_' | ' '));
            added.insert(stem.to_owned(), script.place(&range));
            added.insert(folder, script.place(&range));
        }
    }
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

fn report_first(script: &Script<'_, '_>, added: &Folders, found: &mut Findings<'_>) {
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
        if let Some(place) = added.get(program) {
            found
                .report(script.place(&word.range), format!("`{}` is not in the `PATH` of this step yet", shorten(program)))
                .help("put a step with the action `Reboot` between, call it by its path, or read the new `PATH` first: `$env:Path = [Environment]::GetEnvironmentVariable('Path', 'Machine')`")
                .label(*place, "set here");
            return;
        }
    }
}
