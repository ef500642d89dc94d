use std::collections::HashMap;

use super::support::{Listed, case_twin, place};
use crate::component::head;
use crate::diagnostic::Severity;
use crate::nearest::nearest;
use crate::rules::{Check, Findings, Rule, words};
use crate::source::Span;
use crate::workflow::grammar::TYPES;
use crate::workflow::{Parameter, Workflow};
use crate::yaml::Node;
use crate::yaml::scalar::Resolved;

pub(super) const RULE: Rule = Rule {
    id: "workflow/parameter",
    severity: Severity::Error,
    summary: "a parameter that is not written right",
    why: "A parameter is a map with `name`, `type`, `default` and `description`, and its default has its type.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html",
    page: include_str!("parameter.md"),
    checks: &[Check::Workflow(check)],
};

/// The default quota of parameters.
const MOST: usize = 25;
/// The most characters of a name, and of a value or description.
const LONGEST_NAME: usize = 128;
const LONGEST_VALUE: usize = 1_024;

const LIST: Listed = Listed {
    key: "parameters",
    one: "a parameter",
    item: "`- name: …`",
    most: (MOST, " by default"),
};

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    if !LIST.check(workflow, found) {
        return;
    }
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for parameter in &workflow.parameters {
        if name(parameter, &mut seen, found) {
            let declared = declared_type(parameter.node, found);
            default(parameter.node, declared, found);
            long_text(parameter.node, found);
        }
    }
}

/// Looks at the name; whether the rest can be judged.
fn name<'a>(parameter: &Parameter<'a>, seen: &mut HashMap<&'a str, Span>, found: &mut Findings<'_>) -> bool {
    let Some(name) = parameter.name else {
        unnamed(parameter.node, found);
        return false;
    };
    let text = name.text().unwrap_or_default();
    if text.is_empty() || text.chars().count() > LONGEST_NAME {
        found
            .report(
                name.span(),
                format!("the name of a parameter has 1 to {LONGEST_NAME} characters"),
            )
            .help("give it a short name");
    }
    if let Some(first) = seen.insert(text, name.span()) {
        found
            .report(
                name.span(),
                format!("a second parameter has the name `{}`", name.shown()),
            )
            .help("give every parameter a name of its own")
            .label(first, "first declared here");
    }
    true
}

fn unnamed(node: Node<'_>, found: &mut Findings<'_>) {
    let entries = node.entries();
    if let [entry] = entries.as_slice() {
        // `- Region: {type: string}`
        if entry.value.is_map() {
            found
                .report(
                    entry.key.written_span(),
                    "parameters of component documents are written like this",
                )
                .help(format!(
                    "write `- name: {}` and the other keys below it",
                    entry.key.shown()
                ));
            return;
        }
    }
    if node.present("name").is_some() {
        found
            .report(head(node), "the name of a parameter must be a single value")
            .help("write a text behind `name`");
        return;
    }
    found
        .report(head(node), "the parameter has no `name`")
        .help("add `name`");
}

/// The type, when it is one of the documented ones; a parameter without one is a string.
fn declared_type(node: Node<'_>, found: &mut Findings<'_>) -> Option<&'static str> {
    let Some(entry) = node.entry("type").filter(|entry| !entry.value.is_null()) else {
        return Some("string");
    };
    let text = entry.value.text().unwrap_or_default();
    if let Some(known) = TYPES.iter().find(|known| **known == text) {
        return Some(known);
    }
    let twin = case_twin(text, TYPES);
    let finding = if entry.value.is_scalar() {
        found.report(
            entry.value.span(),
            format!("`{}` is not a type of a parameter", entry.value.shown()),
        )
    } else {
        found.report(
            entry.key.written_span(),
            "the type of a parameter must be one word",
        )
    };
    match twin.or_else(|| nearest(text, TYPES.iter().copied())) {
        Some(meant) => finding.help(format!("write `{meant}`")),
        None => finding.help(format!("write {}", words::one_of(TYPES))),
    };
    if twin.is_some() {
        finding.warning();
    }
    twin
}

fn default(node: Node<'_>, declared: Option<&str>, found: &mut Findings<'_>) {
    let (Some(entry), Some(declared)) = (node.entry("default").filter(|e| !e.value.is_null()), declared)
    else {
        return;
    };
    let value = entry.value;
    let text = value.text().unwrap_or_default();
    let resolved = value.resolved();
    let (fits, quoted) = match declared {
        "integer" => (
            resolved.as_ref().is_some_and(|r| r.as_integer().is_some()),
            text.parse::<i64>().is_ok(),
        ),
        "boolean" => (
            resolved.as_ref().is_some_and(|r| r.as_boolean().is_some()),
            matches!(text.to_ascii_lowercase().as_str(), "true" | "false"),
        ),
        "stringList" => (
            value.items().len() > 0 && value.items().all(Node::is_scalar) || empty_list(value),
            false,
        ),
        _ => (value.is_scalar(), false),
    };
    if fits {
        return;
    }
    let finding = found.report(
        place(entry.key.written_span(), value),
        format!("the default is not of the type `{declared}`"),
    );
    if quoted && resolved == Some(Resolved::Text) {
        finding.help(format!("write `{text}` without quotes")).warning();
        return;
    }
    finding.help(match declared {
        "integer" => "write a whole number",
        "boolean" => "write `true` or `false`",
        "stringList" => "write a list of strings",
        _ => "write a single value, or declare `type: stringList`",
    });
}

fn empty_list(value: Node<'_>) -> bool {
    value.is_list() && value.items().len() == 0
}

fn long_text(node: Node<'_>, found: &mut Findings<'_>) {
    for key in ["default", "description"] {
        let Some(value) = node.present(key) else { continue };
        let count = value.text().unwrap_or_default().chars().count();
        if count > LONGEST_VALUE {
            found
                .report(
                    value.span(),
                    format!("`{key}` has {count} characters, {LONGEST_VALUE} are allowed"),
                )
                .help("shorten it")
                .warning();
        }
    }
}
