use super::Review;
use crate::bump::State;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "pins/too-old",
    severity: Severity::Error,
    summary: "a pin whose release is older than allowed",
    why: "An old release lacks security updates, and publishers withdraw it sooner or later.",
    source: "https://docs.aws.amazon.com/ec2/latest/windows-ami-reference/windows-ami-versions.html",
    page: include_str!("too_old.md"),
    checks: &[Check::Review(check)],
};

fn check(review: &Review<'_>, file: usize, found: &mut Findings<'_>) {
    for pinned in review.judged(file) {
        let verdict = pinned.verdict;
        // Of what is gone or denied, its age says nothing new; a hold is a decision with an end.
        let current = &verdict.current;
        if verdict.state() == State::Hold || current.gone.is_some() || current.denied.is_some() {
            continue;
        }
        let Some(age) = current.age.filter(|age| *age > i64::from(review.max_age)) else {
            continue;
        };
        let image = shorten(pinned.pin.value.text());
        let release = match &current.version {
            Some(version) if !image.contains(&version.text) => {
                format!("release {} of ", shorten(&version.text))
            }
            _ => String::new(),
        };
        let help = match current.forecast_days {
            Some(days) if days > 0 => {
                format!("move it to a newer release; its publisher is expected to withdraw it in {days} days")
            }
            Some(_) => {
                "move it to a newer release; its publisher was expected to withdraw it by now".to_owned()
            }
            None => "move it to a newer release".to_owned(),
        };
        found
            .report(
                pinned.pin.span,
                format!(
                    "{release}`{image}` is {age} days old, more than {}",
                    review.max_age
                ),
            )
            .help(help);
    }
}
