use super::support::{input_maps, is_dynamic, place};
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend};
use crate::source::Span;
use crate::workflow::Workflow;
use crate::workflow::actions::InputKind;
use crate::yaml::Node;
use crate::yaml::scalar::Resolved;

pub(super) const RULE: Rule = Rule {
    id: "workflow/input-type",
    severity: Severity::Error,
    summary: "an input of the wrong type",
    why: "Image Builder passes inputs on to AWS APIs, which take the documented type only.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html",
    page: include_str!("input_type.md"),
    checks: &[Check::Workflow(check)],
};

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    for map in workflow.steps.iter().flat_map(input_maps) {
        for (input, entry) in map.literals() {
            let (key, value) = (entry.key.written_span(), entry.value);
            // A whole reference here lacks the suffix of the key, and that is another finding.
            if value.is_scalar() && is_dynamic(value) && !wants_text(input.kind) {
                continue;
            }
            judge(input.name, input.kind, key, value, found);
        }
    }
}

fn wants_text(kind: InputKind) -> bool {
    matches!(kind, InputKind::Text | InputKind::Json)
}

fn judge(name: &str, kind: InputKind, key: Span, value: Node<'_>, found: &mut Findings<'_>) {
    match kind {
        InputKind::DistributedImages => {}
        InputKind::Text | InputKind::Json => {
            if !value.is_scalar() {
                wrong(name, "a text", key, value, found);
            }
        }
        InputKind::Boolean => boolean(name, key, value, found),
        InputKind::Integer => integer(name, key, value, found),
        InputKind::AnyList => {
            if !value.is_list() {
                wrong(name, "a list", key, value, found);
            }
        }
        InputKind::TextList => text_list(name, key, value, found),
        InputKind::TextMap => {
            if value.is_map() {
                for entry in value.entries().into_iter().filter(|e| !e.value.is_scalar()) {
                    wrong(
                        entry.name(),
                        "a text",
                        entry.key.written_span(),
                        entry.value,
                        found,
                    );
                }
            } else {
                wrong(name, "a map", key, value, found);
            }
        }
        InputKind::TextListMap => {
            if value.is_map() {
                for entry in value.entries().into_iter().filter(|e| !e.value.is_null()) {
                    let suffix = crate::workflow::reference::split_key(entry.name()).1;
                    let reference = entry.value.text().is_some_and(|text| text.starts_with("$."));
                    if !suffix && !reference {
                        text_list(entry.name(), entry.key.written_span(), entry.value, found);
                    }
                }
            } else {
                wrong(name, "a map of lists", key, value, found);
            }
        }
        InputKind::Map(_) => {
            if !value.is_map() {
                wrong(name, "a map", key, value, found);
            }
        }
        InputKind::Maps(_) => {
            if value.is_list() {
                maps(name, value, found);
            } else {
                wrong(name, "a list of maps", key, value, found);
            }
        }
        InputKind::MapOrMaps(_) => {
            if value.is_list() {
                maps(name, value, found);
            } else if !value.is_map() {
                wrong(name, "a list of maps", key, value, found);
            }
        }
    }
}

fn wrong(name: &str, expected: &str, key: Span, value: Node<'_>, found: &mut Findings<'_>) {
    found
        .report(
            place(key, value),
            format!("`{name}` must be {expected}, this is {}", value.kind().word()),
        )
        .help(match expected {
            "a text" => "write one value behind the key".to_owned(),
            "a list" if value.is_scalar() => {
                format!("write `- {}` on a line of its own below the key", value.shown())
            }
            _ => format!("write {expected}"),
        });
}

fn maps(name: &str, list: Node<'_>, found: &mut Findings<'_>) {
    for item in list.items().filter(|item| !item.is_map()) {
        let at = crate::component::head(item);
        found
            .report(at, format!("an item of `{name}` must be a map"))
            .help("write keys and values, the first behind `- `");
    }
}

fn text_list(name: &str, key: Span, value: Node<'_>, found: &mut Findings<'_>) {
    if !value.is_list() {
        wrong(name, "a list", key, value, found);
        return;
    }
    for item in value.items().filter(|item| !item.is_scalar()) {
        let help = if item.is_map() {
            "quote the whole item: `: ` makes a map of it"
        } else {
            "write a single value"
        };
        found
            .report(
                crate::component::head(item),
                format!(
                    "an item of `{name}` must be a text, this is {}",
                    item.kind().word()
                ),
            )
            .help(help);
    }
}

fn boolean(name: &str, key: Span, value: Node<'_>, found: &mut Findings<'_>) {
    if value.resolved().is_some_and(|r| r.as_boolean().is_some()) {
        return;
    }
    let text = value.text().unwrap_or_default().to_ascii_lowercase();
    let finding = found.report(place(key, value), format!("`{name}` must be true or false"));
    if value.resolved() == Some(Resolved::Text) && matches!(text.as_str(), "true" | "false") {
        mend::write_bare(finding, Safety::Safe, value, &text);
        finding.help(format!("write `{text}` without quotes")).warning();
    } else {
        finding.help("write `true` or `false`");
    }
}

fn integer(name: &str, key: Span, value: Node<'_>, found: &mut Findings<'_>) {
    if value.resolved().is_some_and(|r| r.as_integer().is_some()) {
        return;
    }
    let text = value.text().unwrap_or_default();
    let finding = found.report(place(key, value), format!("`{name}` must be a whole number"));
    if text.parse::<i64>().is_ok() {
        mend::write_bare(finding, Safety::Safe, value, text);
        finding.help(format!("write `{text}` without quotes")).warning();
    } else {
        finding.help("write a number");
    }
}
