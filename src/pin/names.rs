//! Pins by name that no tool's row knows and that a comment or the configuration points at.

use crate::release::{ReleaseVersion, families, wildcard};
use crate::syntax::NodeId;

use super::draft::Draft;
use super::places::Details;
use super::pointer::Template;
use super::scan::File;
use super::{Pin, Role, Scheme, Value, ids};

/// What a single value pins without an id, when it can be told from any other text: a release version, an alias of Karpenter,
/// a name of a known family, or one that fits the pattern that is followed.
pub(super) fn value(text: &str, follow: Option<&Template>) -> Option<Value> {
    const LONGEST: usize = 128;
    // An id within a longer text has its own reason to be left alone.
    let names_id = ids::any(text.as_bytes());
    if text.is_empty() || text.len() > LONGEST || text.contains(char::is_whitespace) || names_id {
        return None;
    }
    if families::of_alias(text).is_some() {
        return Some(Value::Alias(text.to_owned()));
    }
    if ReleaseVersion::parse(text).is_some() {
        return Some(Value::ReleaseVersion(text.to_owned()));
    }
    let named = families::of_name(text).is_some() || follow.is_some_and(|follow| fits(text, follow));
    named.then(|| Value::Name(text.to_owned()))
}

/// A pin of the value of a node; nothing around it has been looked at yet.
pub(super) fn draft(file: &File<'_>, node: NodeId, follow: Option<&Template>) -> Option<Draft> {
    let scalar = file.document.scalar(node).filter(|scalar| scalar.verbatim)?;
    let value = value(&scalar.text, follow)?;
    let pin = Pin::new(scalar.inner, value, file.format(scalar.inner.start), Role::Pinned);
    Some(Draft::new(pin, Some(node), Details::default()))
}

/// Whether a name fits the pattern of `ec2:OWNER/PATTERN`. What `{name}` stands for may be anything.
fn fits(name: &str, follow: &Template) -> bool {
    let text = follow.text();
    let Some(pattern) = text
        .strip_prefix(Scheme::Ec2.word())
        .and_then(|rest| rest.strip_prefix(':')?.split_once('/'))
        .map(|(_, pattern)| pattern)
    else {
        return false;
    };
    let mut plain = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((before, behind)) = rest.split_once('{') {
        plain.push_str(before);
        plain.push('*');
        rest = behind.split_once('}').map_or("", |(_, behind)| behind);
    }
    plain.push_str(rest);
    wildcard::fits(&plain, name)
}
