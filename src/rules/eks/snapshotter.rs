use super::node::Node;
use crate::container::WindowsRelease;
use crate::container::{Client, Commands, Verb};
use crate::diagnostic::Severity;
use crate::rules::base_image::BaseImage;
use crate::rules::base_image::Minor;
use crate::rules::{Check, Findings, Rule};
use crate::script::{Scripts, Shell};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "eks/snapshotter",
    severity: Severity::Info,
    summary: "images unpacked for one snapshotter of containerd",
    why: "Layers that are unpacked for one snapshotter do not count for another one: a node that uses another one unpacks anew.",
    source: "https://docs.aws.amazon.com/eks/latest/userguide/eks-optimized-windows-ami.html",
    page: include_str!("snapshotter.md"),
    checks: &[Check::Script(check)],
};

/// From here on nodes can opt in to another one.
const CHOICE: (WindowsRelease, Minor) = (WindowsRelease::Server2025, Minor(1, 35));

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let commands = Commands::of(scripts);
    let caches = |verb| matches!(verb, Verb::Pull | Verb::Load);
    let of_containerd = |client| matches!(client, Client::Ctr | Client::Nerdctl | Client::Crictl);
    let mut first = None;
    for command in commands
        .all
        .iter()
        .filter(|c| caches(c.verb) && of_containerd(c.client))
    {
        let script = commands.script(command);
        if script.shell != Shell::PowerShell {
            continue;
        }
        first = first.or(Some(command));
        let named = command
            .option(&["snapshotter"])
            .and_then(|given| given.value.as_ref());
        if let Some(word) = named.filter(|word| word.literal && word.text != "windows") {
            if Node::of(&commands, found.settings()).is_some() {
                let message = format!(
                    "these images are there only for nodes with the snapshotter `{}`",
                    shorten(&word.text)
                );
                found
                    .report(script.place(&word.range), message)
                    .help("start the nodes with the same snapshotter, or leave `--snapshotter` out");
            }
            return;
        }
    }
    let settings = found.settings();
    let has_choice = BaseImage::of(settings).is_some_and(|base| {
        base.is_eks()
            && base.windows().is_some_and(|release| release >= CHOICE.0)
            && base.kubernetes().is_some_and(|minor| minor >= CHOICE.1)
    });
    if let Some(first) = first.filter(|_| has_choice) {
        found
            .report(
                commands.place(first),
                "these images are not there for nodes that opt in to CimFS",
            )
            .help(
                "where nodes are started with CimFS, pull with the same snapshotter: `--snapshotter cimfs`",
            );
    }
}
