use crate::component::Component;
use crate::component::grammar::BRANCHES;
use crate::component::head;
use crate::component::{
    condition::{self, Top},
    template,
};
use crate::diagnostic::{Safety, Severity};
use crate::nearest::nearest;
use crate::rules::{Check, Findings, Rule, mend};
use crate::yaml::Entry;

pub(super) const RULE: Rule = Rule {
    id: "schema/then-else",
    severity: Severity::Error,
    summary: "a `then` or `else` that has another value or stands in another place",
    why: "`then` and `else` say what becomes of the step (`Abort`, `Execute` or `Skip`) and stand directly below `if`.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-conditional-constructs.html",
    page: include_str!("then_else.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for condition in component.steps().flat_map(condition::of_step) {
        for entry in condition.branches.iter().filter(|entry| !entry.value.is_null()) {
            if condition.top == Top::If {
                check_value(*entry, found);
                continue;
            }
            let key = entry.name();
            let finding = if condition.top == Top::Assert {
                found
                    .report(entry.key.span(), format!("`{key}` has no place in Assert"))
                    .help("remove it; the step fails when the condition is false")
            } else {
                found
                    .report(entry.key.span(), format!("`{key}` belongs directly below `if`"))
                    .help("move it beside the outermost operator")
            };
            finding.warning();
        }
    }
}

fn check_value(entry: Entry<'_>, found: &mut Findings<'_>) {
    let (key, value) = (entry.name(), entry.value);
    let Some(text) = value.text() else {
        let is = value.kind().word();
        found
            .report(
                head(value),
                format!("`{key}` must be `Abort`, `Execute` or `Skip`, not {is}"),
            )
            .help("write one of the three words; what a step does stands in its `action`")
            .claims(value.span());
        return;
    };
    if BRANCHES.contains(&text) || template::is_dynamic(text) {
        return;
    }
    let shown = value.shown();
    let word = BRANCHES.iter().find(|word| word.eq_ignore_ascii_case(text));
    if let Some(word) = word {
        let message = format!("`{shown}` is documented as `{word}`");
        let finding = found.report(value.span(), message).warning();
        mend::write(finding, Safety::Safe, value, word);
        return;
    }
    let finding = found.report(value.span(), format!("`{key}` cannot be `{shown}`"));
    match nearest(text, BRANCHES.iter().copied()) {
        Some(word) => mend::write(finding, Safety::Safe, value, word),
        None => {
            finding.help("write `Abort` to fail the step, `Execute` to run it, `Skip` to pass over it");
        }
    }
}
