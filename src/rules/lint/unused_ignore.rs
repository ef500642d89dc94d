use crate::diagnostic::Severity;
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    id: "lint/unused-ignore",
    severity: Severity::Warning,
    summary: "an ignore comment without a finding",
    why: "A comment that ignores nothing hides the next mistake on its line.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md#ignoring-one-finding",
    page: include_str!("unused_ignore.md"),
    checks: &[],
};
