use std::collections::BTreeSet;

use super::present;
use crate::container::{Commands, Host};
use crate::diagnostic::Severity;
use crate::rules::eks::node;
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;

pub(super) const RULE: Rule = Rule {
    id: "containers/public-rate-limit",
    severity: Severity::Info,
    summary: "many pulls from Docker Hub without a login",
    why: "Docker Hub counts pulls without a login by address; builds behind one NAT gateway share what is allowed.",
    source: "https://docs.docker.com/docker-hub/usage/",
    page: include_str!("public_rate_limit.md"),
    checks: &[Check::Script(check)],
};

/// As many images are many.
const MANY: usize = 5;

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let commands = Commands::of(scripts);
    let of_hub = || {
        let images = commands
            .pulls()
            .flat_map(|command| command.images.iter().map(move |image| (command, image)));
        images.filter(|(_, image)| image.reference.host() == Host::Hub)
    };
    let names: BTreeSet<&str> = of_hub().map(|(_, image)| image.text.as_str()).collect();
    let Some((first, image)) = of_hub().next().filter(|_| names.len() >= MANY) else {
        return;
    };
    if logs_in(&commands)
        || present::is_docker(first.client) && node::lacks_docker(&commands, found.settings())
    {
        return;
    }
    found
        .report(
            image.span,
            format!(
                "{} images are pulled from Docker Hub without a login",
                names.len()
            ),
        )
        .help("log in, or pull through a cache of your own, such as a pull through cache rule of Amazon ECR");
}

/// Whether there is a login that may be one to Docker Hub.
fn logs_in(commands: &Commands<'_, '_, '_>) -> bool {
    super::registry::logins(commands).any(|login| {
        login
            .arguments
            .first()
            .is_none_or(|server| !server.literal || server.text.contains("docker.io"))
    }) || commands
        .pulls()
        .any(|pull| pull.option(&["u", "user", "creds"]).is_some())
}
