use super::node::Node;
use crate::container::{Client, Commands};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Scripts, Shell};

pub(super) const RULE: Rule = Rule {
    id: "eks/containerd-not-running",
    severity: Severity::Info,
    summary: "`ctr` before anything starts or checks containerd",
    why: "containerd has to run during the build; whether it does is up to the base image.",
    source: "https://docs.aws.amazon.com/eks/latest/userguide/eks-custom-ami-windows.html",
    page: include_str!("containerd_not_running.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let commands = Commands::of(scripts);
    let of_containerd = |client| matches!(client, Client::Ctr | Client::Nerdctl | Client::Crictl);
    let Some(first) = commands.all.iter().find(|command| of_containerd(command.client)) else {
        return;
    };
    if Node::of(&commands, found.settings()).is_none() {
        return;
    }
    let before = |script: usize, call: usize| (script, call) < (first.script, first.call);
    let looks = scripts.all.iter().enumerate().any(|(number, script)| {
        let calls = script.calls.iter().enumerate();
        calls
            .filter(|(at, _)| before(number, *at))
            .any(|(_, call)| is_about_the_service(call))
    });
    if !looks {
        let finding = found.report(
            commands.place(first),
            "nothing before this starts containerd or looks whether it runs",
        );
        finding.help(match commands.script(first).shell {
            Shell::PowerShell => {
                "before it: `if ((Get-Service containerd).Status -ne 'Running') { Start-Service containerd }`"
            }
            _ => "before it: `systemctl start containerd`",
        });
    }
}

/// Whether a call names the service, and not only a path with its name in it.
fn is_about_the_service(call: &Call) -> bool {
    let names = |text: &str| {
        let text = text.to_ascii_lowercase();
        matches!(
            text.trim_matches(['*', '\'', '"']),
            "containerd" | "containerd.service"
        )
    };
    call.program() == "containerd"
        || call
            .arguments()
            .iter()
            .any(|word| word.text.split([',', ' ']).any(names))
}
