//! What a lock means.
//!
//! A locked rule has a floor: the level that the file which locks it gives it at its top, its default level without
//! one. Nothing may put it lower: not a comment, not an override, not a later configuration file.

use std::collections::BTreeMap;

use crate::config::document::{ConfigDocument, level};
use crate::diagnostic::Diagnostic;
use crate::lint::Level;
use crate::rules::{self, Findings, Rule};
use crate::source::Span;

/// Floors by rule id; `None` is the rule's default.
pub(crate) type Floors = BTreeMap<&'static str, Option<Level>>;

/// Levels by rule id or group name.
pub(crate) type Levels = BTreeMap<String, Level>;

/// The level that holds for a rule: its own, else its group's.
pub(crate) fn configured(levels: &Levels, rule: &Rule) -> Option<Level> {
    let group = || levels.get(rule.group()).filter(|_| !rule.optional());
    levels.get(rule.id).or_else(group).copied()
}

/// A level as one that can be compared.
pub(crate) fn height(level: Option<Level>, rule: &Rule) -> Level {
    level.unwrap_or_else(|| rule.level())
}

/// The rules that a name stands for: one rule, or all of a group.
pub(crate) fn named(name: &str) -> impl Iterator<Item = &'static Rule> {
    rules::all().filter(move |rule| rule.id == name || rule.group() == name)
}

/// What a map of levels says, the entries that say nothing left out.
pub(crate) fn levels(document: &ConfigDocument<'_>) -> Levels {
    document
        .everywhere
        .rules
        .iter()
        .filter_map(|entry| Some((entry.name().to_owned(), level(entry.value)?)))
        .collect()
}

/// The floors that a file sets.
pub(crate) fn floors(document: &ConfigDocument<'_>) -> Floors {
    let levels = levels(document);
    document
        .locked
        .iter()
        .filter_map(|node| node.text())
        .flat_map(named)
        .map(|rule| (rule.id, configured(&levels, rule)))
        .collect()
}

/// The first locked rule that an entry `name: level` would put below its floor. `has_own` tells whether a rule has a
/// level by its id, which an entry for its group does not touch.
pub(crate) fn lowered(
    name: &str,
    level: Level,
    floors: &Floors,
    has_own: impl Fn(&str) -> bool,
) -> Option<&'static Rule> {
    named(name).find(|rule| {
        floors
            .get(rule.id)
            .is_some_and(|floor| level < height(*floor, rule))
            && (rule.id == name || !has_own(rule.id))
    })
}

/// Reports an entry that lowers a locked rule. For a group the others of its rules are lowered, so it is a warning.
pub(crate) fn report<'d>(
    found: &'d mut Findings<'_>,
    span: Span,
    name: &str,
    level: Level,
    rule: &Rule,
) -> &'d mut Diagnostic {
    let word = level.word();
    if name == rule.id {
        found.report(
            span,
            format!("`{name}` is locked and cannot be lowered to `{word}`"),
        )
    } else {
        found
            .report(
                span,
                format!("`{name}: {word}` does not reach `{}`, which is locked", rule.id),
            )
            .warning()
    }
}
