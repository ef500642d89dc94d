//! The namespace that kubelet asks, for the rules about `ctr` and `nerdctl`.

use super::node::Node;
use crate::container::{Client, Command, Commands, Verb};
use crate::diagnostic::Safety;
use crate::rules::Findings;
use crate::script::Scripts;
use crate::source::{Edit, Span};
use crate::yaml::shorten;

/// The namespace of the images that kubelet sees.
const KUBELET: &str = "k8s.io";

/// Looks at the commands of a tool that pull, load, list or remove images.
pub(super) fn check(client: Client, scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let commands = Commands::of(scripts);
    let of_images = |command: &&Command| {
        command.client == client
            && !matches!(
                command.verb,
                Verb::Other | Verb::Login | Verb::Logout | Verb::Run | Verb::Serve
            )
    };
    if !commands.all.iter().any(|command| of_images(&command))
        || Node::of(&commands, found.settings()).is_none()
    {
        return;
    }
    // A variable can name it for all commands.
    let set = |word: &str| scripts.component.root.tree().text().contains(word);
    if set("CONTAINERD_NAMESPACE") {
        return;
    }
    for command in commands.all.iter().filter(of_images) {
        judge(command, &commands, found);
    }
}

fn judge(command: &Command, commands: &Commands<'_, '_, '_>, found: &mut Findings<'_>) {
    let script = commands.script(command);
    let tool = command.tool();
    match command.option(&["n", "namespace"]) {
        None if command.is_open() => {}
        None => {
            let finding = found.report(
                commands.place(command),
                format!("`{tool}` without `-n {KUBELET}` works in a namespace that kubelet does not see"),
            );
            finding.help(format!("write `{tool} -n {KUBELET} …`"));
            if let Some(name) = script.verbatim(&command.program.range) {
                let edits = vec![Edit {
                    span: Span::empty(name.end),
                    text: format!(" -n {KUBELET}"),
                }];
                finding.fix(Safety::Safe, format!("write `{tool} -n {KUBELET} …`"), edits);
            }
        }
        Some(given) => {
            let Some(value) = given
                .value
                .as_ref()
                .filter(|value| value.literal && value.text != KUBELET)
            else {
                return;
            };
            let message = format!(
                "kubelet does not see the images of the namespace `{}`",
                shorten(&value.text)
            );
            // Behind `=` the word has the name of the option, too.
            let range = value.range.end - value.text.len()..value.range.end;
            let exact = script.text.get(range.clone()) == Some(value.text.as_str());
            let range = if exact { range } else { value.range.clone() };
            let finding = found.report(script.place(&range), message);
            finding.help(format!("write `{tool} -n {KUBELET} …`"));
            if let Some(place) = script.verbatim(&range).filter(|_| exact) {
                finding.replace(
                    Safety::Unsafe,
                    format!("write `{tool} -n {KUBELET} …`"),
                    place,
                    KUBELET,
                );
            }
        }
    }
}
