use super::definition_missing_key::{known_keys, missing};
use crate::component::Component;
use crate::component::DefinitionKind;
use crate::diagnostic::{Safety, Severity};
use crate::nearest::nearest;
use crate::rules::{Check, Findings, Rule, mend};

pub(super) const RULE: Rule = Rule {
    id: "schema/definition-unknown-key",
    severity: Severity::Warning,
    summary: "a key that a parameter or constant does not have",
    why: "Keys other than the documented ones have no effect, or the document is refused for them.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("definition_unknown_key.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for definition in component.definitions() {
        let (kind, word) = (definition.kind, definition.kind.word());
        let known = known_keys(kind);
        // A misspelled required key is said once: as the key that is missing.
        let meant = missing(definition);
        for entry in definition.body.entries() {
            let name = entry.name();
            let said = meant
                .iter()
                .any(|(_, other)| other.is_some_and(|e| e.key == entry.key));
            if known.contains(&name) || said {
                continue;
            }
            let help = if name == "value" && kind == DefinitionKind::Parameter {
                "write `default`, or move it to `constants`".to_owned()
            } else if let Some(key) = nearest(name, known.iter().copied()) {
                format!("write `{key}`")
            } else {
                let all: Vec<String> = known.iter().map(|key| format!("`{key}`")).collect();
                format!("remove it; a {word} has {}", all.join(", "))
            };
            let message = format!("`{}` is not a key of a {word}", entry.key.shown());
            let finding = found.report(entry.key.span(), message);
            finding.help(help);
            let meant = nearest(name, known.iter().copied());
            if let Some(meant) = meant.filter(|meant| definition.body.get(meant).is_none()) {
                mend::instead(finding, Safety::Safe, entry.key, meant);
            }
        }
    }
}
