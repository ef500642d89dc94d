use std::collections::HashSet;

use super::node::Node;
use crate::container::{Client, Command, Commands, Host};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;

pub(super) const RULE: Rule = Rule {
    id: "eks/ctr-ecr-user",
    severity: Severity::Warning,
    summary: "`ctr` pulls from a private ECR registry without a login",
    why: "`ctr` knows no login but the one that it is given: it does not read the one of `docker login`, and the pull fails.",
    source: "https://github.com/containerd/containerd/blob/main/cmd/ctr/commands/resolver.go",
    page: include_str!("ctr_ecr_user.md"),
    checks: &[Check::Script(check)],
};

const USER: [&str; 2] = ["u", "user"];

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let commands = Commands::of(scripts);
    let mut pulls = commands
        .pulls()
        .filter(|pull| pull.client == Client::Ctr)
        .peekable();
    if pulls.peek().is_none() || Node::of(&commands, found.settings()).is_none() {
        return;
    }
    let mut seen = HashSet::new();
    for pull in pulls {
        let kept_elsewhere = pull.option(&["hosts-dir"]).is_some();
        if pull.option(&USER).is_some() || kept_elsewhere || pull.is_open() {
            continue;
        }
        let private = pull
            .images
            .iter()
            .find(|image| matches!(image.reference.host(), Host::Ecr(_)));
        if private.is_some() && seen.insert(pull.program.range.clone()) {
            judge(pull, &commands, found);
        }
    }
}

fn judge(pull: &Command, commands: &Commands<'_, '_, '_>, found: &mut Findings<'_>) {
    let script = commands.script(pull);
    let unread = pull
        .unread
        .iter()
        .find(|given| USER.contains(&given.name.as_str()));
    if let Some(given) = unread {
        found
            .report(
                script.place(&given.word.range),
                "`ctr` reads no options behind the image",
            )
            .help("write `ctr -n k8s.io images pull --user \"AWS:$password\" IMAGE`, the image last");
        return;
    }
    found
        .report(commands.place(pull), "this pull has no login for the private registry")
        .help("give it one: `ctr -n k8s.io images pull --user \"AWS:$password\" IMAGE`, with the password of `Get-ECRLoginCommand` or `aws ecr get-login-password`");
}
