use super::spelling::misspelled;
use crate::component::Component;
use crate::component::grammar;
use crate::component::{Definition, DefinitionKind};
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend};
use crate::yaml::Entry;

pub(super) const RULE: Rule = Rule {
    id: "schema/definition-missing-key",
    severity: Severity::Error,
    summary: "a parameter without `type`, or a constant without `type` or `value`",
    why: "A parameter needs `type`, a constant needs `type` and `value`.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("definition_missing_key.md"),
    checks: &[Check::Component(check)],
};

/// The keys that a definition may have.
pub(super) fn known_keys(kind: DefinitionKind) -> &'static [&'static str] {
    match kind {
        DefinitionKind::Parameter => grammar::PARAMETER,
        DefinitionKind::Constant => grammar::CONSTANT,
    }
}

fn required_keys(kind: DefinitionKind) -> &'static [&'static str] {
    match kind {
        DefinitionKind::Parameter => &["type"],
        DefinitionKind::Constant => &["type", "value"],
    }
}

/// The required keys that are left out, each with the entry that was probably meant to be it.
pub(super) fn missing<'a>(definition: &Definition<'a>) -> Vec<(&'static str, Option<Entry<'a>>)> {
    let (kind, body) = (definition.kind, definition.body);
    required_keys(kind)
        .iter()
        .filter(|key| body.present(key).is_none())
        .map(|key| {
            let meant = misspelled(body, key, known_keys(kind)).or_else(|| {
                let default = kind == DefinitionKind::Constant && *key == "value";
                body.entry("default").filter(|_| default)
            });
            (*key, meant)
        })
        .collect()
}

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for definition in component.definitions() {
        // A body of another shape has a finding of its own.
        if !definition.body.is_map() && !definition.body.is_null() {
            continue;
        }
        let (mut meant, mut absent) = (Vec::new(), Vec::new());
        for (key, entry) in missing(definition) {
            match entry {
                Some(entry) => meant.push((key, entry)),
                None => absent.push(key),
            }
        }
        let (word, name) = (definition.kind.word(), definition.name.shown());
        for (key, entry) in meant {
            let message = format!("the {word} `{name}` lacks `{key}`");
            let finding = found.report(entry.key.span(), message);
            finding.help(format!("write `{key}`, not `{}`", entry.key.shown()));
            mend::instead(finding, Safety::Safe, entry.key, key);
        }
        if absent.is_empty() {
            continue;
        }
        let keys: Vec<String> = absent.iter().map(|key| format!("`{key}`")).collect();
        let help = match absent.as_slice() {
            ["type"] => "add `type: string`",
            ["value"] => "add `value: …` with its text",
            _ => "add `type: string` and `value: …` with its text",
        };
        found
            .report(
                definition.name.span(),
                format!("the {word} `{name}` lacks {}", keys.join(" and ")),
            )
            .help(help);
    }
}
