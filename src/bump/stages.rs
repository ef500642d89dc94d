//! Environments, one after the other: a release goes to the next when every pin of the earlier ones has stood on it for a while.
//!
//! Only what stands in the base branch now counts. When an earlier environment has gone on to something newer in the
//! meantime, that has to stand as long: nobody can tell whether it was the older release that did well.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use crate::release::{Time, Version};

use super::Cause;
use super::Remembered;
use super::candidates::later;
use super::state::Ending;
use super::subject::Subject;
use super::world::{World, day_of};

/// What pins have to follow to be compared: the identity, or the track when there is none.
pub(super) type Follows = String;

/// The gate before each environment.
pub(super) struct Gate<'s, 'a> {
    world: &'s World<'a>,
    /// By what is followed and by stage: the pins there.
    pins: BTreeMap<(Follows, usize), Vec<&'s Subject<'a>>>,
    /// What was found out before a stage.
    known: BTreeMap<(Follows, usize), Earlier>,
}

/// How far the environments before a stage are.
#[derive(Clone, Default)]
struct Earlier {
    /// The pin that stands on the oldest release; the release is none when it is unknown.
    last: Option<Last>,
    /// When the youngest of the changes has stood long enough, where that is not past; none where the history is cut.
    waiting: Option<Waiting>,
}

#[derive(Clone)]
struct Last {
    version: Option<Version>,
    path: String,
    environment: String,
    standing: String,
}

#[derive(Clone)]
struct Waiting {
    environment: String,
    /// Since when it has stood, and until when it has to; none where the history does not tell.
    times: Option<(Time, Time)>,
}

impl<'s, 'a> Gate<'s, 'a> {
    pub(super) fn new(world: &'s World<'a>, subjects: impl Iterator<Item = &'s Subject<'a>>) -> Self {
        let mut pins: BTreeMap<(Follows, usize), Vec<&Subject<'_>>> = BTreeMap::new();
        for subject in subjects {
            if let (Some(stage), Some(follows)) = (subject.stage, subject.follows()) {
                pins.entry((follows, stage)).or_default().push(subject);
            }
        }
        Self {
            world,
            pins,
            known: BTreeMap::new(),
        }
    }

    /// Why a pin may not take a release yet.
    pub(super) fn holds(&mut self, subject: &Subject<'_>, version: &Version) -> Option<Ending> {
        let key = (subject.follows()?, subject.stage?);
        if !self.known.contains_key(&key) {
            let earlier = self.earlier(&key);
            self.known.insert(key.clone(), earlier);
        }
        let earlier = self.known.get(&key)?;
        let last = earlier.last.as_ref()?;
        let current = ("current", subject.standing());
        let release = ("release", version.text.clone());
        let behind = last.version.as_ref().is_none_or(|last| later(version, last));
        if behind {
            return Some(Ending::new(
                Cause::Behind,
                [
                    current,
                    release,
                    ("environment", last.environment.clone()),
                    ("path", last.path.clone()),
                    ("other", last.standing.clone()),
                ],
            ));
        }
        let waiting = earlier.waiting.as_ref()?;
        let environment = ("environment", waiting.environment.clone());
        Some(match waiting.times {
            None => Ending::new(Cause::HistoryCut, [current, release, environment]),
            Some((since, until)) => Ending::new(
                Cause::Soak,
                [
                    current,
                    release,
                    environment,
                    ("since", day_of(since).to_string()),
                    ("days", self.world.request.policy.soak.to_string()),
                    ("date", day_of(until).to_string()),
                ],
            ),
        })
    }

    fn earlier(&self, key: &(Follows, usize)) -> Earlier {
        let (follows, stage) = key;
        let mut earlier = Earlier::default();
        for subject in self
            .pins
            .range((follows.clone(), 0)..(follows.clone(), *stage))
            .flat_map(|(_, pins)| pins)
        {
            let version = subject.release().cloned();
            let oldest = earlier
                .last
                .as_ref()
                .is_none_or(|last| match (&version, &last.version) {
                    (Some(version), Some(last)) => later(last, version),
                    (None, Some(_)) => true,
                    (_, None) => false,
                });
            let environment = subject.pin.environment.clone().unwrap_or_default();
            if oldest {
                earlier.last = Some(Last {
                    version,
                    path: subject.path.to_owned(),
                    environment: environment.clone(),
                    standing: subject.standing(),
                });
            }
            earlier.waiting = later_waiting(earlier.waiting, self.waiting(subject, environment));
        }
        earlier
    }

    /// Whether a pin has not stood long enough.
    fn waiting(&self, subject: &Subject<'_>, environment: String) -> Option<Waiting> {
        let request = self.world.request;
        if request.policy.soak == 0 {
            return None;
        }
        let since = request
            .history
            .stands_since(subject.path, subject.pin.value.text());
        let times = match since {
            Remembered::Since(since) => {
                let soak = SignedDuration::from_hours(24 * i64::from(request.policy.soak));
                let until = since.checked_add(soak).unwrap_or(Time::MAX);
                Some((since, until))
            }
            Remembered::Never | Remembered::Unknown => None,
        };
        let over = times.is_some_and(|(_, until)| until <= request.now);
        (!over).then_some(Waiting { environment, times })
    }
}

/// The one that takes longer; what nobody can tell takes longest.
fn later_waiting(a: Option<Waiting>, b: Option<Waiting>) -> Option<Waiting> {
    match (a, b) {
        (Some(a), Some(b)) => {
            let until = |waiting: &Waiting| waiting.times.map_or(Time::MAX, |(_, until)| until);
            Some(if until(&b) > until(&a) { b } else { a })
        }
        (a, b) => a.or(b),
    }
}
