use crate::component::{Component, Platform};
use crate::diagnostic::Severity;
use crate::rules::literal::{Known, begins_with, inputs};
use crate::rules::{Check, Findings, Rule};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "semantic/update-filter",
    severity: Severity::Warning,
    summary: "a filter for Windows updates that matches nothing",
    why: "On Windows, UpdateOS picks updates by KB number or by a title with `*`; a bare word is neither.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("update_filter.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    if component.platform != Some(Platform::Windows) {
        return;
    }
    for key in ["include", "exclude"] {
        let items = inputs(component, &["UpdateOS"], key).flat_map(|list| list.value.items());
        for filter in items.filter_map(Known::of) {
            let Some(text) = filter.literal().map(str::trim) else {
                continue;
            };
            if text.contains('*') || is_article(text) {
                continue;
            }
            let finding = found.report(
                filter.node.span(),
                format!("`{}` is no KB number and no pattern", filter.node.shown()),
            );
            match article_meant(text) {
                Some(digits) => finding.help(format!("write `KB{digits}`")),
                None => finding.help(format!(
                    "write `'*{}*'` for titles that contain it, or a number such as `KB1234567`",
                    shorten(text)
                )),
            };
        }
    }
}

/// The digits of a KB number with something between the letters and the digits, such as `KB-1234567`.
fn article_meant(text: &str) -> Option<&str> {
    let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let named = begins_with(text, "kb") && text.len() - digits.len() <= 4;
    (named && (4..=9).contains(&digits.len()) && is_article(digits)).then_some(digits)
}

/// Whether it is `KB1234567` or `1234567`.
fn is_article(text: &str) -> bool {
    let digits = text
        .get(..2)
        .filter(|start| start.eq_ignore_ascii_case("kb"))
        .map_or(text, |_| text.get(2..).unwrap_or_default());
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}
