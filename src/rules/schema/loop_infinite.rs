use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "schema/loop-infinite",
    severity: Severity::Error,
    summary: "a `for` loop that never ends",
    why: "AWSTOE refuses a loop whose `updateBy` is 0 or leads away from `end`.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-looping-constructs.html",
    page: include_str!("loop_infinite.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps() {
        let Some(node) = step
            .looping
            .as_ref()
            .and_then(|looping| looping.node.present("for"))
        else {
            continue;
        };
        let value = |key| {
            let value = node.present(key)?;
            Some((value, value.resolved()?.as_integer()?))
        };
        let Some((place, by)) = value("updateBy") else {
            continue;
        };
        if by == 0 {
            found
                .report(place.span(), "the loop never ends: `updateBy` is 0")
                .help("write `updateBy: 1`, or another step width");
            continue;
        }
        let (Some((_, start)), Some((_, end))) = (value("start"), value("end")) else {
            continue;
        };
        if start < end && by < 0 || start > end && by > 0 {
            let message = format!("the loop never ends: from {start}, steps of {by} lead away from {end}");
            found.report(place.span(), message).help(format!(
                "write `updateBy: {}`, or swap `start` and `end`",
                by.saturating_neg()
            ));
        }
    }
}
