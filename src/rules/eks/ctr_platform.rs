use super::node::Node;
use crate::container::{Client, Commands, Verb};
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule};
use crate::script::{Scripts, Shell};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "eks/ctr-platform",
    severity: Severity::Info,
    summary: "`ctr` fetches images for other platforms than the node's",
    why: "Layers for other platforms fill the volume, and the node never runs them; without an option `ctr` takes what fits the host.",
    source: "https://github.com/containerd/containerd/blob/main/cmd/ctr/commands/images/pull.go",
    page: include_str!("ctr_platform.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let commands = Commands::of(scripts);
    let caches = |verb| matches!(verb, Verb::Pull | Verb::Load);
    let mut of_ctr = commands
        .all
        .iter()
        .filter(|c| c.client == Client::Ctr && caches(c.verb))
        .peekable();
    if of_ctr.peek().is_none() || Node::of(&commands, found.settings()).is_none() {
        return;
    }
    for command in of_ctr {
        let script = commands.script(command);
        if let Some(all) = command.option(&["all-platforms"]) {
            let finding = found.report(
                script.place(&all.word.range),
                "`--all-platforms` fetches what this node never runs",
            );
            finding.help("leave it out: `ctr` takes the platform and the Windows build of the host");
            // With the blank behind it; there is one, because the image follows.
            let range = all.word.range.start..all.word.range.end + 1;
            let blank = script
                .text
                .get(range.clone())
                .is_some_and(|text| text.ends_with(' '));
            if let Some(place) = script.verbatim(&range).filter(|_| blank) {
                finding.replace(Safety::Unsafe, "leave `--all-platforms` out", place, "");
            }
        }
        let platform = command
            .option(&["platform"])
            .and_then(|given| given.value.as_ref());
        let other = platform.filter(|word| {
            word.literal && script.shell == Shell::PowerShell && !word.text.starts_with("windows")
        });
        if let Some(word) = other {
            let message = format!(
                "a node of Windows does not run images for `{}`",
                shorten(&word.text)
            );
            found
                .report(script.place(&word.range), message)
                .help("leave `--platform` out: `ctr` takes the platform and the Windows build of the host");
        }
    }
}
