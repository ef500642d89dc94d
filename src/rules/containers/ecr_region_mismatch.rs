use std::collections::{BTreeMap, HashSet};

use super::registry::{self, Server, Token};
use crate::container::{Client, Command, Commands, Ecr};
use crate::diagnostic::Severity;
use crate::rules::eks::node;
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;
use crate::source::Span;
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "containers/ecr-region-mismatch",
    severity: Severity::Warning,
    summary: "a login to ECR in another region than the image is in",
    why: "A login to Amazon ECR is for the registry of one region: the pull from another one is refused.",
    source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html",
    page: include_str!("ecr_region_mismatch.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let commands = Commands::of(scripts);
    if commands.all.is_empty() {
        return;
    }
    let tokens = registry::tokens(&commands);
    let mut wrong = HashSet::new();
    for login in registry::logins(&commands) {
        if let Some(token) = mismatched(login, &commands, &tokens, found) {
            wrong.insert(token);
        }
    }
    let lacks_docker = node::lacks_docker(&commands, found.settings());
    let mut seen = HashSet::new();
    for command in commands.pulls() {
        let at = (command.script, command.call);
        let Some(logins) = logins_before(at, command.client, &commands, &tokens, lacks_docker) else {
            continue;
        };
        if logins.is_empty()
            || tokens
                .iter()
                .any(|token| token.at < at && wrong.contains(&token.at))
        {
            continue;
        }
        for image in &command.images {
            let Some(region) = registry::ecr(image.reference.host()).and_then(|ecr| ecr.region) else {
                continue;
            };
            if logins.contains_key(&region) || !seen.insert(image.span) {
                continue;
            }
            let known: Vec<&str> = logins.keys().map(String::as_str).collect();
            let message = format!(
                "the image is in {}, and the login is in {}",
                shorten(&region),
                known.join(" and ")
            );
            let finding = found.report(image.span, message);
            finding.help(format!("log in to the registry of {}, too", shorten(&region)));
            for span in logins.values().take(3) {
                finding.label(*span, "the login");
            }
        }
    }
}

/// The regions that are logged in to before a pull, with their places; none where one of them is not known.
fn logins_before(
    at: (usize, usize),
    client: Client,
    commands: &Commands<'_, '_, '_>,
    tokens: &[Token],
    lacks_docker: bool,
) -> Option<BTreeMap<String, Span>> {
    let mut regions = BTreeMap::new();
    let servers = registry::logins(commands)
        .filter(|login| (login.script, login.call) < at && !lacks_docker)
        .filter(|_| matches!(client, Client::Docker | Client::Nerdctl));
    let mut named = false;
    for login in servers {
        named = true;
        match registry::server(login) {
            Server::Ecr(ecr) => {
                let server = login.arguments.first()?;
                regions.insert(ecr.region?, commands.script(login).place(&server.range));
            }
            Server::Other => {}
            Server::Open => return None,
        }
    }
    if !named {
        for token in tokens
            .iter()
            .filter(|token| token.at <= at || within(token, at, commands))
        {
            regions.insert(token.region.clone()?, token.span);
        }
    }
    Some(regions)
}

/// Whether a password is asked for in the words of this call.
fn within(token: &Token, at: (usize, usize), commands: &Commands<'_, '_, '_>) -> bool {
    let call = commands
        .scripts
        .all
        .get(token.at.0)
        .and_then(|script| script.calls.get(token.at.1));
    token.at.0 == at.0 && call.is_some_and(|call| call.within == Some(at.1))
}

/// Reports a login whose password is of another region than its registry. Tells which password that is.
fn mismatched(
    login: &Command,
    commands: &Commands<'_, '_, '_>,
    tokens: &[Token],
    found: &mut Findings<'_>,
) -> Option<(usize, usize)> {
    let Server::Ecr(Ecr {
        region: Some(server), ..
    }) = registry::server(login)
    else {
        return None;
    };
    let reads = commands.call(login).reads.map(|call| (login.script, call));
    let token = tokens
        .iter()
        .find(|token| Some(token.at) == reads || within(token, (login.script, login.call), commands))
        .or_else(|| piped(reads?, commands, tokens))?;
    let region = token.region.as_deref().filter(|region| *region != server)?;
    let message = format!(
        "the password is for {}, and the registry is in {}",
        shorten(region),
        shorten(&server)
    );
    let finding = found.report(token.span, message);
    finding.help(format!("ask for the password in {}", shorten(&server)));
    if let Some(word) = login.arguments.first() {
        finding.label(commands.script(login).place(&word.range), "the registry");
    }
    Some(token.at)
}

/// The password that a call passes on: `(Get-ECRLoginCommand …).Password | …` is read as a call around another one.
fn piped<'t>(
    from: (usize, usize),
    commands: &Commands<'_, '_, '_>,
    tokens: &'t [Token],
) -> Option<&'t Token> {
    tokens.iter().find(|token| within(token, from, commands))
}
