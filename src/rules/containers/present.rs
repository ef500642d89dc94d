//! Whether Docker is there: for the rules that ask whether `docker` can work.

use crate::container::{Client, Commands};
use crate::lint::Settings;
use crate::rules::base_image::BaseImage;
use crate::yaml::Node;

/// Whether anything but the commands of Docker itself speaks of it, so that it is installed, checked or known to be there.
pub(in crate::rules) fn is_there(commands: &Commands<'_, '_, '_>, settings: &Settings) -> bool {
    BaseImage::of(settings).is_some_and(|base| base.is_ecs())
        || commands
            .scripts
            .component
            .steps()
            .any(|step| step.runs("ExecuteDocument"))
        || in_scripts(commands)
        || in_inputs(commands)
}

fn in_scripts(commands: &Commands<'_, '_, '_>) -> bool {
    commands.scripts.all.iter().enumerate().any(|(number, script)| {
        let code = script.code.to_ascii_lowercase();
        // The calls of Docker, and what only prints.
        let mut silent: Vec<_> = commands
            .all
            .iter()
            .filter(|command| command.script == number)
            .map(|command| commands.call(command).range.clone())
            .chain(
                script
                    .calls
                    .iter()
                    .filter(|call| prints(call.program()))
                    .map(|call| call.range.clone()),
            )
            .collect();
        silent.sort_by_key(|range| range.start);
        let mut silent = silent.into_iter().peekable();
        let mut covered = 0;
        code.match_indices("docker").any(|(at, _)| {
            while let Some(range) = silent.next_if(|range| range.start <= at) {
                covered = covered.max(range.end);
            }
            let before = code.get(..at).and_then(|before| before.chars().next_back());
            // Docker Hub's host and variables are in lists of images.
            let other =
                code.get(at..).is_some_and(|text| text.starts_with("docker.io")) || before == Some('$');
            at >= covered && !other
        })
    })
}

fn prints(program: &str) -> bool {
    matches!(
        program,
        "echo" | "printf" | "write-host" | "write-output" | "write-verbose" | "write-information"
    )
}

/// Whether an input, condition or loop speaks of it; the commands of scripts are looked at on their own.
fn in_inputs(commands: &Commands<'_, '_, '_>) -> bool {
    let says = |node: Node<'_>| {
        node.walk().into_iter().any(|node| {
            node.text().is_some_and(|text| {
                text.to_ascii_lowercase()
                    .replace("docker.io", "")
                    .contains("docker")
            })
        })
    };
    commands.scripts.component.steps().any(|step| {
        let runs_script =
            step.runs("ExecuteBash") || step.runs("ExecutePowerShell") || step.runs("ExecuteBinary");
        step.condition.is_some_and(says) || !runs_script && step.inputs.is_some_and(says)
    })
}

/// Whether a command is one of Docker, as opposed to those of containerd.
pub(in crate::rules) fn is_docker(client: Client) -> bool {
    matches!(client, Client::Docker | Client::Dockerd)
}
