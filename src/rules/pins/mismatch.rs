use super::Review;
use crate::bump::{Cause, State, Verdict};
use crate::diagnostic::Severity;
use crate::release::Identity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "pins/mismatch",
    severity: Severity::Error,
    summary: "a pin whose image is another than it follows or its file declares",
    why: "Anybody may name an image as AWS names its own; the owner tells whose it is. And Core for Full is not a newer release of the same thing.",
    source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-ami-checking-ownership.html",
    page: include_str!("mismatch.md"),
    checks: &[Check::Review(check)],
};

fn check(review: &Review<'_>, file: usize, found: &mut Findings<'_>) {
    for pinned in review.judged(file) {
        let Some((is, should)) = mismatch(pinned.verdict) else {
            continue;
        };
        let image = shorten(pinned.pin.value.text());
        found
            .report(
                pinned.pin.span,
                format!(
                    "`{image}` is {}, and should be {}",
                    shorten(&is),
                    shorten(&should)
                ),
            )
            .help("correct the id, or what is said about it");
    }
}

/// What the image is and what it should be, when these differ.
fn mismatch(verdict: &Verdict) -> Option<(String, String)> {
    let current = &verdict.current;
    // What is gone has a finding of its own; who holds a pin knows what it stands on. That an image is of one's own, where only a
    // field of the file says otherwise, is no mistake.
    let other = matches!(
        verdict.state(),
        State::Dead | State::Hold | State::Ignored | State::Floats
    );
    if current.gone.is_some() || other || verdict.cause == Cause::OwnImage {
        return None;
    }
    let image = current.image.as_ref()?;
    let named = || {
        format!(
            "an image of account {} with the name {}",
            shorten(&image.owner),
            shorten(&image.name)
        )
    };
    if verdict.cause == Cause::Untrusted {
        let identity = verdict.holes.get("identity")?;
        return Some((named(), format!("of who publishes {}", shorten(identity))));
    }
    let expected = verdict.expected.as_ref()?;
    let should = shorten(&expected.label());
    match &current.identity {
        Some(is) => another(expected, is).then(|| (shorten(&is.label()), should)),
        None => Some((named(), should)),
    }
}

/// Whether it is another thing. A cluster is upgraded before its nodes are, so that their minors of Kubernetes differ for a
/// while; where they do within a cluster, `pins/split` says so.
fn another(expected: &Identity, is: &Identity) -> bool {
    let any_minor = Identity {
        kubernetes: None,
        ..expected.clone()
    };
    !any_minor.differs(is).is_empty()
}
