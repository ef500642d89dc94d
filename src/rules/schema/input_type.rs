use super::inputs;
use super::values::{is_whole_reference, not_text, place, quoted_boolean, quoted_integer};
use crate::component::Component;
use crate::component::modules::{Input, InputKind};
use crate::component::template;
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend};
use crate::yaml::scalar::Resolved;
use crate::yaml::{Entry, Kind, Node};

pub(super) const RULE: Rule = Rule {
    id: "schema/input-type",
    severity: Severity::Error,
    summary: "an input of another type than documented",
    why: "An action reads each input as one type: a list, a map or a number in place of text is refused or changed on the way.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("input_type.md"),
    checks: &[Check::Component(check)],
};

/// Inputs whose unquoted numbers have a rule of their own.
const OTHERS: [&str; 3] = ["permissions", "expectedBucketOwner", "document-s3-bucket-owner"];

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps() {
        for (input, entry) in inputs::values(step) {
            check_input(input, entry, found);
        }
    }
}

fn check_input(input: &Input, entry: Entry<'_>, found: &mut Findings<'_>) {
    match input.kind {
        InputKind::Text => {
            if single(entry, found) && input.values.is_none() && !OTHERS.contains(&input.name) {
                quotes(entry.value, &format!("`{}`", input.name), found);
            }
        }
        InputKind::BooleanOrText => {
            single(entry, found);
        }
        InputKind::Boolean if single(entry, found) => check_boolean(entry, found),
        InputKind::Integer if single(entry, found) => check_integer(entry, found),
        InputKind::Boolean | InputKind::Integer => {}
        InputKind::TextList => check_list(input, entry, found),
        InputKind::TextMap => check_map(entry, found),
        InputKind::RegistryValue => {
            if entry.value.is_map() {
                single(entry, found);
            }
            each_single(entry.value, input.name, found);
        }
        InputKind::DocumentParameters => check_parameters(entry, found),
    }
}

/// Whether it is a single value; reports it otherwise.
fn single(entry: Entry<'_>, found: &mut Findings<'_>) -> bool {
    if !entry.value.is_scalar() {
        wrong_kind(entry, "a single value", "write one value", found);
    }
    entry.value.is_scalar()
}

fn wrong_kind(entry: Entry<'_>, expected: &str, help: &str, found: &mut Findings<'_>) {
    let message = format!(
        "`{}` is {}, not {expected}",
        entry.key.shown(),
        entry.value.kind().word()
    );
    found.report(place(entry), message).help(help);
}

/// Suggests quotes around what is not text everywhere.
fn quotes(value: Node<'_>, what: &str, found: &mut Findings<'_>) {
    if let Some(kind) = not_text(value) {
        let message = format!("{what} is text, and `{}` reads as {kind}", value.shown());
        let finding = found.report(value.first_line(), message).info();
        mend::write_quoted(finding, Safety::Safe, value);
    }
}

fn check_boolean(entry: Entry<'_>, found: &mut Findings<'_>) {
    let (name, value) = (entry.name(), entry.value);
    if value.text().is_some_and(template::is_dynamic) {
        return;
    }
    match (value.resolved(), quoted_boolean(value)) {
        (Some(Resolved::Boolean(_)), _) => {}
        (Some(Resolved::MaybeBoolean(boolean)), _) => {
            let message = format!("`{}` is a boolean for some YAML readers only", value.shown());
            let finding = found.report(place(entry), message).info();
            mend::write_bare(finding, Safety::Safe, value, &boolean.to_string());
        }
        (_, Some(boolean)) => {
            let message = format!("the boolean of `{name}` is in quotes");
            let finding = found.report(place(entry), message).warning();
            mend::write_bare(finding, Safety::Safe, value, &boolean.to_string());
        }
        _ => {
            found
                .report(
                    place(entry),
                    format!("`{name}` is `{}`, not a boolean", value.shown()),
                )
                .help("write `true` or `false`");
        }
    }
}

fn check_integer(entry: Entry<'_>, found: &mut Findings<'_>) {
    let (name, value) = (entry.name(), entry.value);
    let is_integer = value.resolved().as_ref().and_then(Resolved::as_integer).is_some();
    if is_integer || value.text().is_some_and(template::is_dynamic) {
        return;
    }
    if let Some(number) = quoted_integer(value) {
        let message = format!("the number of `{name}` is in quotes");
        let finding = found.report(place(entry), message).warning();
        mend::write_bare(finding, Safety::Safe, value, &number.to_string());
    } else {
        found
            .report(
                place(entry),
                format!("`{name}` is `{}`, not a whole number", value.shown()),
            )
            .help("write a whole number");
    }
}

fn check_list(input: &Input, entry: Entry<'_>, found: &mut Findings<'_>) {
    let value = entry.value;
    if value.is_list() {
        each_single(value, input.name, found);
        // Commands and arguments that are no text have a rule of their own.
        if !matches!(input.name, "commands" | "arguments") {
            let label = format!("an item of `{}`", input.name);
            for item in value.items() {
                quotes(item, &label, found);
            }
        }
    } else if value.text().is_some_and(is_whole_reference) {
        found
            .report(
                place(entry),
                format!("`{}` is one reference, not a list", input.name),
            )
            .help("write a list with the reference as an item, unless it stands for a list")
            .warning();
    } else if value.is_scalar() {
        wrong_kind(entry, "a list", "write each item behind a dash: `- …`", found);
    } else {
        wrong_kind(
            entry,
            "a list",
            "write each item behind a dash, in quotes if it contains `: `",
            found,
        );
    }
}

fn each_single(list: Node<'_>, name: &str, found: &mut Findings<'_>) {
    for item in list.items().filter(|item| !item.is_scalar()) {
        let help = if item.kind() == Kind::Mapping {
            "quote the item, or write it as a block: `- |` with the text below it"
        } else {
            "write one dash for each item"
        };
        found
            .report(
                item.first_line(),
                format!("an item of `{name}` is {}, not text", item.kind().word()),
            )
            .help(help);
    }
}

fn check_map(entry: Entry<'_>, found: &mut Findings<'_>) {
    if !entry.value.is_map() {
        wrong_kind(entry, "a map", "write `KEY: value` below it", found);
    }
    for property in entry.value.entries() {
        if single(property, found) {
            quotes(property.value, &format!("`{}`", property.key.shown()), found);
        }
    }
}

fn check_parameters(entry: Entry<'_>, found: &mut Findings<'_>) {
    if !entry.value.is_list() {
        wrong_kind(entry, "a list", "write items with `name:` and `value:`", found);
    }
    for item in entry.value.items() {
        if !item.is_map() {
            found
                .report(
                    super::values::item_place(item),
                    format!(
                        "an item of `{}` is {}, not a map",
                        entry.name(),
                        item.kind().word()
                    ),
                )
                .help("write `name:` and `value:` behind the dash");
        }
        for key in ["name", "value"] {
            if let Some(part) = item.entry(key).filter(|part| single(*part, found)) {
                quotes(part.value, &format!("`{key}`"), found);
            }
        }
    }
}
