use crate::component::head;
use crate::config::document::{self, ConfigDocument, MOST_ITEMS, Shape};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::{Kind, Node};

pub(super) const RULE: Rule = Rule {
    id: "config/wrong-type",
    severity: Severity::Error,
    summary: "a value of another type or size than the key takes",
    why: "A value of the wrong type is not read, so what it says has no effect.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md",
    page: include_str!("wrong_type.md"),
    checks: &[Check::Config(check)],
};

const MAP: (&str, &str) = ("a map", "write `key: value` lines below it");
const LIST: (&str, &str) = (
    "a list",
    "write each item below it on a line of its own, with `- ` before it",
);
const TEXTS: (&str, &str) = (
    "one text or a list of texts",
    "write one value behind it, or each below it on a line of its own, with `- ` before it",
);
const TEXT: (&str, &str) = ("one text", "write one value behind it");
const LEVEL: (&str, &str) = ("a level", "write `off`, `info`, `warning` or `error` behind it");
const LEVELS: (&str, &str) = (
    "a map",
    "write lines such as `schema/unknown-action: warning` below it",
);
const BOOLEAN: (&str, &str) = ("`true` or `false`", "write `true` or `false`");
const BYTES: (&str, &str) = (
    "a whole number of bytes from 1",
    "write a number without a unit, such as `65536`",
);
const COUNT: (&str, &str) = ("a whole number from 1", "write a number such as `20`");
const DAYS: (&str, &str) = (
    "a whole number of days, 0 to 365",
    "write a number without a unit, such as `3`",
);
const NAMES: (&str, &str) = (
    "a map",
    "write lines such as `\"123456789012\": golden images` below it",
);
const ITEM: (&str, &str) = (
    "a text",
    "write one value behind `- `; text with a `:` in it needs quotes",
);

fn check(document: &ConfigDocument<'_>, found: &mut Findings<'_>) {
    if let Some(root) = document.root.filter(|root| !root.is_map()) {
        wrong("the configuration", MAP, root, found);
    }
    for keyed in document.entries() {
        let (key, value) = (keyed.entry.key, keyed.entry.value);
        if !key.is_scalar() {
            found
                .report(
                    key.written_span(),
                    format!("a key is one word, this is {}", key.kind().word()),
                )
                .help("write one of the documented keys");
        } else if let Some(known) = keyed.key.filter(|_| !value.is_null()) {
            look(known.name, known.shape, value, found);
        }
    }
    for section in document.sections() {
        for entry in section.rules.iter().filter(|entry| !entry.value.is_scalar()) {
            wrong(&format!("`{}`", entry.key.shown()), LEVEL, entry.value, found);
        }
    }
}

fn look(name: &str, shape: Shape, value: Node<'_>, found: &mut Findings<'_>) {
    let (fits, wanted) = match shape {
        Shape::Levels => (value.is_map(), LEVELS),
        Shape::Map(_) => (value.is_map(), MAP),
        Shape::List(_) | Shape::Maps(_) => (value.is_list(), LIST),
        Shape::Names(_) => (value.is_map(), NAMES),
        Shape::Texts(_) => (value.is_scalar() || value.is_list(), TEXTS),
        Shape::Text(_) | Shape::Template(_) | Shape::Platform | Shape::WorkflowKind => {
            (value.is_scalar(), TEXT)
        }
        Shape::Boolean => (document::boolean(value).is_some(), BOOLEAN),
        Shape::Bytes => (document::positive(value).is_some(), BYTES),
        Shape::Days => (document::days(value).is_some(), DAYS),
        Shape::Count => (document::positive(value).is_some(), COUNT),
    };
    if !fits {
        wrong(&format!("`{name}`"), wanted, value, found);
        return;
    }
    if let Shape::Names(_) = shape {
        look_at_names(name, value, found);
    }
    let (kind, wanted) = match shape {
        Shape::List(_) | Shape::Texts(_) => (Kind::Scalar, ITEM),
        Shape::Maps(_) => (Kind::Mapping, MAP),
        _ => return,
    };
    for item in value.items().take(MOST_ITEMS) {
        if item.is_null() {
            let span = item.written_span();
            let span = if span.is_empty() { head(value) } else { span };
            found
                .report(span, format!("an item of `{name}` is empty"))
                .help("remove it");
        } else if item.kind() != kind {
            wrong(&format!("an item of `{name}`"), wanted, item, found);
        }
    }
}

fn look_at_names(name: &str, map: Node<'_>, found: &mut Findings<'_>) {
    for entry in map.entries().into_iter().take(MOST_ITEMS) {
        if !entry.key.is_scalar() {
            wrong(&format!("a key of `{name}`"), TEXT, entry.key, found);
        } else if entry.value.is_null() {
            found
                .report(
                    entry.key.written_span(),
                    format!("`{}` has no name", entry.key.shown()),
                )
                .help("say behind it what it stands for, such as `golden images`");
        } else if !entry.value.is_scalar() {
            wrong(&format!("`{}`", entry.key.shown()), TEXT, entry.value, found);
        }
    }
}

fn wrong(name: &str, (what, help): (&str, &str), value: Node<'_>, found: &mut Findings<'_>) {
    // Of a collection its first key or line says enough.
    let span = if value.is_scalar() || value.is_alias() {
        value.written_span()
    } else {
        head(value)
    };
    let is = match value.text() {
        Some(_) => format!("`{}`", value.shown()),
        None => value.kind().word().to_owned(),
    };
    // `{name}` without quotes is a map to YAML.
    let braces = value.is_map() && value.is_flow() && [TEXT, TEXTS, ITEM].contains(&(what, help));
    let help = if braces {
        "put quotes around it: without them, a text that begins with `{` is a map"
    } else {
        help
    };
    found
        .report(span, format!("{name} has to be {what}, this is {is}"))
        .help(help);
}
