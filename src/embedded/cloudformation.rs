//! The text of a property of CloudFormation: a scalar of any style, `Fn::Sub`, `Fn::Join`, and these within each other.

use super::mapped::Mapped;
use super::{MOST_BYTES, Unknown};
use crate::source::Span;
use crate::yaml::Node;

/// Functions are looked into so deep.
const MOST_DEPTH: usize = 16;

/// The text of a variable of `Fn::Sub` up to this length is put in; a longer one is a hole, so that nothing grows.
const LONGEST_VARIABLE: usize = 64;

/// The documents that a property may have: one, or one for each branch of `Fn::If`.
pub(super) fn documents(node: Node<'_>) -> Vec<Result<Mapped, Unknown>> {
    let mut found = Vec::new();
    branches(node, MOST_DEPTH, &mut found);
    found
}

fn branches(node: Node<'_>, depth: usize, found: &mut Vec<Result<Mapped, Unknown>>) {
    match function(node) {
        Some(("If", argument)) if depth > 0 && argument.is_list() => {
            for branch in argument.items().skip(1).take(2) {
                let nothing = function(branch)
                    .is_some_and(|(name, argument)| name == "Ref" && argument.text() == Some("AWS::NoValue"));
                if !nothing {
                    branches(branch, depth - 1, found);
                }
            }
        }
        _ => found.push(text(node, depth)),
    }
}

fn text(node: Node<'_>, depth: usize) -> Result<Mapped, Unknown> {
    let Some((name, argument)) = function(node) else {
        if node.is_scalar() {
            return Ok(resolved(&Mapped::of_scalar(node), &Variables::none()));
        }
        return Err(Unknown::new(node.first_line(), "`Data` is not a text here"));
    };
    match name {
        "Sub" => substituted(node, argument),
        "Join" if depth > 0 => joined(node, argument, depth - 1),
        _ => Err(later(node, name)),
    }
}

/// A function and its argument, in the short form (`!Sub`) and in the long one (`Fn::Sub:`).
fn function(node: Node<'_>) -> Option<(&str, Node<'_>)> {
    if let Some(tag) = node.tag().filter(|tag| !tag.core) {
        return Some((node.tree().slice(tag.span).trim_start_matches('!'), node));
    }
    let mut entries = node.written_entries();
    let only = entries.next().filter(|_| entries.next().is_none())?;
    let name = only.name();
    let name = name
        .strip_prefix("Fn::")
        .or_else(|| (name == "Ref").then_some(name))?;
    Some((name, only.value))
}

fn later(node: Node<'_>, name: &str) -> Unknown {
    Unknown::new(
        node.first_line(),
        format!("the text comes from `{name}`, known only when CloudFormation runs"),
    )
}

/// What the variables of a `Fn::Sub` stand for.
struct Variables<'a> {
    /// Whether `${…}` are variables at all.
    substitute: bool,
    map: Option<Node<'a>>,
}

impl<'a> Variables<'a> {
    fn none() -> Self {
        Self {
            substitute: false,
            map: None,
        }
    }

    /// The text of a variable when the template has it.
    fn text(&self, name: &str) -> Option<&'a str> {
        let value = self.map?.get(name)?;
        let literal = function(value).is_none() && value.is_scalar() && !value.is_null();
        let text = value.text().filter(|_| literal)?;
        (text.len() <= LONGEST_VARIABLE && !text.contains(['\n', '{'])).then_some(text)
    }
}

fn substituted(node: Node<'_>, argument: Node<'_>) -> Result<Mapped, Unknown> {
    let (text, map) = if argument.is_list() {
        (argument.item(0), argument.item(1).filter(|map| map.is_map()))
    } else {
        (Some(argument), None)
    };
    let text = text.filter(|text| text.is_scalar());
    let Some(text) = text else {
        return Err(later(node, "Fn::Sub"));
    };
    let variables = Variables {
        substitute: true,
        map,
    };
    let out = resolved(&Mapped::of_scalar(text), &variables);
    if out.text().len() > MOST_BYTES {
        return Err(Unknown::too_large(node.first_line()));
    }
    Ok(out)
}

/// A text with its `${…}` and its `{{resolve:…}}` as what they stand for, or as holes.
fn resolved(raw: &Mapped, variables: &Variables<'_>) -> Mapped {
    let text = raw.text();
    let mut out = Mapped::like(raw);
    let (mut at, mut from) = (0, 0);
    while let Some(found) = text.get(at..).and_then(|rest| rest.find(['$', '{'])) {
        let start = at + found;
        let rest = text.get(start..).unwrap_or_default();
        at = start + 1;
        let (open, close) = if variables.substitute && rest.starts_with("${") {
            ("${", "}")
        } else if rest.starts_with("{{resolve:") {
            ("{{", "}}")
        } else {
            continue;
        };
        let line = rest.split('\n').next().unwrap_or_default();
        let Some(length) = line.find(close) else { continue };
        let name = line.get(open.len()..length).unwrap_or_default();
        let end = start + length + close.len();
        out.append(raw, from..start);
        let place = raw.place(Span::new(start, end));
        if open == "{{" {
            out.hole(name, place, false);
        } else if let Some(literal) = name.strip_prefix('!') {
            // `${!X}` is the text `${X}`.
            out.append(raw, start..start + 2);
            out.append(raw, end - 1 - literal.len()..end);
        } else if let Some(value) = variables.text(name).filter(|_| out.text().len() < MOST_BYTES) {
            out.made(value, place);
        } else {
            out.hole(name, place, start == 0 && end == text.len());
        }
        (at, from) = (end, end);
    }
    out.append(raw, from..text.len());
    out
}

fn joined(node: Node<'_>, argument: Node<'_>, depth: usize) -> Result<Mapped, Unknown> {
    let (delimiter, list) = (argument.item(0), argument.item(1));
    let delimiter = delimiter
        .filter(|node| function(*node).is_none())
        .and_then(Node::text);
    let list = list.filter(|list| list.is_list() && function(*list).is_none());
    let (Some(delimiter), Some(list)) = (delimiter, list) else {
        return Err(later(node, "Fn::Join"));
    };
    let mut out = Mapped::default();
    let mut end = list.written_span().start;
    for (number, item) in list.items().enumerate() {
        if number > 0 {
            out.made(delimiter, Span::empty(end));
        }
        let span = item.written_span();
        // An alias would let the text grow, and go back in the file.
        let known = matches!(function(item), None | Some(("Sub" | "Join", _))) && !item.is_alias();
        if let Some(Ok(part)) = known.then(|| text(item, depth)) {
            out.append(&part, 0..part.text().len());
        } else {
            let named = function(item).and_then(|(_, argument)| argument.text());
            out.hole(named.unwrap_or_default(), item_span(item), false);
        }
        end = end.max(span.end);
        if out.text().len() > MOST_BYTES {
            return Err(Unknown::too_large(node.first_line()));
        }
    }
    Ok(out)
}

/// All of an item, its tag included.
fn item_span(item: Node<'_>) -> Span {
    let span = item.written_span();
    match item.tag() {
        Some(tag) if !item.is_alias() => tag.span.cover(span),
        _ => span,
    }
}
