use std::collections::HashSet;

use super::names;
use super::node::Node;
use crate::container::{Client, Commands};
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;

pub(super) const RULE: Rule = Rule {
    id: "eks/ctr-short-name",
    severity: Severity::Warning,
    summary: "a reference that `ctr` cannot resolve",
    why: "`ctr` takes references as they are: it adds no registry, no `library/` and no tag, as Docker does.",
    source: "https://github.com/containerd/containerd/blob/main/docs/getting-started.md",
    page: include_str!("ctr_short_name.md"),
    checks: &[Check::Script(check)],
};

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
    for image in pulls.flat_map(|pull| &pull.images) {
        let shown = image.shown();
        let untagged = names::is_without_tag(image);
        let whole = names::full(image);
        if whole.is_none() && !untagged || !seen.insert(image.span) {
            continue;
        }
        let meant = whole.unwrap_or_else(|| image.shown());
        if untagged {
            let finding = found.report(
                image.span,
                format!("`ctr` needs a tag or a digest: `{shown}` has none"),
            );
            finding.help(format!("write `{meant}:TAG`"));
            continue;
        }
        let finding = found.report(image.span, format!("`ctr` does not resolve `{shown}`"));
        finding.help(format!("write `{meant}`"));
        if let Some(place) = image.verbatim {
            finding.replace(Safety::Safe, format!("write `{meant}`"), place, meant);
        }
    }
}
