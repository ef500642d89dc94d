use crate::component::Component;
use crate::component::DefinitionKind;
use crate::component::head;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "schema/definition-shape",
    severity: Severity::Error,
    summary: "`parameters` or `constants` of another shape than a list of one-key maps",
    why: "AWSTOE reads a parameter or constant as a list item with one key, its name, and a map below it.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("definition_shape.md"),
    checks: &[Check::Component(check)],
};

/// What a definition has below its name.
const BODY_KEYS: &[&str] = &["type", "default", "description", "value", "allowedValues"];

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for (key, kind) in [
        ("parameters", DefinitionKind::Parameter),
        ("constants", DefinitionKind::Constant),
    ] {
        let Some(list) = component.root.present(key) else {
            continue;
        };
        if list.is_list() {
            for item in list.items() {
                check_item(item, kind, found);
            }
            continue;
        }
        let is = list.kind().word();
        let finding = found.report(head(list), format!("`{key}` must be a list, not {is}"));
        if list.is_map() {
            finding.help("write `- ` before each name and indent what stands below it");
        } else {
            finding.help(format!("write one list item for each {}", kind.word()));
        }
    }
}

fn check_item(item: Node<'_>, kind: DefinitionKind, found: &mut Findings<'_>) {
    let word = kind.word();
    if !item.is_map() {
        let message = if item.is_null() {
            format!("an empty list item is no {word}")
        } else {
            format!(
                "a {word} must be a map with its name as the key, not {}",
                item.kind().word()
            )
        };
        found
            .report(head(item), message)
            .help(below(item, kind))
            .claims(item.span());
        return;
    }
    match item.entries().as_slice() {
        [] => {
            found
                .report(head(item), format!("a {word} without a name"))
                .help(below(item, kind));
        }
        [only] if !only.key.is_scalar() => {
            let is = only.key.kind().word();
            found
                .report(
                    head(only.key),
                    format!("the name of a {word} must be text, not {is}"),
                )
                .claims(item.span());
        }
        [only] if only.value.is_map() || only.value.is_null() => {}
        [only] => {
            let is = only.value.kind().word();
            let name = only.key.shown();
            found
                .report(head(only.value), format!("`{name}` must hold a map, not {is}"))
                .help(below(only.key, kind))
                .claims(item.span());
        }
        _ => several_keys(item, kind, found),
    }
}

/// What to write for a definition whose name stands in `name`.
fn below(name: Node<'_>, kind: DefinitionKind) -> String {
    let name = match name.text() {
        Some(text) if !text.is_empty() && !name.is_null() => name.shown(),
        _ => "Name".to_owned(),
    };
    match kind {
        DefinitionKind::Parameter => format!("write `- {name}:` and below it, indented, `type: string`"),
        DefinitionKind::Constant => {
            format!("write `- {name}:` and below it, indented, `type: string` and `value: …`")
        }
    }
}

fn several_keys(item: Node<'_>, kind: DefinitionKind, found: &mut Findings<'_>) {
    let word = kind.word();
    let entries = item.entries();
    let named = entries.iter().find(|e| e.name() == "name" && e.value.is_scalar());
    let is_body = |name: &str| BODY_KEYS.contains(&name);
    let owner = entries.iter().find(|e| !is_body(e.name()));
    let stray = entries.iter().find(|e| is_body(e.name()));
    let second = entries.iter().filter(|e| !is_body(e.name())).nth(1);
    let finding = match (named, owner, stray) {
        (Some(entry), _, _) => found
            .report(
                entry.key.span(),
                format!("the name of a {word} is the key of its list item"),
            )
            .help(below(entry.value, kind)),
        (None, Some(owner), Some(stray)) => {
            let (name, key) = (owner.key.shown(), stray.key.shown());
            found
                .report(
                    stray.key.span(),
                    format!("`{key}` stands beside the name `{name}`, not below it"),
                )
                .help(format!("indent `{key}` and its neighbours deeper than `{name}`"))
        }
        (None, None, Some(stray)) => found
            .report(stray.key.span(), format!("a {word} without a name"))
            .help(format!(
                "write `- Name:` and indent `{}` below it",
                stray.key.shown()
            )),
        (None, _, None) => {
            let second = second.map_or(item, |entry| entry.key);
            found
                .report(
                    head(second),
                    format!("one list item defines more than one {word}"),
                )
                .help(format!("start a list item of its own: `- {}:`", second.shown()))
        }
    };
    finding.claims(item.span());
}
