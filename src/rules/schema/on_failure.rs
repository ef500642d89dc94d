use super::values::place;
use crate::component::Component;
use crate::component::grammar::ON_FAILURE;
use crate::component::template;
use crate::diagnostic::{Safety, Severity};
use crate::nearest::nearest;
use crate::rules::{Check, Findings, Rule, mend};

pub(super) const RULE: Rule = Rule {
    id: "schema/on-failure",
    severity: Severity::Error,
    summary: "a value of onFailure that does not exist",
    why: "`onFailure` takes `Abort`, `Continue` or `Ignore`; nothing says that another spelling works.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("on_failure.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps() {
        let Some(entry) = step.node.entry("onFailure") else {
            continue;
        };
        let value = entry.value;
        let text = value.text().unwrap_or_default();
        if value.is_null() || ON_FAILURE.contains(&text) || template::is_dynamic(text) {
            continue;
        }
        if !value.is_scalar() {
            found
                .report(
                    place(entry),
                    format!("`onFailure` is {}, not a word", value.kind().word()),
                )
                .help("write `Abort`, `Continue` or `Ignore`");
            continue;
        }
        if let Some(word) = ON_FAILURE.iter().find(|word| word.eq_ignore_ascii_case(text)) {
            let message = format!("`{}` differs from `{word}` in letter case", value.shown());
            let finding = found.report(place(entry), message).warning();
            mend::write(finding, Safety::Safe, value, word);
            continue;
        }
        let message = format!("`{}` is not a value of `onFailure`", value.shown());
        let finding = found.report(place(entry), message);
        match nearest(text, ON_FAILURE.iter().copied()) {
            Some(word) => mend::write(finding, Safety::Safe, value, word),
            None => {
                finding.help("write `Abort`, `Continue` or `Ignore`");
            }
        }
    }
}
