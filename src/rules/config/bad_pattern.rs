use crate::config::document::{ConfigDocument, TextKind};
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
    let texts = document.texts().into_iter();
    for (node, _) in texts.filter(|(_, kind)| *kind == TextKind::Pattern) {
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
