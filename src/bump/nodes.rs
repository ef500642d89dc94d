//! Pins of one node group move together or not at all: an id and a release version that are of two releases give nodes that
//! nobody has tested, or none.
//!
//! One node group are pins of one map or block and one region that are written in different ways (an id and a release
//! version) and are not known to be of different identities. Two ids in one map are two node groups.

use std::collections::BTreeMap;
use std::mem::{Discriminant, discriminant};

use crate::pin::Value;
use crate::release::Identity;
use crate::source::Span;

use super::Cause;
use super::candidates::Outlook;
use super::state::Ending;
use super::subject::Subject;
use super::units::Decision;

/// One map or block of one file, in one region.
pub(super) type Owner<'s> = (usize, Span, &'s str);

/// Pins of one owner that are written in the same way and should be the same.
type Likes<'s> = (Discriminant<Value>, Option<&'s Identity>);

/// Where pins that are alike end: each end, and one pin that has it.
type Ends<'s, 'd> = (Likes<'s>, BTreeMap<Option<&'d [u32]>, usize>);

/// Keeps pins from moving whose node group would be split by it.
pub(super) fn keep_together(
    subjects: &[Subject<'_>],
    outlooks: &[Option<Outlook>],
    decisions: &mut [Decision],
) {
    let owners = owners(subjects);
    // What one keeps back may keep back another; every pass keeps back at least one, and two are enough for any node group
    // of an id and a release version.
    for members in owners.values().filter(|members| members.len() > 1) {
        for _ in 0..2 {
            for (at, ending) in split(subjects, outlooks, decisions, members) {
                decisions[at].ending = ending;
                decisions[at].choice = None;
                decisions[at].doubt = None;
            }
        }
    }
}

/// The pins of each map or block, in each region.
pub(super) fn owners<'s>(subjects: &'s [Subject<'_>]) -> BTreeMap<Owner<'s>, Vec<usize>> {
    let mut owners: BTreeMap<Owner<'_>, Vec<usize>> = BTreeMap::new();
    for (at, subject) in subjects.iter().enumerate() {
        if let Some(owner) = subject.pin.owner
            && !subject.region.is_empty()
            && subject.by_role().is_none()
        {
            let owner = (subject.at.file, owner, subject.region.as_str());
            owners.entry(owner).or_default().push(at);
        }
    }
    owners
}

/// Where each pin ends: the order of the release, when it is known.
fn end<'d>(subject: &'d Subject<'_>, outlook: Option<&'d Outlook>, decision: &Decision) -> Option<&'d [u32]> {
    let choice = decision.choice.and_then(|choice| outlook?.choices.get(choice));
    let version = choice.map(|choice| &choice.candidate.version);
    version
        .or(subject.release())
        .map(|version| version.order.as_slice())
}

/// The pins of an owner that would move away from another one.
fn split(
    subjects: &[Subject<'_>],
    outlooks: &[Option<Outlook>],
    decisions: &[Decision],
    members: &[usize],
) -> Vec<(usize, Ending)> {
    // By what they are and where they end, one of each: the work does not grow with the square of the pins.
    let mut ends: Vec<Ends<'_, '_>> = Vec::new();
    for at in members.iter().copied() {
        let subject = &subjects[at];
        let likes = (discriminant(&subject.pin.value), subject.expected.as_ref());
        let end = end(subject, outlooks[at].as_ref(), &decisions[at]);
        match ends.iter_mut().find(|(other, _)| *other == likes) {
            Some((_, ends)) => {
                ends.entry(end).or_insert(at);
            }
            None => ends.push((likes, BTreeMap::from([(end, at)]))),
        }
    }
    let mut kept = Vec::new();
    for at in members
        .iter()
        .copied()
        .filter(|at| decisions[*at].choice.is_some())
    {
        let subject = &subjects[at];
        let own = end(subject, outlooks[at].as_ref(), &decisions[at]);
        let other = ends
            .iter()
            .filter(|((way, identity), _)| {
                *way != discriminant(&subject.pin.value) && may_be_same(subject.expected.as_ref(), *identity)
            })
            .find_map(|(_, ends)| ends.iter().find(|(end, _)| **end != own).map(|(_, at)| *at));
        let Some(other) = other else { continue };
        let current = ("current", subject.standing());
        let ending = if decisions[other].choice.is_some() {
            let reason = "they would move to different ones".to_owned();
            Ending::new(Cause::Reading, [current, ("reason", reason)])
        } else {
            let state = decisions[other].ending.cause.state().word().to_owned();
            let line = subjects[other].line.to_string();
            Ending::new(Cause::Member, [current, ("line", line), ("state", state)])
        };
        kept.push((at, ending));
    }
    kept
}

pub(super) fn may_be_same(a: Option<&Identity>, b: Option<&Identity>) -> bool {
    a.zip(b).is_none_or(|(a, b)| a.differs(b).is_empty())
}
