use super::boots;
use crate::container::{Client, Command, Commands, Verb};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Scripts, Word};
use crate::source::Span;

pub(super) const RULE: Rule = Rule {
    id: "windows/feature-needs-restart",
    severity: Severity::Warning,
    summary: "a feature of Windows is used before the restart that it needs",
    why: "Containers and Hyper-V are there only after a restart: what uses them before fails.",
    source: "https://learn.microsoft.com/virtualization/windowscontainers/quick-start/set-up-environment",
    page: include_str!("feature_needs_restart.md"),
    checks: &[Check::Script(check)],
};

#[derive(Clone, Copy, PartialEq)]
enum Feature {
    Containers,
    HyperV,
}

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    // Most components install none.
    let installs = |call: &Call| feature(call).is_some();
    if !scripts.calls().any(|(_, call)| installs(call)) {
        return;
    }
    let commands = Commands::of(scripts);
    for run in boots::runs(scripts) {
        let mut waiting: Vec<(Span, Feature)> = Vec::new();
        for number in run {
            let script = &scripts.all[number];
            for (at, call) in script.calls.iter().enumerate() {
                if let Some((word, feature)) = feature(call) {
                    waiting.push((script.place(&word.range), feature));
                } else if let Some(used) = used(commands.at(number, at), call) {
                    let Some(which) = waiting.iter().position(|(_, feature)| *feature == used) else {
                        continue;
                    };
                    let (span, _) = waiting.remove(which);
                    let name = match used {
                        Feature::Containers => "Containers",
                        Feature::HyperV => "Hyper-V",
                    };
                    found
                        .report(span, format!("{name} is used before Windows restarts"))
                        .help("put a step with the action `Reboot` between, or end this one with `exit 3010`")
                        .label(script.place(&call.range), "used here");
                }
            }
        }
    }
}

/// The feature that a call installs, where it does not restart Windows itself.
fn feature(call: &Call) -> Option<(&Word, Feature)> {
    if !matches!(
        call.program(),
        "install-windowsfeature" | "add-windowsfeature" | "enable-windowsoptionalfeature" | "dism"
    ) {
        return None;
    }
    let words = call.arguments();
    let removes = |word: &Word| word.text.to_ascii_lowercase().starts_with("/disable");
    if words
        .iter()
        .any(|word| word.text.eq_ignore_ascii_case("-Restart") || removes(word))
    {
        return None;
    }
    words.iter().find_map(|word| {
        let text = word.text.to_ascii_lowercase();
        let names = text.rsplit(':').next().unwrap_or_default();
        let mut names = names.split([',', ' ', '"', '\'', '@', '(', ')']);
        names.find_map(|name| match name {
            "containers" => Some((word, Feature::Containers)),
            "hyper-v" | "microsoft-hyper-v" | "microsoft-hyper-v-all" => Some((word, Feature::HyperV)),
            _ => None,
        })
    })
}

/// The feature that a call needs.
fn used(command: Option<&Command>, call: &Call) -> Option<Feature> {
    if let Some(command) = command {
        let serves = command.client == Client::Dockerd && command.option(&["register-service"]).is_none();
        let works =
            matches!(command.verb, Verb::Pull | Verb::Load | Verb::Run) && command.client != Client::Crictl;
        return (serves || works).then_some(Feature::Containers);
    }
    match call.program() {
        "start-service" | "restart-service" => call
            .arguments()
            .iter()
            .any(|word| matches!(word.text.to_ascii_lowercase().as_str(), "docker" | "containerd"))
            .then_some(Feature::Containers),
        "new-vm" | "new-vmswitch" | "start-vm" => Some(Feature::HyperV),
        _ => None,
    }
}
