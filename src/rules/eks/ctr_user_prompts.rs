use super::node::Node;
use crate::container::{Client, Commands};
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
    let of_ctr = commands
        .all
        .iter()
        .filter(|command| command.client == Client::Ctr);
    let mut prompts = of_ctr
        .filter_map(|command| Some((command, command.option(&["u", "user"])?.value.as_ref()?)))
        .filter(|(_, word)| word.literal && !word.text.contains(':'))
        .peekable();
    if prompts.peek().is_none() || Node::of(&commands, found.settings()).is_none() {
        return;
    }
    for (command, word) in prompts {
        let message = format!(
            "`--user {}` has no password: `ctr` asks for it",
            shorten(&word.text)
        );
        found
            .report(commands.script(command).place(&word.range), message)
            .help(format!("write `--user \"{}:$password\"`", shorten(&word.text)));
    }
}
