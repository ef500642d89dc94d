use super::spelling::misspelled;
use crate::component::Component;
use crate::component::condition::{self, Condition, Operator};
use crate::component::head;
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend};
use crate::yaml::Entry;

pub(super) const RULE: Rule = Rule {
    id: "schema/condition-companion",
    severity: Severity::Error,
    summary: "a comparison without its second key, or with one that it does not take",
    why: "Comparisons of two values need `value`, comparisons of a hash need `path`; other operators take neither.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-comparison-operators.html",
    page: include_str!("condition_companion.md"),
    checks: &[Check::Component(check)],
};

const KEYS: &[&str] = &["value", "path"];

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for condition in component.steps().flat_map(condition::of_step) {
        if condition.in_place_of_list {
            continue;
        }
        if let Some((entry, operator)) = condition.only() {
            check_one(&condition, entry, operator, found);
        }
    }
}

fn check_one(condition: &Condition<'_>, entry: Entry<'_>, operator: &Operator, found: &mut Findings<'_>) {
    let needed = operator.companion.key();
    let other = KEYS
        .iter()
        .filter(|key| needed != Some(**key))
        .find_map(|key| condition.companion(key));
    let name = operator.name;
    match (needed, needed.and_then(|key| condition.companion(key)), other) {
        (Some(key), None, Some(other)) => {
            let wrong = other.key.shown();
            let message = format!("`{name}` needs `{key}`, not `{wrong}`");
            let finding = found.report(other.key.span(), message);
            mend::write(finding, Safety::Safe, other.key, key);
            return;
        }
        (Some(key), None, None) => {
            // A misspelled key is said once: as an unknown one.
            if misspelled(condition.node, key, &[]).is_none() {
                let what = if key == "path" {
                    "the file"
                } else {
                    "what is compared"
                };
                found
                    .report(entry.key.span(), format!("`{name}` needs `{key}` beside it"))
                    .help(format!("add `{key}:` with {what}"));
            }
            return;
        }
        (Some(key), Some(companion), _) if !companion.value.is_scalar() => {
            let is = companion.value.kind().word();
            found
                .report(
                    head(companion.value),
                    format!("`{key}` must be a single value, not {is}"),
                )
                .help("compare each value on its own, as items of `and` or `or`")
                .claims(companion.value.span());
        }
        _ => {}
    }
    if let Some(other) = other {
        let key = other.key.shown();
        let finding = found.report(other.key.span(), format!("`{name}` takes no `{key}`"));
        finding.help(format!("remove `{key}`")).warning();
        if let Some(edit) = mend::without_entry(condition.node, other) {
            finding.fix(Safety::Unsafe, format!("remove `{key}`"), vec![edit]);
        }
    }
}
