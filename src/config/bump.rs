//! `bump`: from the document to a policy, and how the policies of several files are merged.
//!
//! An earlier file has more authority: a later one may be stricter, never laxer.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{self, ConfigDocument, TextKind};
use super::pattern::Pattern;
use crate::bump::policy::{Denied, Group, Policy};
use crate::pin::day;
use crate::source::Span;
use crate::yaml::Node;

/// What one or more files say; what none of them says has the default of [`Policy`].
#[derive(Clone, Debug, Default)]
pub(super) struct Bump {
    min_age: Stated<u32>,
    region_lag: Stated<u32>,
    soak: Stated<u32>,
    limit: Stated<u32>,
    draft: Stated<bool>,
    environments: Stated<Vec<String>>,
    labels: Vec<String>,
    reviewers: Vec<String>,
    groups: Vec<Named>,
    deny: Vec<Denied>,
    owners: BTreeMap<String, String>,
}

/// A group, and where its name and its `min-age` are written.
#[derive(Clone, Debug)]
struct Named {
    group: Group,
    name: Span,
    min_age: Stated<u32>,
}

/// A value and where it is written, when it is.
type Stated<T> = Option<(T, Span)>;

/// Why a later file's word has no effect.
#[derive(Debug)]
pub(super) enum Refused {
    /// A value that is laxer than an earlier file's: its place, the key, and what counts instead.
    Laxer(Span, &'static str, String),
    /// A group whose name an earlier file has taken.
    Group(Span, String),
}

impl Bump {
    pub(super) fn of(document: &ConfigDocument<'_>) -> Self {
        let Some(map) = document.bump else {
            return Self::default();
        };
        let days = |name: &str| stated(map, name, document::days);
        let environments = words(map, "environments", TextKind::Environment);
        Self {
            min_age: days("min-age"),
            region_lag: days("region-lag"),
            soak: days("soak"),
            limit: stated(map, "limit", document::positive),
            draft: stated(map, "draft", document::boolean),
            environments: stated(map, "environments", |_| {
                (!environments.is_empty()).then_some(environments)
            }),
            labels: words(map, "labels", TextKind::Label),
            reviewers: words(map, "reviewers", TextKind::Reviewer),
            groups: document.groups().filter_map(group).collect(),
            deny: document.denied().filter_map(denied).collect(),
            owners: owners(map),
        }
    }

    /// Puts `later` on top: the longer wait, the smaller limit and a draft count; lists add up; of environments and of the
    /// name of an owner the first word counts.
    pub(super) fn merge(&self, later: &Self) -> (Self, Vec<Refused>) {
        let mut refused = Vec::new();
        let mut stricter = |key, base: Stated<u32>, later: Stated<u32>, laxer: fn(u32, u32) -> bool| {
            let (Some((known, _)), Some((wanted, span))) = (base, later) else {
                return base.or(later);
            };
            if laxer(wanted, known) {
                refused.push(Refused::Laxer(span, key, known.to_string()));
                return base;
            }
            later
        };
        let shorter = |wanted, known| wanted < known;
        let merged = Self {
            min_age: stricter("min-age", self.min_age, later.min_age, shorter),
            region_lag: stricter("region-lag", self.region_lag, later.region_lag, shorter),
            soak: stricter("soak", self.soak, later.soak, shorter),
            limit: stricter("limit", self.limit, later.limit, |wanted, known| wanted > known),
            draft: match (self.draft, later.draft) {
                (Some((true, _)), Some((false, span))) => {
                    refused.push(Refused::Laxer(span, "draft", "true".to_owned()));
                    self.draft
                }
                (base, later) => later.or(base),
            },
            environments: match (&self.environments, &later.environments) {
                (Some((known, _)), Some((wanted, span))) if known != wanted => {
                    let known = format!("[{}]", known.join(", "));
                    refused.push(Refused::Laxer(*span, "environments", known));
                    self.environments.clone()
                }
                (base, later) => base.as_ref().or(later.as_ref()).cloned(),
            },
            labels: once(self.labels.iter().chain(&later.labels)),
            reviewers: once(self.reviewers.iter().chain(&later.reviewers)),
            groups: self.groups_with(&later.groups, &mut refused),
            deny: self.deny.iter().chain(&later.deny).cloned().collect(),
            owners: later
                .owners
                .iter()
                .chain(&self.owners)
                .map(|(account, name)| (account.clone(), name.clone()))
                .collect(),
        };
        (merged, refused)
    }

    /// The groups of both; one that takes a name for the second time is refused, for its branch would be the other's.
    /// None of a later file waits less than an earlier file says.
    fn groups_with(&self, later: &[Named], refused: &mut Vec<Refused>) -> Vec<Named> {
        let known: BTreeSet<&str> = self
            .groups
            .iter()
            .map(|named| named.group.name.as_str())
            .collect();
        let mut all = self.groups.clone();
        for named in later {
            if known.contains(named.group.name.as_str()) {
                refused.push(Refused::Group(named.name, named.group.name.clone()));
                continue;
            }
            let mut named = named.clone();
            if let (Some((least, _)), Some((wanted, span))) = (self.min_age, named.min_age)
                && wanted < least
            {
                refused.push(Refused::Laxer(span, "min-age", least.to_string()));
                named.group.min_age = Some(least);
            }
            all.push(named);
        }
        all
    }

    pub(super) fn policy(&self) -> Policy {
        let default = Policy::default();
        let value = |stated: Stated<u32>, default: u32| stated.map_or(default, |(value, _)| value);
        Policy {
            min_age: value(self.min_age, default.min_age),
            region_lag: value(self.region_lag, default.region_lag),
            soak: value(self.soak, default.soak),
            environments: self
                .environments
                .as_ref()
                .map_or(default.environments, |(names, _)| names.clone()),
            limit: self.limit.map(|(limit, _)| limit).or(default.limit),
            labels: self.labels.clone(),
            reviewers: self.reviewers.clone(),
            draft: self.draft.map_or(default.draft, |(draft, _)| draft),
            groups: self.groups.iter().map(|named| named.group.clone()).collect(),
            deny: self.deny.clone(),
            owners: self.owners.clone(),
        }
    }
}

fn stated<'a, T>(map: Node<'a>, name: &str, read: impl FnOnce(Node<'a>) -> Option<T>) -> Stated<T> {
    let value = map.present(name)?;
    Some((read(value)?, value.first_line()))
}

/// The texts of a list that are written as their kind asks, each once.
fn words(map: Node<'_>, name: &str, kind: TextKind) -> Vec<String> {
    let texts = document::texts(map, name);
    let words = texts.into_iter().filter_map(Node::text);
    once(words.filter(|text| kind.flaw(text).is_none()))
}

/// Each text once, where it stands first.
fn once<'t, T: AsRef<str> + ?Sized + 't>(texts: impl Iterator<Item = &'t T>) -> Vec<String> {
    let mut known = BTreeSet::new();
    let texts = texts.map(AsRef::as_ref);
    texts
        .filter(|text| known.insert(*text))
        .map(str::to_owned)
        .collect()
}

fn group(node: Node<'_>) -> Option<Named> {
    let name = node.scalar("name")?;
    let text = name.text().filter(|text| TextKind::Group.flaw(text).is_none())?;
    let paths = document::texts(node, "paths");
    let min_age = stated(node, "min-age", document::days);
    let group = Group {
        name: text.to_owned(),
        families: words(node, "families", TextKind::Family),
        paths: paths
            .into_iter()
            .filter_map(Node::text)
            .filter(|text| Pattern::new(text).is_ok())
            .map(str::to_owned)
            .collect(),
        min_age: min_age.map(|(days, _)| days),
        labels: words(node, "labels", TextKind::Label),
        reviewers: words(node, "reviewers", TextKind::Reviewer),
    };
    Some(Named {
        group,
        name: name.written_span(),
        min_age,
    })
}

/// A day that cannot be read denies for ever: that is a mistake of its own, and the safe side of it.
fn denied(node: Node<'_>) -> Option<Denied> {
    let text = |name: &str| node.scalar(name).and_then(Node::text);
    Some(Denied {
        image: text("image")
            .filter(|text| TextKind::Image.flaw(text).is_none())?
            .to_owned(),
        reason: text("reason").unwrap_or_default().to_owned(),
        until: text("until").and_then(day),
    })
}

fn owners(map: Node<'_>) -> BTreeMap<String, String> {
    let Some(owners) = map.present("owners") else {
        return BTreeMap::new();
    };
    document::names(owners)
        .filter(|entry| TextKind::Owner.flaw(entry.name()).is_none())
        .map(|entry| {
            (
                entry.name().to_owned(),
                entry.value.text().unwrap_or_default().to_owned(),
            )
        })
        .collect()
}
