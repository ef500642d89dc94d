//! What a plan looks for in the facts and does not find, as far as one account could be asked for it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::pin::Track;
use crate::release::facts::{Call, Search};
use crate::release::regions::partition_of;
use crate::release::{Facts, ImageId, Place};

use super::Request;
use super::ask::{Ask, Asker, Questions};
use super::subject::by_role;
use super::world::Told;

/// Notes of what is not there. Nothing is noted twice, nor what was answered or refused.
pub(super) struct Wanted {
    asker: Asker,
    regions: RefCell<BTreeMap<String, Want>>,
}

/// What one region was not asked for.
#[derive(Default)]
struct Want {
    ask: Ask,
    /// Whether some image has to be known before it can be told which parameters matter.
    images_first: bool,
    /// Searches for releases before the one that is named. They are for the case that it cannot be taken, which is certain
    /// only when nothing else is open.
    older: BTreeSet<Search>,
    /// Images of which instances may tell when nothing else does.
    instances: BTreeSet<ImageId>,
}

impl Wanted {
    pub(super) fn new(asker: &Asker) -> Self {
        Self {
            asker: asker.clone(),
            regions: RefCell::default(),
        }
    }

    fn note(&self, (place, facts): Told<'_>, call: Call, note: impl FnOnce(&mut Want)) {
        let own = place.partition == self.asker.partition && place.account == self.asker.account;
        if own && !facts.refusals.contains_key(&call) {
            note(self.regions.borrow_mut().entry(place.region.clone()).or_default());
        }
    }

    pub(super) fn parameter(&self, told: Told<'_>, name: &str) {
        let facts = told.1;
        if !facts.parameters.contains_key(name) && !facts.missing_parameters.contains_key(name) {
            self.note(told, Call::Parameters, |want| {
                want.ask.parameters.insert(name.to_owned());
            });
        }
    }

    /// An image; `first` when it has to be known before it can be told what its pin follows.
    pub(super) fn image(&self, told: Told<'_>, id: &ImageId, first: bool) {
        let facts = told.1;
        if !facts.images.contains_key(id) && !facts.missing_images.contains_key(id) {
            self.note(told, Call::Images, |want| {
                want.ask.images.insert(id.clone());
                want.images_first |= first;
            });
        }
    }

    /// The same by owner and name.
    pub(super) fn search(&self, told: Told<'_>, search: &Search, first: bool) {
        if !told.1.searches.contains_key(search) {
            self.note(told, Call::Images, |want| {
                want.ask.searches.insert(search.clone());
                want.images_first |= first;
            });
        }
    }

    pub(super) fn older(&self, told: Told<'_>, search: Search) {
        if !told.1.searches.contains_key(&search) {
            self.note(told, Call::Images, |want| {
                want.older.insert(search);
            });
        }
    }

    pub(super) fn output(&self, told: Told<'_>, arn: &str) {
        if !told.1.outputs.contains_key(arn) {
            self.note(told, Call::Outputs, |want| {
                want.ask.outputs.insert(arn.to_owned());
            });
        }
    }

    /// What instances still tell of an image that is gone.
    pub(super) fn instances(&self, told: Told<'_>, id: &ImageId) {
        let missing = told.1.missing_images.get(id);
        if missing.is_some_and(|missing| missing.instances_read_at.is_none()) {
            self.note(told, Call::Instances, |want| {
                want.instances.insert(id.clone());
            });
        }
    }

    /// What to ask now, so that it takes the fewest calls: old and new ids of a region go into one, unless a pin's image has to
    /// be known before its parameter is.
    pub(super) fn questions(self) -> Questions {
        let wants = self.regions.into_inner();
        let outputs_open = wants.values().any(|want| !want.ask.outputs.is_empty());
        let mut now = Questions::new();
        let mut older = Questions::new();
        let mut instances = Questions::new();
        for (region, want) in wants {
            let mut ask = want.ask;
            if want.images_first {
                ask.parameters.clear();
            } else if outputs_open || !ask.parameters.is_empty() || !ask.searches.is_empty() {
                ask.images.clear();
            }
            let searches = want.older;
            let asks = [
                (&mut now, ask),
                (
                    &mut older,
                    Ask {
                        searches,
                        ..Ask::default()
                    },
                ),
                (
                    &mut instances,
                    Ask {
                        instances: want.instances,
                        ..Ask::default()
                    },
                ),
            ];
            for (questions, ask) in asks {
                if ask != Ask::default() {
                    questions.insert(region.clone(), ask);
                }
            }
        }
        let mut stages = [now, older, instances].into_iter();
        stages.find(|questions| !questions.is_empty()).unwrap_or_default()
    }
}

/// The facts of a request with an empty place for every region in which the asker has something to ask.
pub(super) fn with_places(request: &Request<'_>, asker: &Asker) -> Facts {
    let mut facts = request.facts.clone();
    let pins = request.files.iter().flat_map(|file| &file.pins);
    for pin in pins.filter(|pin| by_role(pin).is_none()) {
        let account = pin
            .account
            .as_ref()
            .is_none_or(|account| *account == asker.account);
        let own = pin
            .region
            .as_ref()
            .filter(|_| account)
            .map(|known| known.value.as_str());
        let built = pin.follows.as_ref().and_then(Track::output);
        let built = built
            .filter(|arn| arn.is_of(&asker.account))
            .map(|arn| arn.region);
        for region in own.into_iter().chain(built) {
            if partition_of(region) == asker.partition {
                let place = Place {
                    partition: asker.partition.clone(),
                    account: asker.account.clone(),
                    region: region.to_owned(),
                };
                facts.places.entry(place).or_default();
            }
        }
    }
    facts
}
