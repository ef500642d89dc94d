use crate::diagnostic::Severity;
use crate::pin::{ProblemKind, Scanned};
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "pins/unbound-annotation",
    severity: Severity::Error,
    summary: "a comment about a pin that binds none",
    why: "Somebody believes that the comment works, but no pin stands where it looks for one.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/pins.md#comments",
    page: include_str!("unbound_annotation.md"),
    checks: &[Check::Scanned(check)],
};

fn check(scanned: &Scanned, found: &mut Findings<'_>) {
    super::problems(scanned, ProblemKind::UnboundAnnotation, found);
}
