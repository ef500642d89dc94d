use super::registry;
use crate::container::{Client, Commands};
use crate::diagnostic::Severity;
use crate::rules::eks::node;
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;

pub(super) const RULE: Rule = Rule {
    id: "containers/login-password-argument",
    severity: Severity::Warning,
    summary: "the password of a registry on a command line",
    why: "A command line is seen by every process and ends up in logs; a password that is read from standard input is not.",
    source: "https://docs.docker.com/reference/cli/docker/login/#password-stdin",
    page: include_str!("login_password_argument.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let commands = Commands::of(scripts);
    if commands.all.is_empty() {
        return;
    }
    let lacks_docker = node::lacks_docker(&commands, found.settings());
    for login in registry::logins(&commands) {
        if lacks_docker && login.client == Client::Docker {
            continue;
        }
        if let Some(password) = login.option(&["p", "password"]) {
            let name = if password.name == "p" { "-p" } else { "--password" };
            let script = commands.script(login);
            let place = script.place(&password.word.range);
            let finding = found.report(place, format!("`{name}` puts the password on the command line"));
            finding.help(format!(
                "pipe it in: `… | {} login --username NAME --password-stdin HOST`",
                login.tool()
            ));
            // One that is written out is shown nowhere; behind `=` the word has the name of the option, too.
            if let Some(value) = password.value.as_ref().filter(|value| value.literal) {
                let end = value.range.end;
                let range = end - value.text.len()..end;
                let exact = script.text.get(range.clone()) == Some(value.text.as_str());
                finding.conceals(script.place(if exact { &range } else { &value.range }));
            }
        }
    }
}
