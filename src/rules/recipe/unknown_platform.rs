use super::support;
use crate::component::Platform;
use crate::diagnostic::{Safety, Severity};
use crate::nearest::nearest;
use crate::recipe::Review;
use crate::rules::{Check, Findings, Rule, words};

pub(super) const RULE: Rule = Rule {
    id: "recipe/unknown-platform",
    severity: Severity::Error,
    summary: "a platform that does not exist",
    why: "The platform of a component is `Linux`, `Windows` or `macOS`, in these letters.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html",
    page: include_str!("unknown_platform.md"),
    checks: &[Check::Recipe(check)],
};

fn check(review: &Review, at: usize, found: &mut Findings<'_>) {
    let platforms = Platform::ALL.map(Platform::word);
    for (file, _, component) in support::components(review, at) {
        let Some(value) = &component.platform else {
            continue;
        };
        let Some(text) = value.known() else { continue };
        if platforms.contains(&text) {
            continue;
        }
        let meant = Platform::parse(text)
            .map(Platform::word)
            .or_else(|| nearest(text, platforms));
        let finding = found.report(
            value.span,
            format!("`{}` is not a platform", support::shown(file, value)),
        );
        match meant {
            Some(meant) => {
                finding.help(format!("write `{meant}`"));
                if value.verbatim {
                    finding.replace(Safety::Safe, format!("write `{meant}`"), value.span, meant);
                }
            }
            None => {
                finding.help(format!("write {}", words::one_of(&platforms)));
            }
        }
    }
}
