use crate::diagnostic::Severity;
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    id: "lint/locked-rule",
    severity: Severity::Warning,
    summary: "a comment that ignores a locked rule",
    why: "The configuration locks the rule, so that no document can opt out of it.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md#ignoring-one-finding",
    page: include_str!("locked_rule.md"),
    checks: &[],
};
