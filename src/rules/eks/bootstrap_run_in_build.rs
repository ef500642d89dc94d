use crate::container::Variables;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Script, Scripts, Shell};

pub(super) const RULE: Rule = Rule {
    id: "eks/bootstrap-run-in-build",
    severity: Severity::Warning,
    summary: "the script that joins a cluster runs while the image is built",
    why: "`Start-EKSBootstrap.ps1` joins the instance to a cluster: run in a build, the image carries one cluster's settings, and nodes start with them.",
    source: "https://docs.aws.amazon.com/eks/latest/userguide/eks-optimized-windows-ami.html",
    page: include_str!("bootstrap_run_in_build.md"),
    checks: &[Check::Script(check)],
};

const SCRIPT: &str = "start-eksbootstrap.ps1";

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for script in scripts.all.iter().filter(|script| script.shell != Shell::Bash) {
        // Most scripts have neither word.
        let code = script.code.to_ascii_lowercase();
        if !code.contains("eksbootstrap") && !code.contains("-eksclustername") {
            continue;
        }
        let variables = Variables::of(script);
        for call in script.calls.iter().filter(|call| runs(call, script, &variables)) {
            let word = call
                .words
                .iter()
                .find(|word| !matches!(word.text.as_str(), "&" | "."));
            let range = word.map_or(&call.range, |word| &word.range);
            found
                .report(script.place(range), "this joins the build instance to a cluster")
                .help("leave it to the launch: node groups call it with their own arguments in user data");
        }
    }
}

/// Whether a call runs the script: by its path, by a variable that has it, or by the arguments that it alone takes.
fn runs(call: &Call, script: &Script<'_, '_>, variables: &Variables) -> bool {
    let ends = |text: &str| {
        let text = text.to_ascii_lowercase();
        text.trim_end_matches(['\'', '"']).ends_with(SCRIPT)
    };
    let Some(first) = call
        .words
        .iter()
        .find(|word| !matches!(word.text.as_str(), "&" | "."))
    else {
        return false;
    };
    let by_argument = call
        .arguments()
        .iter()
        .any(|word| word.text.eq_ignore_ascii_case("-EKSClusterName"));
    let by_file = matches!(call.program(), "powershell" | "pwsh")
        && call
            .arguments()
            .iter()
            .any(|word| ends(&word.text) || word.text.to_ascii_lowercase().contains(SCRIPT));
    let side = || {
        let name = first.text.trim_start_matches('$');
        variables.side(script, name)
    };
    let by_variable =
        first.text.starts_with('$') && side().is_some_and(|side| side.to_ascii_lowercase().contains(SCRIPT));
    ends(&first.text) || by_argument || by_file || by_variable
}
