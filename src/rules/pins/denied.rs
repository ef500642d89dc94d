use super::Review;
use crate::bump::{Cause, State};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "pins/denied",
    severity: Severity::Error,
    summary: "a pin that stands on a release that the policy denies",
    why: "Somebody has found a fault in this release; the entry of `deny` says which.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md#keys",
    page: include_str!("denied.md"),
    checks: &[Check::Review(check)],
};

fn check(review: &Review<'_>, file: usize, found: &mut Findings<'_>) {
    for pinned in review.judged(file) {
        let verdict = pinned.verdict;
        let Some(reason) = &verdict.current.denied else {
            continue;
        };
        // What is gone has a finding of its own; who holds a pin knows what it stands on.
        if matches!(verdict.state(), State::Dead | State::Hold) {
            continue;
        }
        let hole = |name: &str| verdict.holes.get(name).map(|text| shorten(text));
        let help = match (verdict.cause, hole("release"), hole("reason")) {
            (Cause::DeniedReplaced, Some(release), _) => format!("`amiforge bump` moves it to {release}"),
            (Cause::DeniedStuck, _, Some(reason)) => format!("no other release can be taken: {reason}"),
            _ => "move it to another release".to_owned(),
        };
        let image = shorten(pinned.pin.value.text());
        found
            .report(
                pinned.pin.span,
                format!("the policy denies `{image}`: {}", shorten(reason)),
            )
            .help(help);
    }
}
