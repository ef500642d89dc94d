use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Scripts, Shell, Word};

pub(super) const RULE: Rule = Rule {
    id: "windows/sysprep-in-component",
    severity: Severity::Warning,
    summary: "a component runs Sysprep itself",
    why: "Image Builder runs Sysprep at the end of the build; a second one shuts the instance down under it.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html",
    page: include_str!("sysprep_in_component.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for (script, call) in scripts.calls() {
        if script.shell == Shell::Bash {
            continue;
        }
        if let Some(word) = runs(call) {
            found
                .report(
                    script.place(&word.range),
                    "this runs Sysprep, which Image Builder does at the end of the build",
                )
                .help("leave it out; settings go into the answer file that EC2Launch uses");
        }
    }
}

/// The word that stands for Sysprep, where a call runs it.
fn runs(call: &Call) -> Option<&Word> {
    let is = |word: &&Word| {
        let text = word.text.trim_matches(['"', '\'']).to_ascii_lowercase();
        let name = text.rsplit(['\\', '/']).next().unwrap_or_default();
        matches!(name, "sysprep" | "sysprep.exe" | "sysprepinstance.ps1")
    };
    match call.program() {
        "sysprep" | "sysprepinstance.ps1" => call.name(),
        "start-process" | "saps" | "start" | "powershell" | "pwsh" => call.arguments().iter().find(is),
        // EC2Launch v2.
        "ec2launch" => call.arguments().first().filter(is),
        _ => call.words.first().filter(is),
    }
}
