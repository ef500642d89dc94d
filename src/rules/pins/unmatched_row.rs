use crate::diagnostic::Severity;
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    id: "pins/unmatched-row",
    severity: Severity::Warning,
    summary: "a row of `pins` in the configuration that matches nothing",
    why: "The row was written for pins that it does not find: they moved, or its pattern or pointer is wrong.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md#layouts-and-pointers",
    page: include_str!("unmatched_row.md"),
    checks: &[],
};
