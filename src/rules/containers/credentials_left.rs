use super::registry;
use crate::container::{Client, Commands, Verb};
use crate::diagnostic::Severity;
use crate::rules::eks::node;
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;

pub(super) const RULE: Rule = Rule {
    id: "containers/credentials-left",
    severity: Severity::Info,
    summary: "a login to a registry that stays in the image",
    why: "A login writes the password to `config.json`, and every instance of the image has it.",
    source: "https://docs.docker.com/reference/cli/docker/login/#credential-stores",
    page: include_str!("credentials_left.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let commands = Commands::of(scripts);
    let Some(login) = registry::logins(&commands).next() else {
        return;
    };
    let out = commands.all.iter().any(|command| command.verb == Verb::Logout);
    let kept_elsewhere = login.option(&["config"]).is_some();
    // What removes the folder, or keeps the password in another store, names it.
    let named = scripts.all.iter().any(|script| {
        let code = script.code.to_ascii_lowercase();
        [".docker", "docker_config", "credsstore", "credhelpers"]
            .iter()
            .any(|word| code.contains(word))
    });
    let nothing_to_leave = login.client == Client::Docker && node::lacks_docker(&commands, found.settings());
    if !(out || kept_elsewhere || named || nothing_to_leave) {
        let tool = login.tool();
        let finding = found.report(
            commands.place(login),
            format!("no `{tool} logout` follows this login"),
        );
        finding.help(format!(
            "end with `{tool} logout HOST`, so that the password does not stay in the image"
        ));
    }
}
