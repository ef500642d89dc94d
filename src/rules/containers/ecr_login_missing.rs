use std::collections::HashSet;

use super::registry;
use crate::container::{Client, Commands, Verb};
use crate::diagnostic::Severity;
use crate::rules::eks::node::{self, Node};
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "containers/ecr-login-missing",
    severity: Severity::Warning,
    summary: "an image of a private ECR registry, and no login",
    why: "A private registry of Amazon ECR hands out nothing without a login: the pull fails.",
    source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html",
    page: include_str!("ecr_login_missing.md"),
    checks: &[Check::Script(check)],
};

/// What a document with any kind of login says somewhere.
const LOGIN: &[&str] = &[
    "login",
    "authorization-token",
    "authorizationtoken",
    "credhelpers",
    "credsstore",
    "credential",
    "\"auths\"",
    "config.json",
];

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let commands = Commands::of(scripts);
    let mut pulls = commands
        .pulls()
        .filter(|command| command.option(&["creds", "u", "user"]).is_none())
        .peekable();
    if pulls.peek().is_none() || says_login(scripts) {
        return;
    }
    let on_node = Node::of(&commands, found.settings()).is_some();
    let lacks_docker = node::lacks_docker(&commands, found.settings());
    let mut seen = HashSet::new();
    for command in pulls.filter(|command| command.verb == Verb::Pull && !command.is_open()) {
        // On a node these have findings of their own.
        let silent =
            on_node && command.client == Client::Ctr || lacks_docker && command.client == Client::Docker;
        for image in command.images.iter().filter(|_| !silent) {
            let Some(ecr) = registry::ecr(image.reference.host()) else {
                continue;
            };
            if !seen.insert(ecr.host.clone()) {
                continue;
            }
            let host = shorten(&ecr.host);
            let region = ecr.region.as_deref().unwrap_or("REGION");
            let finding = found.report(
                image.span,
                format!("nothing in this document logs in to `{host}`"),
            );
            finding.help(match command.client {
                Client::Ctr => "give the login to the pull: `--user \"AWS:$password\"`".to_owned(),
                Client::Crictl => "give the login to the pull: `--creds \"AWS:$password\"`".to_owned(),
                _ => format!(
                    "before the pull: `aws ecr get-login-password --region {region} | {} login --username AWS --password-stdin {host}`",
                    command.tool()
                ),
            });
        }
    }
}

/// Whether the document speaks of a login anywhere but in comments of scripts.
fn says_login(scripts: &Scripts<'_, '_>) -> bool {
    let says = |text: &str| {
        let text = text.to_ascii_lowercase();
        LOGIN.iter().any(|word| text.contains(word))
    };
    let runs_script = |action: &str| matches!(action, "ExecuteBash" | "ExecutePowerShell");
    scripts.all.iter().any(|script| says(&script.code))
        || scripts
            .component
            .steps()
            .filter(|step| !runs_script(step.action_text()))
            .filter_map(|step| step.inputs)
            .flat_map(crate::yaml::Node::walk)
            .any(|node| node.text().is_some_and(says))
}
