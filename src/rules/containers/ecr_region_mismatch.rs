use std::collections::{BTreeMap, BTreeSet};

use super::registry::{self, Server, Token};
use crate::container::{Client, Command, Commands, Ecr, Verb};
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

/// What is logged in to so far, by region.
#[derive(Default)]
struct Logins {
    regions: BTreeMap<String, Span>,
    /// Whether one of them is for a region that is not known.
    open: bool,
}

impl Logins {
    fn add(&mut self, region: Option<&String>, span: Span) {
        match region {
            Some(region) => _ = self.regions.entry(region.clone()).or_insert(span),
            None => self.open = true,
        }
    }
}

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let commands = Commands::of(scripts);
    if commands.all.is_empty() {
        return;
    }
    let lacks_docker = node::lacks_docker(&commands, found.settings());
    let tokens = registry::tokens(&commands);
    let mut waiting = tokens.iter().peekable();
    let (mut passwords, mut servers, mut seen) = (Logins::default(), Logins::default(), BTreeSet::new());
    for command in &commands.all {
        let counts = |token: &&Token| {
            token.at < (command.script, command.call) || is_within(token, command, &commands)
        };
        while let Some(token) = waiting.next_if(counts) {
            passwords.add(token.region.as_ref(), token.span);
        }
        let by_server = matches!(command.client, Client::Docker | Client::Nerdctl) && !lacks_docker;
        match command.verb {
            Verb::Login if by_server => {
                // What is wrong with the login is wrong with every pull behind it.
                if mismatched(command, &commands, &tokens, found) {
                    return;
                }
                let place = command
                    .arguments
                    .first()
                    .map(|word| commands.script(command).place(&word.range));
                match registry::server(command) {
                    Server::Ecr(ecr) => servers.add(ecr.region.as_ref(), place.unwrap_or_default()),
                    Server::Other => {}
                    Server::Open => servers.open = true,
                }
            }
            Verb::Pull => {
                let known = if by_server && (servers.open || !servers.regions.is_empty()) {
                    &servers
                } else {
                    &passwords
                };
                judge(command, known, &mut seen, found);
            }
            _ => {}
        }
    }
}

/// Reports the first image of every region that nothing logs in to.
fn judge(command: &Command, logins: &Logins, seen: &mut BTreeSet<String>, found: &mut Findings<'_>) {
    if logins.open || logins.regions.is_empty() {
        return;
    }
    for image in &command.images {
        let Some(region) = registry::ecr(image.reference.host()).and_then(|ecr| ecr.region) else {
            continue;
        };
        if logins.regions.contains_key(&region) || !seen.insert(region.clone()) {
            continue;
        }
        let known: Vec<String> = logins
            .regions
            .keys()
            .take(3)
            .map(|known| shorten(known))
            .collect();
        let region = shorten(&region);
        let message = format!(
            "the image is in {region}, and the login is in {}",
            known.join(" and ")
        );
        let finding = found.report(image.span, message);
        finding.help(format!("log in to the registry of {region}"));
        for span in logins.regions.values().take(3) {
            finding.label(*span, "the login");
        }
    }
}

/// Whether a password is asked for in the words of a command.
fn is_within(token: &Token, command: &Command, commands: &Commands<'_, '_, '_>) -> bool {
    let script = commands.scripts.all.get(token.at.0);
    let call = script.and_then(|script| script.calls.get(token.at.1));
    token.at.0 == command.script && call.is_some_and(|call| call.within == Some(command.call))
}

/// Reports a login whose password is of another region than its registry.
fn mismatched(
    login: &Command,
    commands: &Commands<'_, '_, '_>,
    tokens: &[Token],
    found: &mut Findings<'_>,
) -> bool {
    let Server::Ecr(Ecr {
        region: Some(server), ..
    }) = registry::server(login)
    else {
        return false;
    };
    let at = (login.script, login.call);
    let piped = commands.call(login).reads.map(|call| (login.script, call));
    let piped = piped.and_then(|from| tokens.binary_search_by_key(&from, |token| token.at).ok());
    // What is asked for in its words comes right behind it.
    let inside = tokens.partition_point(|token| token.at < at);
    let inside = tokens
        .get(inside)
        .filter(|token| is_within(token, login, commands));
    let token = piped.and_then(|piped| tokens.get(piped)).or(inside);
    let Some((token, region)) = token.and_then(|token| Some((token, token.region.as_deref()?))) else {
        return false;
    };
    if region == server {
        return false;
    }
    let (region, server) = (shorten(region), shorten(&server));
    let message = format!("the password is for {region}, and the registry is in {server}");
    let finding = found.report(token.span, message);
    // That the region is written there is of no matter until it is the right one.
    finding
        .help(format!("ask for the password in {server}"))
        .claims(token.span);
    if let Some(word) = login.arguments.first() {
        finding.label(commands.script(login).place(&word.range), "the registry");
    }
    true
}
