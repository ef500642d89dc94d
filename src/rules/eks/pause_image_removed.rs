use super::node::Node;
use crate::container::{Client, Command, Commands, Verb};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;

pub(super) const RULE: Rule = Rule {
    id: "eks/pause-image-removed",
    severity: Severity::Warning,
    summary: "images are removed, the pause image among them",
    why: "Every pod needs the pause image, and the node may not be able to pull it: without it no pod starts.",
    source: "https://docs.aws.amazon.com/eks/latest/userguide/eks-optimized-windows-ami.html",
    page: include_str!("pause_image_removed.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let commands = Commands::of(scripts);
    let removes = |command: &&Command| {
        matches!(command.verb, Verb::Remove | Verb::Prune)
            && matches!(command.client, Client::Ctr | Client::Nerdctl | Client::Crictl)
    };
    let mut removals = commands.all.iter().filter(removes).peekable();
    if removals.peek().is_none() || Node::of(&commands, found.settings()).is_none() {
        return;
    }
    for command in removals {
        let message = if names_pause(command) {
            "this removes the pause image, which every pod needs"
        } else if takes_all(command, &commands) {
            "this can remove the pause image, which every pod needs"
        } else {
            continue;
        };
        found
            .report(commands.place(command), message)
            .help("name the images that have to go, and leave the pause image");
    }
}

fn names_pause(command: &Command) -> bool {
    command.images.iter().any(|image| {
        image
            .reference
            .name()
            .is_some_and(|name| name == "pause" || name.starts_with("pause-"))
    })
}

/// Whether it removes all that are listed or not in use, without a choice between them.
fn takes_all(command: &Command, commands: &Commands<'_, '_, '_>) -> bool {
    if command.verb == Verb::Prune {
        return command.option(&["a", "all"]).is_some() && command.option(&["filter"]).is_none();
    }
    if command.client == Client::Crictl && command.option(&["prune", "q", "a", "all"]).is_some() {
        return true;
    }
    let lists = |other: &&Command| {
        other.verb == Verb::List && other.script == command.script && other.arguments.is_empty()
    };
    let script = commands.script(command);
    let removal = commands.call(command);
    let read = |at: usize| script.calls.iter().any(|call| call.reads == Some(at));
    commands.all.iter().filter(lists).any(|list| {
        // What reads the list in between chooses from it.
        let substituted = !read(list.call) && commands.call(list).within == Some(command.call);
        let handed_on = std::iter::once(removal)
            .chain(script.owners(removal))
            .any(|call| call.reads == Some(list.call));
        substituted || handed_on
    })
}
