//! Which release each pin takes. Regions move together: pins that follow the same, in one environment and one group, take the
//! newest release that all their regions have.
//!
//! A region that does not have it, or of which nobody knows whether it has, is waited for, `region_lag` days from the day of the
//! release; then the others move, and it follows as soon as it can. Where what is named is not what it should be, the release is
//! explained first, or the pin held: none of them takes it before. Pins that stand on what is gone or denied, or that follow a publisher back, wait for nobody.

use std::collections::{BTreeMap, BTreeSet};

use crate::release::Identity;

use super::candidates::{Choice, Obstacle, Outlook};
use super::stages::Follows;
use super::state::Ending;
use super::subject::Subject;
use super::waits::{Effect, Ends, Wait};
use super::world::{World, day_of};
use super::{Cause, HeldBack, Kind, Remembered};

/// So many releases are tried for a unit, from the newest on.
const MOST: usize = 64;

/// What was decided for a pin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decision {
    pub(super) ending: Ending,
    /// The number of the choice that is taken.
    pub(super) choice: Option<usize>,
    pub(super) held_back: Vec<HeldBack>,
    /// Why a person has to look before it becomes more than a draft; a part of a sentence.
    pub(super) doubt: Option<String>,
}

/// A pin that could move.
#[derive(Clone, Copy)]
pub(super) struct Member<'s, 'a> {
    pub(super) subject: &'s Subject<'a>,
    pub(super) outlook: &'s Outlook,
}

/// What decides besides the pins at hand.
pub(super) struct Chooser<'s, 'a> {
    pub(super) world: &'s World<'a>,
    /// Releases that stand as a pin somewhere in the request: they were recommended once.
    pub(super) standing: &'s BTreeSet<(Follows, Vec<u32>)>,
}

impl Chooser<'_, '_> {
    /// Decides for pins that take one release.
    pub(super) fn together(&self, members: &[Member<'_, '_>]) -> Vec<Decision> {
        let mut taken: Vec<Option<usize>> = vec![None; members.len()];
        let mut left: Vec<Option<(String, Vec<u32>)>> = vec![None; members.len()];
        let mut waits: Vec<Wait> = Vec::new();
        for order in orders(members) {
            let open: Vec<usize> = (0..members.len()).filter(|at| taken[*at].is_none()).collect();
            let (takers, others): (Vec<usize>, Vec<usize>) = open
                .into_iter()
                .partition(|at| members[*at].takes(&order).is_some());
            let proven: BTreeSet<_> = takers.iter().map(|at| members[*at].place()).collect();
            // Copies of one release may have been made on different days.
            let choices = takers.iter().filter_map(|at| members[*at].choice(&order));
            let Some(last) = choices.max_by_key(|choice| choice.released) else {
                continue;
            };
            let effects: Vec<(usize, Effect)> = others
                .into_iter()
                .map(|at| (at, Self::effect(members[at], &order, &proven)))
                .collect();
            if let Some(wait) = self.wait(members, &order, last, &effects) {
                waits.push(wait);
                continue;
            }
            for at in takers {
                taken[at] = members[at].takes(&order);
            }
            for (at, _) in effects
                .iter()
                .filter(|(_, effect)| matches!(effect, Effect::Lags(_)))
            {
                left[*at].get_or_insert((last.candidate.version.text.clone(), order.clone()));
            }
        }
        let decide = |at: usize| {
            let (member, waits) = (members[at], waits.as_slice());
            match (taken[at], &left[at]) {
                (Some(choice), _) => self.take(member, choice, waits),
                (None, Some((release, order))) => self.stay(member, waits, Some((release, order))),
                (None, None) => self.stay(member, waits, None),
            }
        };
        (0..members.len()).map(decide).collect()
    }

    /// Decides for a pin that waits for nobody.
    pub(super) fn alone(&self, member: Member<'_, '_>) -> Decision {
        let choices = &member.outlook.choices;
        match choices.iter().position(|choice| choice.obstacle.is_none()) {
            Some(choice) => self.take(member, choice, &[]),
            None => self.stay(member, &[], None),
        }
    }

    fn take(&self, member: Member<'_, '_>, at: usize, waits: &[Wait]) -> Decision {
        let Member { subject, outlook } = member;
        let choice = &outlook.choices[at];
        let held_back = Self::held_back(member, Some(at), waits);
        let unseen = outlook.recommends && !choice.is_recommended() && !self.seen(subject, choice);
        let mut ending = Ending::new(
            Cause::Newer,
            [
                ("current", subject.standing()),
                ("release", choice.candidate.version.text.clone()),
                ("source", outlook.source.clone()),
            ],
        );
        let declared = subject.expected.as_ref().map(Identity::label).unwrap_or_default();
        let mut reason = |cause, text: &str| {
            ending.cause = cause;
            ending.holes.insert("reason", text.to_owned());
        };
        match outlook.kind {
            Kind::Dead => {
                let cause = if subject.guessed {
                    Cause::DeadDeclared
                } else {
                    Cause::DeadReplaced
                };
                reason(cause, subject.current.gone.as_deref().unwrap_or_default());
                ending.holes.insert("to", declared);
            }
            Kind::Denied => reason(
                Cause::DeniedReplaced,
                subject.denied.map_or("", |denied| denied.reason.as_str()),
            ),
            Kind::Rollback => ending.cause = Cause::MovedBack,
            Kind::Declared => {
                ending.cause = Cause::Declared;
                ending
                    .holes
                    .insert("from", outlook.from.clone().unwrap_or_default());
                ending.holes.insert("to", declared);
            }
            Kind::Routine if choice.is_recommended() || held_back.is_empty() => {}
            Kind::Routine => {
                let newest = held_back
                    .first()
                    .map(|held| format!("{}: {}", held.name, held.reason));
                let cause = if unseen { Cause::Unseen } else { Cause::Fallback };
                reason(cause, newest.as_deref().unwrap_or_default());
            }
        }
        Decision {
            ending,
            choice: Some(at),
            held_back,
            doubt: doubt(subject, choice, unseen),
        }
    }

    /// Whether a release was recommended once: it stands somewhere as a pin, or has stood in this file.
    fn seen(&self, subject: &Subject<'_>, choice: &Choice) -> bool {
        let order = choice.candidate.version.order.clone();
        subject
            .follows()
            .is_some_and(|follows| self.standing.contains(&(follows, order)))
            || matches!(
                self.world.request.history.ever_stood(subject.path, &choice.text),
                Remembered::Since(_)
            )
    }

    fn stay(&self, member: Member<'_, '_>, waits: &[Wait], left: Option<(&String, &Vec<u32>)>) -> Decision {
        let Member { subject, outlook } = member;
        let held_back = Self::held_back(member, None, waits);
        let mut ending = self.why(member, waits, left);
        let reason = || match ending.holes.get("reason") {
            Some(reason) => reason.clone(),
            None if outlook.choices.is_empty() => "none is known".to_owned(),
            None => ending.why(),
        };
        // What is gone or denied is worse than what keeps it from being replaced.
        match outlook.kind {
            Kind::Dead => {
                let holes = [("current", subject.standing()), ("reason", reason())];
                ending = Ending::new(Cause::DeadStuck, holes);
            }
            Kind::Denied => {
                let denied = subject.denied.map(|denied| denied.reason.clone());
                let holes = [
                    ("current", subject.standing()),
                    ("denied", denied.unwrap_or_default()),
                    ("reason", reason()),
                ];
                ending = Ending::new(Cause::DeniedStuck, holes);
            }
            Kind::Rollback | Kind::Declared | Kind::Routine => {}
        }
        Decision {
            ending,
            choice: None,
            held_back,
            doubt: None,
        }
    }

    /// Why a pin stays where it is.
    fn why(&self, member: Member<'_, '_>, waits: &[Wait], left: Option<(&String, &Vec<u32>)>) -> Ending {
        let Member { subject, outlook } = member;
        if let Some(ending) = &outlook.stuck {
            return ending.clone();
        }
        let current = ("current", subject.standing());
        if let Some((release, _)) = left.filter(|(_, order)| member.absent(order)) {
            return Ending::new(
                Cause::LeftBehind,
                [
                    current,
                    ("release", release.clone()),
                    ("region", subject.region.clone()),
                    ("days", self.world.request.policy.region_lag.to_string()),
                ],
            );
        }
        let mut refused = None;
        for choice in &outlook.choices {
            let release = ("release", choice.candidate.version.text.clone());
            let image = ("image", choice.candidate.image.id.to_string());
            let region = ("region", subject.region.clone());
            let Some(obstacle) = &choice.obstacle else {
                let order = &choice.candidate.version.order;
                let Some(wait) = waits.iter().find(|wait| wait.order == *order) else {
                    continue;
                };
                let reason = ("reason", wait.reason.clone());
                return match &wait.ends {
                    Ends::Never => {
                        refused.get_or_insert_with(|| {
                            format!("{} is {}", choice.candidate.version, wait.reason)
                        });
                        continue;
                    }
                    Ends::Explained(place) => Ending::new(
                        Cause::Unproven,
                        [current, release, reason, ("place", place.clone())],
                    ),
                    Ends::At(until) => {
                        let date = ("date", day_of(*until).to_string());
                        Ending::new(Cause::Lagging, [current, release, reason, date])
                    }
                };
            };
            return match obstacle {
                obstacle if obstacle.is_final() => {
                    let reason = obstacle.reason();
                    refused.get_or_insert_with(|| format!("{} is {reason}", choice.candidate.version));
                    continue;
                }
                Obstacle::Young(time, days) => {
                    let days = ("days", days.to_string());
                    Ending::new(
                        Cause::TooYoung,
                        [current, release, days, ("date", day_of(*time).to_string())],
                    )
                }
                Obstacle::Refused(account) => Ending::new(
                    Cause::AccountRefuses,
                    [current, image, region, ("account", account.clone())],
                ),
                Obstacle::ControlPlane(version) => {
                    let kubernetes = subject
                        .expected
                        .as_ref()
                        .and_then(|expected| expected.kubernetes.clone());
                    let cluster = subject.pin.cluster.clone();
                    Ending::new(
                        Cause::ControlPlane,
                        [
                            current,
                            ("version", version.clone()),
                            ("kubernetes", kubernetes.unwrap_or_default()),
                            ("cluster", cluster.unwrap_or_else(|| "the cluster".to_owned())),
                        ],
                    )
                }
                Obstacle::Reading(reason) => {
                    Ending::new(Cause::Reading, [current, ("reason", reason.clone())])
                }
                Obstacle::Environment(ending) => ending.clone(),
                Obstacle::Unavailable(reason) => Ending::new(
                    Cause::NotArrived,
                    [
                        current,
                        image,
                        region,
                        ("source", outlook.source.clone()),
                        ("reason", reason.clone()),
                    ],
                ),
                Obstacle::Denied(_) | Obstacle::Deprecated(_) => continue,
            };
        }
        match refused {
            Some(reason) => Ending::new(Cause::NewerRefused, [current, ("reason", reason)]),
            None => Ending::new(Cause::Newest, [current, ("source", outlook.source.clone())]),
        }
    }

    /// The releases that are newer than the one that is taken, with their reasons.
    fn held_back(member: Member<'_, '_>, taken: Option<usize>, waits: &[Wait]) -> Vec<HeldBack> {
        let newer = member.outlook.choices.iter().take(taken.unwrap_or(usize::MAX));
        let newer = newer.filter_map(|choice| {
            if let Some(obstacle) = &choice.obstacle {
                return Some(choice.held_back(obstacle.reason(), obstacle.eligible()));
            }
            let order = &choice.candidate.version.order;
            let wait = waits.iter().find(|wait| wait.order == *order)?;
            let until = match wait.ends {
                Ends::At(until) => Some(until),
                Ends::Explained(_) | Ends::Never => None,
            };
            Some(choice.held_back(wait.reason.clone(), until))
        });
        member.outlook.ahead.iter().cloned().chain(newer).collect()
    }
}

/// The releases that any of the pins could take, the newest first.
fn orders(members: &[Member<'_, '_>]) -> Vec<Vec<u32>> {
    let free = members
        .iter()
        .flat_map(|member| member.outlook.choices.iter())
        .filter(|choice| choice.obstacle.is_none());
    let orders: BTreeSet<&[u32]> = free
        .map(|choice| choice.candidate.version.order.as_slice())
        .collect();
    orders.into_iter().rev().take(MOST).map(<[u32]>::to_vec).collect()
}

impl<'s> Member<'s, '_> {
    /// Where it is launched: region and account.
    pub(super) fn place(self) -> (&'s str, Option<&'s str>) {
        (&self.subject.region, self.subject.pin.account.as_deref())
    }

    pub(super) fn choice(self, order: &[u32]) -> Option<&'s Choice> {
        self.outlook
            .choices
            .iter()
            .find(|choice| choice.candidate.version.order == order)
    }

    /// The number of the choice of a release, when nothing stands in its way.
    fn takes(self, order: &[u32]) -> Option<usize> {
        self.outlook
            .choices
            .iter()
            .position(|choice| choice.candidate.version.order == order && choice.obstacle.is_none())
    }

    /// Whether it does not stand on a release, or a newer one, and cannot take it.
    pub(super) fn lacks(self, order: &[u32]) -> bool {
        let stands = self
            .subject
            .current
            .version
            .as_ref()
            .is_some_and(|version| version.order.as_slice() >= order);
        self.takes(order).is_none() && (self.outlook.kind == Kind::Declared || !stands)
    }

    /// Whether its region does not have a release.
    fn absent(self, order: &[u32]) -> bool {
        let obstacle = self.choice(order).map(|choice| &choice.obstacle);
        matches!(obstacle, None | Some(Some(Obstacle::Unavailable(_))))
    }
}

/// Why what is written is in doubt although every proof holds.
fn doubt(subject: &Subject<'_>, choice: &Choice, unseen: bool) -> Option<String> {
    if subject.guessed {
        let id = subject.pin.value.text();
        return Some(format!(
            "nothing but a field of the file says what {id} was, which may have been an image of your own"
        ));
    }
    let release = &choice.candidate.version;
    unseen.then(|| format!("nothing shows that {release} was ever recommended"))
}

/// Pins by what has to take one release: what they follow, environment, group, and for a declared change what they were. Pins
/// of one cluster are joined, also across groups.
pub(super) fn units(pins: &[(usize, &Subject<'_>, UnitKey)]) -> Vec<Vec<usize>> {
    let mut by_key: BTreeMap<&UnitKey, usize> = BTreeMap::new();
    let mut by_cluster: BTreeMap<(&str, &Option<String>, &str), usize> = BTreeMap::new();
    let mut parent: Vec<usize> = (0..pins.len()).collect();
    for (at, (_, subject, key)) in pins.iter().enumerate() {
        let first = *by_key.entry(key).or_insert(at);
        join(&mut parent, at, first);
        if let Some(cluster) = &subject.pin.cluster {
            let cluster = (cluster.as_str(), &subject.pin.environment, key.follows.as_str());
            let first = *by_cluster.entry(cluster).or_insert(at);
            if pins[first].2.from == key.from {
                join(&mut parent, at, first);
            }
        }
    }
    let mut units: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, (index, _, _)) in pins.iter().enumerate() {
        units.entry(root(&mut parent, at)).or_default().push(*index);
    }
    units.into_values().collect()
}

/// What pins of one unit share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct UnitKey {
    pub(super) follows: Follows,
    pub(super) stage: Option<usize>,
    pub(super) group: Option<usize>,
    pub(super) from: Option<String>,
}

fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}

fn join(parent: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(parent, a), root(parent, b));
    parent[a.max(b)] = a.min(b);
}
