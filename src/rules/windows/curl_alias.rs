use super::powershell;
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Scripts};

pub(super) const RULE: Rule = Rule {
    id: "windows/curl-alias",
    severity: Severity::Info,
    summary: "`curl` or `wget` where PowerShell has an alias of this name",
    why: "In Windows PowerShell both names stand for `Invoke-WebRequest`, which does not know the options of the tools.",
    source: "https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/invoke-webrequest?view=powershell-5.1",
    page: include_str!("curl_alias.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for script in scripts
        .all
        .iter()
        .filter(|script| powershell::is_powershell(script))
    {
        // Whoever removes the alias means the tool.
        let mut removed = None;
        for call in &script.calls {
            let Some(word) = call.name() else {
                continue;
            };
            let tool = match word.text.to_ascii_lowercase().as_str() {
                "curl" => "curl",
                "wget" => "wget",
                _ => continue,
            };
            if !is_of_the_tool(call)
                || *removed.get_or_insert_with(|| script.code.to_ascii_lowercase().contains("alias:"))
            {
                continue;
            }
            let finding = found.report(
                script.place(&word.range),
                format!("`{tool}` is `Invoke-WebRequest` here"),
            );
            if tool == "curl" {
                finding.help("write `curl.exe`, or `Invoke-WebRequest -Uri … -OutFile …`");
                if let Some(place) = script.verbatim(&word.range) {
                    finding.replace(Safety::Unsafe, "write `curl.exe`", place, "curl.exe");
                }
            } else {
                finding.help("write `Invoke-WebRequest -Uri … -OutFile …`; Windows has no `wget.exe`");
            }
        }
    }
}

/// Whether the options are those of the tool: `-L`, `-fsSL`, `--output`, and no parameter of the cmdlet.
fn is_of_the_tool(call: &Call) -> bool {
    let of_cmdlet = |text: &str| {
        [
            "-uri",
            "-outfile",
            "-usebasicparsing",
            "-method",
            "-headers",
            "-body",
            "-timeoutsec",
            "-usedefaultcredentials",
        ]
        .contains(&text.to_ascii_lowercase().as_str())
    };
    let options: Vec<&str> = call
        .arguments()
        .iter()
        .map(|word| word.text.as_str())
        .filter(|text| text.starts_with('-'))
        .collect();
    !options.is_empty() && !options.iter().any(|text| of_cmdlet(text))
}
