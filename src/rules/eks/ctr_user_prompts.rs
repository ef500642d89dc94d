use super::node::Node;
use crate::container::{Client, Commands, Verb};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "eks/ctr-user-prompts",
    severity: Severity::Warning,
    summary: "`ctr --user` without a password, which it then asks for",
    why: "Given a name alone, `ctr` asks for the password, and nobody is there to answer: the build hangs or fails.",
    source: "https://github.com/containerd/containerd/blob/main/cmd/ctr/commands/resolver.go",
    page: include_str!("ctr_user_prompts.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let commands = Commands::of(scripts);
    for command in commands
        .all
        .iter()
        .filter(|c| c.client == Client::Ctr && c.verb != Verb::Other)
    {
        let Some(word) = command
            .option(&["u", "user"])
            .and_then(|given| given.value.as_ref())
        else {
            continue;
        };
        if word.literal && !word.text.contains(':') && Node::of(&commands, found.settings()).is_some() {
            let message = format!(
                "`--user {}` has no password: `ctr` asks for it",
                shorten(&word.text)
            );
            found
                .report(commands.script(command).place(&word.range), message)
                .help(format!("write `--user \"{}:$password\"`", shorten(&word.text)));
        }
    }
}
