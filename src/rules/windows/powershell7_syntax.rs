use std::ops::Range;

use super::powershell;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::script::{Script, Scripts};

pub(super) const RULE: Rule = Rule {
    id: "windows/powershell7-syntax",
    severity: Severity::Warning,
    summary: "syntax that Windows PowerShell does not have",
    why: "ExecutePowerShell runs Windows PowerShell 5.1, which cannot read what PowerShell 7 brought: the script does not start.",
    source: "https://learn.microsoft.com/powershell/scripting/whats-new/differences-from-windows-powershell",
    page: include_str!("powershell7_syntax.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for script in scripts
        .all
        .iter()
        .filter(|script| powershell::is_powershell(script))
    {
        let code = &script.code;
        if ["&&", "||", "??", " ? "]
            .iter()
            .any(|operator| code.contains(operator))
        {
            for (range, what) in operators(&powershell::bare(code)) {
                report(script, &range, what, found);
            }
        }
        for call in script
            .calls
            .iter()
            .filter(|call| matches!(call.program(), "foreach-object" | "%" | "foreach"))
        {
            if let Some(word) = call
                .arguments()
                .iter()
                .find(|word| word.text.eq_ignore_ascii_case("-Parallel"))
            {
                report(script, &word.range, What::Parallel, found);
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum What {
    And,
    Or,
    Null,
    Ternary,
    Parallel,
}

fn report(script: &Script<'_, '_>, range: &Range<usize>, what: What, found: &mut Findings<'_>) {
    let (message, help) = match what {
        What::And => (
            "Windows PowerShell has no `&&` between commands",
            "write `first; if ($?) { second }`",
        ),
        What::Or => (
            "Windows PowerShell has no `||` between commands",
            "write `first; if (-not $?) { second }`",
        ),
        What::Null => (
            "Windows PowerShell has no `??`",
            "write `if ($null -eq $value) { … }`",
        ),
        What::Ternary => (
            "Windows PowerShell has no `? :`",
            "write `if (…) { … } else { … }`",
        ),
        What::Parallel => (
            "`ForEach-Object` of Windows PowerShell has no `-Parallel`",
            "leave it out, or use `Start-Job`",
        ),
    };
    let place = script.place(range);
    found.report(place, message).help(help).claims(place);
}

/// The operators of PowerShell 7 in a script without strings, in lower case.
fn operators(bare: &str) -> Vec<(Range<usize>, What)> {
    let mut found = Vec::new();
    for (at, _) in bare.match_indices("&&") {
        found.push((at..at + 2, What::And));
    }
    for (at, _) in bare.match_indices("||") {
        found.push((at..at + 2, What::Or));
    }
    for (at, _) in bare.match_indices("??") {
        let behind = bare.get(at + 2..).unwrap_or_default();
        if behind.starts_with([' ', '=', '\n']) && is_value(bare, at) {
            found.push((at..at + 2, What::Null));
        }
    }
    for (at, _) in bare.match_indices(" ? ") {
        let line = bare.get(at + 3..).unwrap_or_default();
        let line = line.split('\n').next().unwrap_or_default();
        if is_value(bare, at + 1) && line.contains(" : ") {
            found.push((at + 1..at + 2, What::Ternary));
        }
    }
    found.sort_by_key(|(range, _)| range.start);
    found
}

/// Whether a value ends before `at`, with a blank behind it, and no command: a variable or a bracket.
fn is_value(bare: &str, at: usize) -> bool {
    let before = bare.get(..at).unwrap_or_default();
    let trimmed = before.trim_end_matches([' ', '\t']);
    if trimmed.len() == before.len() || trimmed.is_empty() {
        return false;
    }
    let start = trimmed
        .rfind([' ', '\t', '\n', '(', '='])
        .map_or(0, |start| start + 1);
    let word = trimmed.get(start..).unwrap_or_default();
    trimmed.ends_with([')', ']']) || word.starts_with('$')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_operators_outside_of_strings_count() {
        let found = |code: &str| -> Vec<What> {
            operators(&powershell::bare(code))
                .into_iter()
                .map(|(_, what)| what)
                .collect()
        };
        assert_eq!(found("a && b"), [What::And]);
        assert_eq!(found("a || exit 1"), [What::Or]);
        assert_eq!(found("$x = $y ?? 'z'"), [What::Null]);
        assert_eq!(found("$x ??= 'z'"), [What::Null]);
        assert_eq!(found("$x = $y ? 'a' : 'b'"), [What::Ternary]);
        assert_eq!(found("$x = (Test-Path a) ? 1 : 2"), [What::Ternary]);
        for fine in [
            "cmd /c \"a && b\"",
            "Write-Host 'a || b'",
            "Get-Process | ? { $_.Name -eq 'x' }",
            "dir ?? : x",
            "Get-ChildItem file??.txt",
            "$a | ? { $b } # : ",
            "cmd --% /c a && b",
            "@'\na && b\n'@ | Out-File x",
            "$x -and $y -or $z",
        ] {
            assert_eq!(found(fine), [], "{fine}");
        }
    }
}
