use super::Review;
use crate::bump::Cause;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "pins/dead",
    severity: Severity::Error,
    summary: "a pin whose image is gone",
    why: "No machine launches from an image that is deregistered, disabled or of another region: the next scale-up fails.",
    source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/deregister-ami.html",
    page: include_str!("dead.md"),
    checks: &[Check::Review(check)],
};

fn check(review: &Review<'_>, file: usize, found: &mut Findings<'_>) {
    for pinned in review.judged(file) {
        let verdict = pinned.verdict;
        let Some(gone) = &verdict.current.gone else {
            continue;
        };
        let hole = |name: &str| verdict.holes.get(name).map(|text| shorten(text));
        let help = match (verdict.cause, hole("release"), hole("reason")) {
            (Cause::DeadReplaced, Some(release), _) => format!("`amiforge bump` moves it to {release}"),
            (Cause::DeadDeclared, Some(release), _) => {
                format!(
                    "`amiforge bump` moves it to {release} in a draft: nothing but a field says what it was"
                )
            }
            (Cause::DeadUnknown | Cause::DeadRemembered, ..) => {
                "say what it is with `# amiforge: follow=…`, then `amiforge bump` can move it".to_owned()
            }
            (Cause::DeadStuck, _, Some(reason)) => format!("no release can replace it: {reason}"),
            (Cause::Held | Cause::HeldUnreadable, ..) => {
                "end the hold, then `amiforge bump` can move it".to_owned()
            }
            _ => "write the id of an image that exists in the region".to_owned(),
        };
        let image = shorten(pinned.pin.value.text());
        found
            .report(
                pinned.pin.span,
                format!("new machines cannot launch from `{image}`: {}", shorten(gone)),
            )
            .help(help);
    }
}
