//! How regions wait for each other.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;

use crate::release::Time;

use super::State;
use super::candidates::{Choice, Obstacle};
use super::units::{Chooser, Member};
use super::world::start_of;

/// A release that could be taken, but for other regions.
pub(super) struct Wait {
    pub(super) order: Vec<u32>,
    /// Why, the end of a sentence that begins with the release.
    pub(super) reason: String,
    pub(super) ends: Ends,
}

/// What ends a wait.
pub(super) enum Ends {
    /// The time.
    At(Time),
    /// A person, who looks at a pin: its path and line.
    Explained(String),
    /// Nothing: one of the regions refuses the release.
    Never,
}

/// How a pin that cannot take a release affects the others.
pub(super) enum Effect {
    /// Not at all: it stands on it already, or a person has to act first.
    None,
    /// They wait for it, and why, the end of a sentence that goes on with its region.
    Lags(&'static str),
    /// What its region names is not what it should be: a person has to say what that is before anybody takes the release.
    Unproven,
    /// Somebody has decided against the release there, so it is not for the others either.
    Refuses(String),
}

/// How the reason begins of a release that is unproven somewhere.
const UNPROVEN: &str = "not proven right in";

impl Chooser<'_, '_> {
    /// What it means for the others that a pin cannot take a release which is proven in the places given.
    pub(super) fn effect(
        member: Member<'_, '_>,
        order: &[u32],
        proven: &BTreeSet<(&str, Option<&str>)>,
    ) -> Effect {
        let stuck = member.outlook.stuck.as_ref();
        // Where another pin takes it, the trouble is of this pin alone.
        let of_its_own = stuck.is_some() && proven.contains(&member.place());
        if of_its_own || !member.lacks(order) {
            return Effect::None;
        }
        match stuck.map(|ending| ending.cause.state()) {
            Some(State::Mismatch) => return Effect::Unproven,
            Some(State::NotAsked) => return Effect::Lags("not known to be in"),
            _ => {}
        }
        match member.choice(order).map(|choice| &choice.obstacle) {
            Some(Some(Obstacle::Young(..))) => Effect::Lags("too young in"),
            Some(Some(Obstacle::Refused(_))) => Effect::Lags("not allowed in"),
            None | Some(None | Some(Obstacle::Unavailable(_) | Obstacle::Environment(_))) => {
                Effect::Lags("not yet in")
            }
            Some(Some(obstacle)) if obstacle.is_final() => Effect::Refuses(obstacle.reason()),
            Some(Some(_)) => Effect::None,
        }
    }

    /// Why a release that some of the pins could take is not taken because of the others.
    pub(super) fn wait(
        &self,
        members: &[Member<'_, '_>],
        order: &[u32],
        last: &Choice,
        effects: &[(usize, Effect)],
    ) -> Option<Wait> {
        let order = order.to_vec();
        let mut regions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let (mut unproven, mut refused) = (None, None);
        for (at, effect) in effects {
            let subject = members[*at].subject;
            let why = match effect {
                Effect::None => continue,
                Effect::Lags(why) => why,
                Effect::Unproven => {
                    unproven.get_or_insert_with(|| format!("{}:{}", subject.path, subject.line));
                    UNPROVEN
                }
                Effect::Refuses(reason) => {
                    refused.get_or_insert(reason);
                    ""
                }
            };
            regions.entry(why).or_default().insert(&subject.region);
        }
        let listed = |why: &str| {
            let regions = regions.get(why).into_iter().flatten().copied();
            regions.collect::<Vec<_>>().join(", ")
        };
        if let Some(reason) = refused {
            let reason = format!("{reason} (in {})", listed(""));
            return Some(Wait {
                order,
                reason,
                ends: Ends::Never,
            });
        }
        if let Some(place) = unproven {
            let reason = format!("{UNPROVEN} {}", listed(UNPROVEN));
            return Some(Wait {
                order,
                reason,
                ends: Ends::Explained(place),
            });
        }
        let until = self.until(last).filter(|until| *until > self.world.request.now)?;
        let reasons: Vec<String> = regions
            .keys()
            .map(|why| format!("{why} {}", listed(why)))
            .collect();
        (!reasons.is_empty()).then(|| Wait {
            order,
            reason: reasons.join(" and "),
            ends: Ends::At(until),
        })
    }

    /// Until when a release waits for the last region.
    fn until(&self, choice: &Choice) -> Option<Time> {
        let lag = SignedDuration::from_hours(24 * i64::from(self.world.request.policy.region_lag));
        start_of(choice.released)?.checked_add(lag).ok()
    }
}
