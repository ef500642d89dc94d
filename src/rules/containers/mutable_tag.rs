use std::collections::HashSet;

use crate::container::{Client, Commands, Host, Image, Tag, Verb};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;

pub(super) const RULE: Rule = Rule {
    id: "containers/mutable-tag",
    severity: Severity::Warning,
    summary: "a container image by a tag that moves",
    why: "A tag can point to another image tomorrow: two builds of the same recipe then differ, and nobody can tell why.",
    source: "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
    page: include_str!("mutable_tag.md"),
    checks: &[Check::Script(check)],
};

/// Words that say "the newest one" in a tag.
const MOVING: &[&str] = &[
    "latest", "stable", "edge", "nightly", "rolling", "main", "master", "trunk", "develop", "dev",
    "snapshot", "canary", "current",
];

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let commands = Commands::of(scripts);
    let mut seen = HashSet::new();
    for command in commands.pulls() {
        if command.option(&["a", "all-tags"]).is_some() && command.client == Client::Docker {
            continue;
        }
        for image in &command.images {
            if !image.reference.pinned && command.verb == Verb::Pull && seen.insert(image.span) {
                judge(image, command.client, found);
            }
        }
    }
}

fn judge(image: &Image, client: Client, found: &mut Findings<'_>) {
    let shown = image.shown();
    let base = image.reference.host() == Host::Mcr
        && image
            .reference
            .repository()
            .is_some_and(|name| name.starts_with("windows/"));
    match image.reference.tag() {
        // `ctr` takes no reference without a tag; that is a finding of another rule.
        Tag::None if client != Client::Ctr => {
            let finding = found.report(image.span, format!("`{shown}` has no tag, which means `latest`"));
            finding.help(help(base));
        }
        Tag::Known(tag) if tag.split(['-', '.', '_']).any(|word| MOVING.contains(&word)) => {
            let finding = found.report(image.span, format!("the tag of `{shown}` moves"));
            finding.help(help(base));
        }
        Tag::Known(_) => {
            let finding = found.report(image.span, format!("`{shown}` has a tag and no digest"));
            finding
                .help("add the digest, `@sha256:…`, where two builds have to be the same to the byte")
                .info();
        }
        Tag::None | Tag::Open => {}
    }
}

fn help(base: bool) -> &'static str {
    if base {
        "Microsoft publishes base images of Windows by release alone: write `ltsc2019`, `ltsc2022` or `ltsc2025`, as the host"
    } else {
        "write a version, best with the digest: `name:1.4.2@sha256:…`"
    }
}
