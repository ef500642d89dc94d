use super::spelling::misspelled;
use crate::component::Component;
use crate::component::grammar::FOR;
use crate::component::{head, template};
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend};
use crate::yaml::Entry;
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "schema/loop-for",
    severity: Severity::Error,
    summary: "a `for` loop without three integers",
    why: "A `for` loop needs `start`, `end` and `updateBy`, each a literal integer.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-looping-constructs.html",
    page: include_str!("loop_for.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps() {
        let Some(entry) = step
            .looping
            .as_ref()
            .and_then(|looping| looping.node.entry("for"))
        else {
            continue;
        };
        if entry.value.is_map() {
            check_keys(entry, found);
        } else if !entry.value.is_null() {
            let is = entry.value.kind().word();
            found
                .report(head(entry.value), format!("`for` must be a map, not {is}"))
                .help("write `start`, `end` and `updateBy` below it; a list belongs below `forEach`")
                .claims(entry.value.span());
        }
    }
}

fn check_keys(entry: Entry<'_>, found: &mut Findings<'_>) {
    let mut missing = Vec::new();
    for key in FOR {
        match entry.value.present(key) {
            Some(value) => check_integer(key, value, found),
            // A misspelled key is said once: as an unknown key.
            None if misspelled(entry.value, key, FOR).is_some() => {}
            None => missing.push(*key),
        }
    }
    if missing.is_empty() {
        return;
    }
    let names: Vec<String> = missing.iter().map(|key| format!("`{key}`")).collect();
    let finding = found.report(entry.key.span(), format!("`for` lacks {}", names.join(" and ")));
    finding.help(match missing.as_slice() {
        ["updateBy"] => "add `updateBy: 1`, or another step width",
        [_] => "add it with an integer",
        _ => "add them with an integer each",
    });
}

fn check_integer(key: &str, value: Node<'_>, found: &mut Findings<'_>) {
    let Some(text) = value.text() else {
        let is = value.kind().word();
        found
            .report(head(value), format!("`{key}` must be an integer, not {is}"))
            .help(format!("write an integer, such as `{key}: 1`"))
            .claims(value.span());
        return;
    };
    if value
        .resolved()
        .and_then(|resolved| resolved.as_integer())
        .is_some()
    {
        return;
    }
    let shown = value.shown();
    if template::is_dynamic(text) {
        found
            .report(value.span(), format!("`{key}` takes no references"))
            .help("write an integer, or loop with `forEach` and a reference in its `list`")
            .claims(value.span());
    } else if text.parse::<i64>().is_ok() {
        let message = format!("`{key}` is text here, and must be an integer");
        let finding = found.report(value.span(), message).warning();
        mend::write_bare(finding, Safety::Safe, value, text);
        finding.help(format!("write `{shown}` without quotes"));
    } else {
        found
            .report(value.span(), format!("`{key}` must be an integer, not `{shown}`"))
            .help(format!("write an integer, such as `{key}: 1`"));
    }
}
