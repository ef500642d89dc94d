use crate::config::document::{ConfigDocument, TextKind};
use crate::diagnostic::Severity;
use crate::pin::Track;
use crate::pin::pointer::{Captures, Template};
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "config/bad-follow",
    severity: Severity::Error,
    summary: "a `follow` that names no source of releases",
    why: "A pin that follows nothing that exists is never bumped.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/pins.md#what-a-pin-follows",
    page: include_str!("bad_follow.md"),
    checks: &[Check::Config(check)],
};

/// Fits wherever a name may stand: it is a word of a parameter, an account and a part of a name.
const ANY: &str = "123456789012";

fn check(document: &ConfigDocument<'_>, found: &mut Findings<'_>) {
    let templates = document.pins.iter().flat_map(|row| &row.templates);
    for (node, _) in templates.filter(|(_, kind)| *kind == TextKind::Follow) {
        let Ok(template) = Template::parse(node.text().unwrap_or_default()) else {
            continue;
        };
        let names = template.names().unwrap_or_default();
        let captures: Captures = names
            .into_iter()
            .map(|name| (name.to_owned(), ANY.to_owned()))
            .collect();
        let filled = template.fill(&captures).unwrap_or_default();
        if let Err(bad) = Track::parse(&filled) {
            found
                .report(node.written_span(), format!("`{}` {}", node.shown(), bad.reason))
                .help(bad.help);
        }
    }
}
