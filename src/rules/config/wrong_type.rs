use crate::config::document::{self, ConfigDocument, Shape};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::source::Span;
use crate::yaml::{Kind, Node};

pub(super) const RULE: Rule = Rule {
    id: "config/wrong-type",
    severity: Severity::Error,
    summary: "a value of another type than the key takes",
    why: "A value of the wrong type is not read, so what it says has no effect.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md",
    page: include_str!("wrong_type.md"),
    checks: &[Check::Config(check)],
};

fn check(document: &ConfigDocument<'_>, found: &mut Findings<'_>) {
    if let Some(root) = document.root.filter(|root| !root.is_map()) {
        wrong(
            crate::component::head(root),
            "the configuration",
            "a map",
            root,
            found,
        );
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
            let name = format!("`{}`", entry.key.shown());
            wrong(place(entry.value), &name, "a level", entry.value, found);
        }
    }
}

fn look(name: &str, shape: Shape, value: Node<'_>, found: &mut Findings<'_>) {
    let shown = format!("`{name}`");
    let kind = value.kind();
    let (fits, what) = match shape {
        Shape::Levels | Shape::Map(_) => (kind == Kind::Mapping, "a map"),
        Shape::List(_) | Shape::Maps(_) => (kind == Kind::Sequence, "a list"),
        Shape::Text | Shape::Platform | Shape::WorkflowKind => (kind == Kind::Scalar, "one text"),
        Shape::Boolean => (is_boolean(value), "`true` or `false`"),
        Shape::Bytes => (
            document::bytes(value).is_some(),
            "a whole number of bytes, such as `65536`",
        ),
    };
    if !fits {
        wrong(place(value), &shown, what, value, found);
        return;
    }
    let wanted = match shape {
        Shape::List(_) => (Kind::Scalar, "a text"),
        Shape::Maps(_) => (Kind::Mapping, "a map"),
        _ => return,
    };
    for item in value.items() {
        if item.is_null() {
            found
                .report(value_or_list(item, value), format!("an item of {shown} is empty"))
                .help("remove it");
        } else if item.kind() != wanted.0 {
            wrong(place(item), &format!("an item of {shown}"), wanted.1, item, found);
        }
    }
}

fn is_boolean(value: Node<'_>) -> bool {
    value
        .resolved()
        .is_some_and(|resolved| resolved.as_boolean().is_some())
}

/// Of a collection its first line, of a scalar all.
fn place(value: Node<'_>) -> Span {
    if value.is_scalar() || value.is_alias() {
        value.written_span()
    } else {
        crate::component::head(value)
    }
}

fn value_or_list(item: Node<'_>, list: Node<'_>) -> Span {
    if item.written_span().is_empty() {
        crate::component::head(list)
    } else {
        item.written_span()
    }
}

fn wrong(span: Span, name: &str, what: &str, value: Node<'_>, found: &mut Findings<'_>) {
    let is = match value.text() {
        Some(_) => format!("`{}`", value.shown()),
        None => value.kind().word().to_owned(),
    };
    found
        .report(span, format!("{name} has to be {what}, this is {is}"))
        .help(format!("write {what}"));
}
