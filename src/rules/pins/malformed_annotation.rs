use crate::diagnostic::Severity;
use crate::pin::{ProblemKind, Scanned};
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "pins/malformed-annotation",
    severity: Severity::Error,
    summary: "a comment about a pin that cannot be read",
    why: "Somebody believes that the comment works; until it is mended the pin is left alone.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/pins.md#comments",
    page: include_str!("malformed_annotation.md"),
    checks: &[Check::Scanned(check)],
};

fn check(scanned: &Scanned, found: &mut Findings<'_>) {
    super::problems(scanned, ProblemKind::MalformedAnnotation, found);
}
