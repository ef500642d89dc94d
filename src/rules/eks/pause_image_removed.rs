use std::collections::BTreeSet;

use super::node::Node;
use crate::container::{Client, Command, Commands, Verb};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Scripts};

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
    let lists = Lists::of(&commands);
    for command in removals {
        let message = if names_pause(command) {
            "this removes the pause image, which every pod needs"
        } else if takes_all(command, &commands, &lists) {
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

/// The commands that list all images, by script and call.
struct Lists {
    /// Themselves.
    all: BTreeSet<(usize, usize)>,
    /// The calls in whose words they stand, where nothing chooses from their output.
    owners: BTreeSet<(usize, usize)>,
}

impl Lists {
    fn of(commands: &Commands<'_, '_, '_>) -> Self {
        let read: BTreeSet<(usize, usize)> = commands
            .scripts
            .all
            .iter()
            .enumerate()
            .flat_map(|(number, script)| {
                script
                    .calls
                    .iter()
                    .filter_map(move |call| Some((number, call.reads?)))
            })
            .collect();
        let mut lists = Self {
            all: BTreeSet::new(),
            owners: BTreeSet::new(),
        };
        for list in &commands.all {
            if list.verb == Verb::List && list.arguments.is_empty() {
                lists.all.insert((list.script, list.call));
                let owner = commands
                    .call(list)
                    .within
                    .filter(|_| !read.contains(&(list.script, list.call)));
                lists.owners.extend(owner.map(|owner| (list.script, owner)));
            }
        }
        lists
    }
}

/// Whether it removes all that are listed or not in use, without a choice between them.
fn takes_all(command: &Command, commands: &Commands<'_, '_, '_>, lists: &Lists) -> bool {
    if command.verb == Verb::Prune {
        return command.option(&["a", "all"]).is_some() && command.option(&["filter"]).is_none();
    }
    if command.client == Client::Crictl && command.option(&["prune", "q", "a", "all"]).is_some() {
        return true;
    }
    let removal = commands.call(command);
    let in_loop = commands.script(command).owners(removal).next();
    let reads = |call: &Call| {
        call.reads
            .is_some_and(|from| lists.all.contains(&(command.script, from)))
    };
    lists.owners.contains(&(command.script, command.call)) || reads(removal) || in_loop.is_some_and(reads)
}
