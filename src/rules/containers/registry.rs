//! Logins to Amazon ECR, for the rules that compare them with what is pulled.

use crate::container::{Client, Command, Commands, Ecr, Host, Verb};
use crate::script::Script;
use crate::source::Span;

/// A call that gets a password for Amazon ECR.
pub(super) struct Token {
    /// The numbers of its script and its call.
    pub at: (usize, usize),
    /// Where its region stands, or the call where it names none.
    pub span: Span,
    /// Its region, where it is known.
    pub region: Option<String>,
}

/// Every call that gets a password for a private registry of Amazon ECR.
pub(super) fn tokens(commands: &Commands<'_, '_, '_>) -> Vec<Token> {
    let mut found = Vec::new();
    for (number, script) in commands.scripts.all.iter().enumerate() {
        for (call_number, call) in script.calls.iter().enumerate() {
            let words = call.arguments();
            let gets = match call.program() {
                "aws" => {
                    let says = |text: &str| words.iter().any(|word| word.text == text);
                    says("ecr")
                        && (says("get-login-password")
                            || says("get-authorization-token")
                            || says("get-login"))
                }
                "get-ecrlogincommand" | "get-ecrauthorizationtoken" => true,
                _ => false,
            };
            if gets {
                let region = call.argument(&["--region", "-Region"]);
                let range = region.map_or(&call.range, |region| &region.word.range);
                found.push(Token {
                    at: (number, call_number),
                    span: script.place(range),
                    region: region
                        .filter(|region| region.word.literal)
                        .map(|region| region.value.to_owned()),
                });
            }
        }
    }
    found
}

/// What a login is for.
pub(super) enum Server {
    /// A private registry of Amazon ECR.
    Ecr(Ecr),
    /// Another host.
    Other,
    /// Not known.
    Open,
}

/// What a login is for.
pub(super) fn server(login: &Command) -> Server {
    let Some(server) = login.arguments.first() else {
        return Server::Other;
    };
    let host = server.text.trim_start_matches("https://");
    let host = host.split('/').next().unwrap_or_default();
    match Ecr::of_host(host) {
        Some(ecr) => Server::Ecr(ecr),
        None if server.literal => Server::Other,
        None => Server::Open,
    }
}

/// The private registry of Amazon ECR that a host is.
pub(super) fn ecr(host: Host) -> Option<Ecr> {
    match host {
        Host::Ecr(ecr) => Some(ecr),
        _ => None,
    }
}

/// The logins of Docker and nerdctl.
pub(super) fn logins<'m>(commands: &'m Commands<'_, '_, '_>) -> impl Iterator<Item = &'m Command> {
    commands.all.iter().filter(|command| {
        command.verb == Verb::Login && matches!(command.client, Client::Docker | Client::Nerdctl)
    })
}

/// Where a script looks for the last time at how its native programs ended; everything before counts as checked.
pub(super) fn last_check(script: &Script<'_, '_>) -> usize {
    let code = script.code.to_ascii_lowercase();
    if code.contains("psnativecommanduseerroractionpreference") {
        return code.len();
    }
    let last = ["$lastexitcode", "$?", "${lastexitcode}"]
        .iter()
        .filter_map(|word| code.rfind(word));
    last.max().unwrap_or(0)
}
