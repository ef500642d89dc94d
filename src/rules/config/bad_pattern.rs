use crate::config::document::ConfigDocument;
use crate::config::pattern::Pattern;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "config/bad-pattern",
    severity: Severity::Error,
    summary: "a path pattern that cannot match",
    why: "A pattern that matches nothing leaves its files with other settings than was meant.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md",
    page: include_str!("bad_pattern.md"),
    checks: &[Check::Config(check)],
};

fn check(document: &ConfigDocument<'_>, found: &mut Findings<'_>) {
    let paths = document.overrides.iter().flat_map(|item| &item.paths);
    for node in paths.chain(&document.exclude) {
        if let Err(bad) = Pattern::new(node.text().unwrap_or_default()) {
            found
                .report(
                    node.written_span(),
                    format!("the pattern `{}` {}", node.shown(), bad.reason),
                )
                .help(bad.help);
        }
    }
}
