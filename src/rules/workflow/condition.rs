use super::support::{case_twin, is_dynamic, place};
use crate::component::head;
use crate::diagnostic::Severity;
use crate::nearest::nearest;
use crate::rules::{Check, Findings, Rule, words};
use crate::source::Span;
use crate::workflow::Workflow;
use crate::yaml::scalar::Resolved;
use crate::yaml::{Entry, Node};

pub(super) const RULE: Rule = Rule {
    id: "workflow/condition",
    severity: Severity::Error,
    summary: "a condition that is not written right",
    why: "A condition that Image Builder cannot read stops the workflow, or runs a step that should not run.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-conditional-statements.html",
    page: include_str!("condition.md"),
    checks: &[Check::Workflow(check)],
};

const BOOLEAN: &str = "booleanEquals";
const TEXT: &str = "stringEquals";
const OPERATORS: &[&str] = &[
    "and",
    "or",
    "not",
    BOOLEAN,
    "numberEquals",
    "numberGreaterThan",
    "numberGreaterThanEquals",
    "numberLessThan",
    "numberLessThanEquals",
    TEXT,
];
/// The most levels, the one directly below `if` counted.
const LEVELS: usize = 4;
/// The most conditions of one `and` or `or`.
const CHILDREN: usize = 10;

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    for step in &workflow.steps {
        let (Some(condition), Some(entry)) = (step.condition, step.node.entry("if")) else {
            continue;
        };
        let key = entry.key.written_span();
        // The page writes a single comparison as a list of one item too.
        if condition.is_list() && condition.items().len() == 1 {
            condition.items().for_each(|item| level(item, 1, key, found));
        } else if condition.is_list() {
            found
                .report(key, "only one condition can stand directly below `if`")
                .help("put `and:` or `or:` before the list");
        } else {
            level(condition, 1, key, found);
        }
    }
}

/// Judges one condition and those below it, four levels at most.
fn level(node: Node<'_>, depth: usize, key: Span, found: &mut Findings<'_>) {
    if !node.is_map() {
        found
            .report(place(key, node), "a condition must be a map with an operator")
            .help("write `stringEquals: …` and `value: …`, for example");
        return;
    }
    if depth > LEVELS {
        found
            .report(
                head(node),
                format!("conditions are nested more than {LEVELS} levels deep"),
            )
            .help("split the condition, or join neighbouring `and` and `or`");
        return;
    }
    let mut operators = Vec::new();
    let mut value = None;
    let mut misspelt = false;
    for entry in node.entries() {
        match entry.name() {
            "value" => value = Some(entry),
            name if OPERATORS.contains(&name) => operators.push((entry, entry.name())),
            name => misspelt |= unknown(entry, name, &mut value, &mut operators, found),
        }
    }
    match operators.as_slice() {
        [] if !misspelt => {
            found
                .report(head(node), "the condition has no operator")
                .help(format!("use {}", words::one_of(OPERATORS)));
        }
        [(entry, name)] => operator(*entry, name, value, depth, found),
        [_, (second, name), ..] => {
            found
                .report(
                    second.key.written_span(),
                    format!("`{name}` is a second operator of the same condition"),
                )
                .help("make a list of conditions below `and:` or `or:`");
        }
        [] => {}
    }
}

/// A key that is no operator; whether it was meant as one and cannot be judged further.
fn unknown<'a>(
    entry: Entry<'a>,
    name: &'a str,
    value: &mut Option<Entry<'a>>,
    operators: &mut Vec<(Entry<'a>, &'a str)>,
    found: &mut Findings<'_>,
) -> bool {
    let at = entry.key.written_span();
    if name == "value.$" {
        *value = Some(entry);
        found
            .report(
                at,
                "in a condition the reference stands under `value`, without `.$`",
            )
            .help("write `value`")
            .warning();
        return false;
    }
    if let "then" | "else" = name {
        found
            .report(at, format!("`{name}` is not documented for workflows"))
            .help("leave it out: the step runs when the condition is true, else it is skipped")
            .warning();
        return false;
    }
    if let Some(meant) = case_twin(name, OPERATORS) {
        operators.push((entry, meant));
        found
            .report(at, format!("`{}` in another letter case", entry.key.shown()))
            .help(format!("write `{meant}`"))
            .warning();
        return false;
    }
    let finding = found.report(
        at,
        format!("`{}` is not an operator of workflows", entry.key.shown()),
    );
    let turned_around = name
        .split_once("Not")
        .map(|(type_of, rest)| format!("{type_of}{rest}"))
        .filter(|plain| OPERATORS.contains(&plain.as_str()));
    if let Some(plain) = turned_around {
        finding.help(format!("write `not:` with `{plain}` below it"));
    } else if let Some(meant) = nearest(name, OPERATORS.iter().chain(&["value"]).copied()) {
        finding.help(format!("write `{meant}`"));
    } else {
        finding.help(format!("use {}", words::one_of(OPERATORS)));
    }
    true
}

fn operator(entry: Entry<'_>, name: &str, value: Option<Entry<'_>>, depth: usize, found: &mut Findings<'_>) {
    let key = entry.key.written_span();
    if let "and" | "or" | "not" = name {
        if let Some(value) = value {
            found
                .report(value.key.written_span(), format!("`{name}` takes no `value`"))
                .help("move it to the comparison that it belongs to")
                .warning();
        }
        children(entry, name, depth, found);
        return;
    }
    let Some(value) = value.filter(|value| !value.value.is_null()) else {
        found
            .report(key, format!("`{name}` has no `value` to compare with"))
            .help("add `value: $.…` beside it");
        return;
    };
    for side in [entry, value] {
        operand(side, name, found);
    }
}

fn children(entry: Entry<'_>, name: &str, depth: usize, found: &mut Findings<'_>) {
    let (key, node) = (entry.key.written_span(), entry.value);
    if name == "not" {
        match node.items().len() {
            _ if !node.is_list() => level(node, depth + 1, key, found),
            1 => node.items().for_each(|item| level(item, depth + 1, key, found)),
            count => {
                found
                    .report(key, format!("`not` takes one condition, here are {count}"))
                    .help("put `and:` or `or:` between `not:` and the list");
            }
        }
        return;
    }
    if !node.is_list() {
        found
            .report(place(key, node), format!("`{name}` takes a list of conditions"))
            .help("write `- ` before each condition");
        return;
    }
    let count = node.items().len();
    if count == 0 || count > CHILDREN {
        found
            .report(
                key,
                format!("`{name}` takes 1 to {CHILDREN} conditions, here are {count}"),
            )
            .help(if count == 0 {
                "add a condition, or leave `if` out"
            } else {
                "put some of them into an inner list"
            });
    }
    for item in node.items() {
        level(item, depth + 1, key, found);
    }
}

/// One side of a comparison.
fn operand(entry: Entry<'_>, name: &str, found: &mut Findings<'_>) {
    let node = entry.value;
    let at = place(entry.key.written_span(), node);
    if !node.is_scalar() {
        found
            .report(
                at,
                format!("`{name}` compares single values, this is {}", node.kind().word()),
            )
            .help("write one value");
        return;
    }
    if is_dynamic(node) || name == TEXT {
        return;
    }
    let text = node.text().unwrap_or_default();
    if name == BOOLEAN {
        if node.resolved().is_some_and(|r| r.as_boolean().is_some()) {
            return;
        }
        let quoted = matches!(text.to_ascii_lowercase().as_str(), "true" | "false");
        let finding = found.report(at, format!("`{}` is not a boolean", node.shown()));
        if quoted {
            finding
                .help(format!("write `{}` without quotes", text.to_ascii_lowercase()))
                .warning();
        } else {
            finding.help("write `true`, `false` or a reference");
        }
        return;
    }
    let number = match node.resolved() {
        Some(Resolved::Integer(_) | Resolved::Float(_)) => true,
        _ => {
            !text.is_empty()
                && text
                    .bytes()
                    .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.'))
                && text.parse::<f64>().is_ok()
        }
    };
    if !number {
        found
            .report(at, format!("`{}` is not a number", node.shown()))
            .help("write a number or a reference, or compare with `stringEquals`");
    }
}
