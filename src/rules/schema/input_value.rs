use super::inputs;
use super::values::place;
use crate::component::Component;
use crate::component::template;
use crate::diagnostic::{Safety, Severity};
use crate::nearest::nearest;
use crate::rules::{Check, Findings, Rule, mend, words};

pub(super) const RULE: Rule = Rule {
    id: "schema/input-value",
    severity: Severity::Error,
    summary: "a value that is not among those documented for the input",
    why: "The action knows only the documented words; with another one the step fails.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("input_value.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps() {
        for (input, entry) in inputs::values(step) {
            let (Some(values), Some(text)) = (input.values, entry.value.text()) else {
                continue;
            };
            let same = values.words.iter().find(|word| word.eq_ignore_ascii_case(text));
            let is_right = same.is_some_and(|word| values.any_case || *word == text);
            if is_right || template::is_dynamic(text) {
                continue;
            }
            if let Some(word) = same {
                let message = format!("`{}` differs from `{word}` in letter case", entry.value.shown());
                let finding = found.report(place(entry), message).warning();
                mend::write(finding, Safety::Safe, entry.value, word);
                continue;
            }
            let message = format!("`{}` is not a value of `{}`", entry.value.shown(), input.name);
            let finding = found.report(place(entry), message);
            match nearest(text, values.words.iter().copied()) {
                Some(word) => mend::write(finding, Safety::Safe, entry.value, word),
                None => {
                    finding.help(format!("write {}", words::one_of(values.words)));
                }
            }
        }
    }
}
