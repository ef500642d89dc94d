use super::present;
use crate::container::Commands;
use crate::diagnostic::Severity;
use crate::rules::eks::node;
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;

pub(super) const RULE: Rule = Rule {
    id: "containers/docker-not-present",
    severity: Severity::Info,
    summary: "Docker is used, and nothing installs it",
    why: "Most base images come without Docker; a component that installs or checks it fails where the cause is.",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/create-container-image.html",
    page: include_str!("docker_not_present.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let commands = Commands::of(scripts);
    let Some(first) = commands
        .all
        .iter()
        .find(|command| present::is_docker(command.client))
    else {
        return;
    };
    let settings = found.settings();
    if present::is_there(&commands, settings) || node::lacks_docker(&commands, settings) {
        return;
    }
    found
        .report(commands.place(first), "nothing in this document installs Docker or checks that it is there")
        .help("install it in an earlier step, or check it there: `Get-Command docker -ErrorAction Stop`, `command -v docker`");
}
