use crate::diagnostic::Severity;
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    id: "config/laxer-policy",
    severity: Severity::Warning,
    summary: "a value that an earlier configuration file does not allow",
    why: "A file may only be stricter than those with more authority, so what it says has no effect.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md#several-files",
    page: include_str!("laxer_policy.md"),
    checks: &[],
};
