use crate::component::Component;
use crate::component::condition::{self, Condition, OPERATORS, Operator, Top};
use crate::component::head;
use crate::diagnostic::{Safety, Severity};
use crate::nearest::nearest;
use crate::rules::{Check, Findings, Rule, mend};
use crate::yaml::Entry;

pub(super) const RULE: Rule = Rule {
    id: "schema/condition-operator",
    severity: Severity::Error,
    summary: "an operator that does not exist, or one with the wrong operand",
    why: "A condition has one of the documented operators; AWSTOE knows no others.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-comparison-operators.html",
    page: include_str!("condition_operator.md"),
    checks: &[Check::Component(check)],
};

/// What else belongs into a condition.
const OTHER_KEYS: &[&str] = &["value", "path", "then", "else"];

/// Operators of other languages and what to write here.
const FOREIGN: &[(&str, &str)] = &[
    ("contains", "write `patternMatches` with a regular expression"),
    (
        "stringcontains",
        "write `patternMatches` with a regular expression",
    ),
    (
        "startswith",
        "write `patternMatches` with a regular expression that starts with `^`",
    ),
    (
        "stringstartswith",
        "write `patternMatches` with a regular expression that starts with `^`",
    ),
    (
        "endswith",
        "write `patternMatches` with a regular expression that ends with `$`",
    ),
    (
        "stringendswith",
        "write `patternMatches` with a regular expression that ends with `$`",
    ),
    ("matches", "write `patternMatches`"),
    ("stringmatches", "write `patternMatches`"),
    ("equals", "write `stringEquals` or `numberEquals`"),
    (
        "booleanequals",
        "write `stringEquals` with the text `true` or `false`; `booleanEquals` exists in workflows only",
    ),
    ("commandexists", "write `binaryExists`"),
    (
        "packageexists",
        "write `binaryExists` with a program of the package",
    ),
    ("directoryexists", "write `folderExists`"),
    ("pathexists", "write `fileExists` or `folderExists`"),
    ("exists", "write `fileExists`, `folderExists` or `binaryExists`"),
    ("all", "write `and`"),
    ("any", "write `or`"),
    ("xor", "write it with `and`, `or` and `not`"),
];

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for condition in component.steps().flat_map(condition::of_step) {
        for entry in &condition.unknown {
            unknown(&condition, *entry, found);
        }
        for (entry, operator) in &condition.operators {
            if entry.name() != operator.name {
                let message = format!("`{}` is documented as `{}`", entry.key.shown(), operator.name);
                let finding = found.report(entry.key.span(), message).warning();
                mend::write(finding, Safety::Safe, entry.key, operator.name);
            }
            if !operator.is_logical() && !entry.value.is_scalar() {
                let (name, is) = (operator.name, entry.value.kind().word());
                let finding = found.report(
                    head(entry.value),
                    format!("`{name}` takes a single value, not {is}"),
                );
                finding.claims(entry.value.span());
                finding.help(if entry.value.is_list() {
                    format!("write one `{name}` for each value, as items of `and` or `or`")
                } else {
                    format!("write the value behind `{name}:`, and `value` or `path` beside it")
                });
            }
        }
    }
}

fn unknown(condition: &Condition<'_>, entry: Entry<'_>, found: &mut Findings<'_>) {
    if !entry.key.is_scalar() {
        let is = entry.key.kind().word();
        found.report(
            head(entry.key),
            format!("the key of a condition must be an operator, not {is}"),
        );
        return;
    }
    let alone = condition.used().is_empty();
    let shown = entry.key.shown();
    let message = if alone {
        format!("`{shown}` is not an operator")
    } else {
        format!("`{shown}` is not a key of a condition")
    };
    let finding = found.report(entry.key.span(), message);
    // The input table of Assert has a row `input`, which no example uses.
    if entry.name() == "input" && condition.top == Top::Assert && alone {
        finding
            .help("write the operator directly below `inputs`")
            .warning();
        return;
    }
    match advice(entry.name(), alone) {
        Advice::Word(word) => mend::write(finding, Safety::Safe, entry.key, word),
        Advice::Text(text) => {
            finding.help(text);
        }
    }
}

/// What to do about a key that does not exist.
enum Advice {
    /// Write this word.
    Word(&'static str),
    /// Do as it says.
    Text(String),
}

/// What to write in place of a key that does not exist.
fn advice(name: &str, alone: bool) -> Advice {
    if let Some(operator) = negated(name).filter(|_| alone) {
        return Advice::Text(format!("write `not:` and below it `{operator}`"));
    }
    let lower = name.to_ascii_lowercase();
    if let Some((_, help)) = FOREIGN.iter().find(|(word, _)| alone && *word == lower) {
        return Advice::Text((*help).to_owned());
    }
    let known = OPERATORS.iter().map(|operator| operator.name);
    match nearest(name, known.chain(OTHER_KEYS.iter().copied())) {
        Some(word) => Advice::Word(word),
        None if alone => {
            let text = "use a documented operator, such as `stringEquals`, `fileExists` or `and`";
            Advice::Text(text.to_owned())
        }
        None => {
            let text = "remove it; beside its operator a condition has `value` or `path`, `then` and `else`";
            Advice::Text(text.to_owned())
        }
    }
}

/// The operator whose opposite is meant, as by `stringNotEquals`.
fn negated(name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    for word in ["doesnot", "not"] {
        let Some(at) = lower.find(word) else { continue };
        let rest = format!("{}{}", lower.get(..at)?, lower.get(at + word.len()..)?);
        let meant = Operator::find_any_case(&rest)
            .map(|operator| operator.name)
            .or_else(|| nearest(&rest, OPERATORS.iter().map(|operator| operator.name)));
        if meant.is_some() {
            return meant;
        }
    }
    None
}
