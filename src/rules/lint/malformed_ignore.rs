use crate::diagnostic::Severity;
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    id: "lint/malformed-ignore",
    severity: Severity::Warning,
    summary: "an ignore comment that cannot be read",
    why: "A comment that cannot be read ignores nothing, and nobody learns why the finding was fine.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md#ignoring-one-finding",
    page: include_str!("malformed_ignore.md"),
    checks: &[],
};
