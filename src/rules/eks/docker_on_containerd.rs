use std::collections::BTreeMap;

use super::names;
use super::node::Node;
use crate::container::{Command, Commands, Host, Verb};
use crate::diagnostic::Severity;
use crate::rules::containers::present;
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;

pub(super) const RULE: Rule = Rule {
    id: "eks/docker-on-containerd",
    severity: Severity::Warning,
    summary: "Docker on a node of EKS, which has containerd alone",
    why: "From Kubernetes 1.24 on, images for EKS have no Docker, and kubelet sees the images of containerd alone: nothing is cached.",
    source: "https://docs.aws.amazon.com/eks/latest/userguide/eks-optimized-windows-ami.html",
    page: include_str!("docker_on_containerd.md"),
    checks: &[Check::Script(check)],
};

/// As many commands of a step are pointed at.
const SHOWN: usize = 5;

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let commands = Commands::of(scripts);
    if !commands
        .all
        .iter()
        .any(|command| present::is_docker(command.client))
    {
        return;
    }
    let Some(node) = Node::of(&commands, found.settings()).filter(|node| node.is_without_docker()) else {
        return;
    };
    let installed = present::is_there(&commands, found.settings());
    // Docker may be there for something else than kubelet.
    let hands_over = commands.all.iter().any(|command| command.verb == Verb::Save);
    if installed && (hands_over || !node.named) {
        return;
    }
    let counts = |command: &&Command| {
        let caches = matches!(command.verb, Verb::Pull | Verb::Load);
        present::is_docker(command.client) && (caches || !installed)
    };
    let mut steps: BTreeMap<usize, Vec<&Command>> = BTreeMap::new();
    for command in commands.all.iter().filter(counts) {
        steps.entry(command.script).or_default().push(command);
    }
    for in_step in steps.values() {
        // The pull is what the step is for; a login before it is not.
        let Some(first) = in_step.iter().find(|c| c.verb == Verb::Pull).or(in_step.first()) else {
            continue;
        };
        let message = match (installed, node.kubernetes) {
            (true, _) => "kubelet does not see the images of Docker".to_owned(),
            (false, Some(minor)) => {
                format!("there is no Docker on a node of Kubernetes {minor}, only containerd")
            }
            (false, None) => "there is no Docker on a node of EKS, only containerd".to_owned(),
        };
        let finding = found.report(commands.place(first), message);
        finding.help(help(first)).claims(commands.place(first));
        if node.kubernetes.is_some() && !installed {
            finding.error();
        }
        let others = in_step.iter().filter(|other| other.call != first.call);
        for other in others.take(SHOWN) {
            finding.label(commands.place(other), "and here");
        }
    }
}

/// What to write instead.
fn help(command: &Command) -> String {
    let image = command.images.first();
    match command.verb {
        Verb::Load => "write `ctr -n k8s.io images import FILE`".to_owned(),
        Verb::Pull => {
            let private = image.is_some_and(|image| matches!(image.reference.host(), Host::Ecr(_)));
            let user = if private { " --user \"AWS:$password\"" } else { "" };
            let name = image.map_or_else(
                || "IMAGE".to_owned(),
                |image| names::full(image).unwrap_or_else(|| image.shown()),
            );
            format!("write `ctr -n k8s.io images pull{user} {name}`; a login of Docker is of no use to it")
        }
        Verb::Login | Verb::Logout => {
            "leave it out: `ctr` takes its login with the pull, `--user \"AWS:$password\"`".to_owned()
        }
        _ => "use `ctr -n k8s.io` for images, or leave it out".to_owned(),
    }
}
