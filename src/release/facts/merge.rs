//! Facts from several readings put together. A later reading of the same thing replaces an earlier one; what cannot both be
//! true is refused, because then one of the two is not what AWS said.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::super::{ImageId, Time};
use super::refused::{Refused, quoted};
use super::{Call, Facts, Image, Missing, Output, Parameter, Place, PlaceFacts, Refusal, Search};

impl Facts {
    /// Puts two readings together, in either order.
    pub fn merge(mut self, other: Self) -> Result<Self, Refused> {
        for (place, facts) in other.places {
            self.add(&place, facts)?;
        }
        self.check()?;
        Ok(self)
    }

    /// Adds what was read in a place.
    pub(super) fn add(&mut self, place: &Place, facts: PlaceFacts) -> Result<(), Refused> {
        let known = self.places.entry(place.clone()).or_default();
        for (name, parameter) in facts.parameters {
            known.add_parameter(place, name, parameter)?;
        }
        for (name, time) in facts.missing_parameters {
            known.add_missing_parameter(place, name, time)?;
        }
        for image in facts.images.into_values() {
            known.add_image(place, image)?;
        }
        for (id, missing) in facts.missing_images {
            known.add_missing_image(place, id, missing)?;
        }
        for (search, time) in facts.searches {
            known.add_search(search, time);
        }
        for (arn, output) in facts.outputs {
            known.add_output(place, arn, output)?;
        }
        for (call, refusal) in facts.refusals {
            known.add_refusal(call, refusal);
        }
        Ok(())
    }

    /// What has to agree between accounts of a region: an image is the same for everybody who sees it, and so is a public
    /// parameter of one version.
    pub(super) fn check(&self) -> Result<(), Refused> {
        let mut images: BTreeMap<(&str, &str, &ImageId), &Image> = BTreeMap::new();
        let mut values: BTreeMap<(&str, &str, &str, u64), &str> = BTreeMap::new();
        for (place, facts) in &self.places {
            let (partition, region) = (place.partition.as_str(), place.region.as_str());
            for image in facts.images.values() {
                let first = *images.entry((partition, region, &image.id)).or_insert(image);
                if !same_image(first, image) {
                    return Err(two(place, "image", image.id.as_str()));
                }
            }
            let public = facts
                .parameters
                .iter()
                .filter(|(name, _)| name.starts_with("/aws/"));
            for (name, parameter) in public {
                let first = *values
                    .entry((partition, region, name, parameter.version))
                    .or_insert(&parameter.value);
                if first != parameter.value {
                    return Err(two(place, "parameter", name));
                }
            }
        }
        Ok(())
    }
}

impl PlaceFacts {
    pub(super) fn add_parameter(
        &mut self,
        place: &Place,
        name: String,
        new: Parameter,
    ) -> Result<(), Refused> {
        if self.missing_parameters.contains_key(&name) {
            return Err(there_and_missing(place, "parameter", &name));
        }
        match self.parameters.entry(name) {
            Entry::Vacant(entry) => {
                entry.insert(new);
            }
            Entry::Occupied(mut entry) => {
                let old = entry.get();
                // A version has one value for ever, and versions only rise.
                let same =
                    old.value == new.value && old.modified.zip(new.modified).is_none_or(|(a, b)| a == b);
                let agree = match old.version.cmp(&new.version) {
                    Ordering::Equal => same,
                    risen => risen == old.read_at.cmp(&new.read_at),
                };
                if !agree {
                    return Err(two(place, "parameter", entry.key()));
                }
                let modified = old
                    .modified
                    .or(new.modified)
                    .filter(|_| old.version == new.version);
                let later = if old.read_at < new.read_at {
                    new
                } else {
                    old.clone()
                };
                entry.insert(Parameter {
                    modified: modified.or(later.modified),
                    ..later
                });
            }
        }
        Ok(())
    }

    pub(super) fn add_missing_parameter(
        &mut self,
        place: &Place,
        name: String,
        time: Time,
    ) -> Result<(), Refused> {
        if self.parameters.contains_key(&name) {
            return Err(there_and_missing(place, "parameter", &name));
        }
        let known = self.missing_parameters.entry(name).or_insert(time);
        *known = time.max(*known);
        Ok(())
    }

    pub(super) fn add_image(&mut self, place: &Place, new: Image) -> Result<(), Refused> {
        if self.missing_images.contains_key(&new.id) {
            return Err(there_and_missing(place, "image", new.id.as_str()));
        }
        match self.images.entry(new.id.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(new);
            }
            Entry::Occupied(mut entry) => {
                let old = entry.get();
                let at_once = old.read_at == new.read_at && *old != new;
                if at_once || !same_image(old, &new) {
                    return Err(two(place, "image", new.id.as_str()));
                }
                if old.read_at < new.read_at {
                    entry.insert(new);
                }
            }
        }
        Ok(())
    }

    pub(super) fn add_missing_image(
        &mut self,
        place: &Place,
        id: ImageId,
        new: Missing,
    ) -> Result<(), Refused> {
        if self.images.contains_key(&id) {
            return Err(there_and_missing(place, "image", id.as_str()));
        }
        match self.missing_images.entry(id) {
            Entry::Vacant(entry) => {
                entry.insert(new);
            }
            Entry::Occupied(mut entry) => {
                let known = entry.get_mut();
                known.read_at = new.read_at.max(known.read_at);
                known.instances_read_at = new.instances_read_at.max(known.instances_read_at);
                // An instance may be gone at the next reading; what it told stays true.
                let told = (known.remembered.take(), new.remembered);
                known.remembered = match told {
                    (Some(a), Some(b)) if a != b => return Err(two(place, "image", entry.key().as_str())),
                    (a, b) => a.or(b),
                };
            }
        }
        Ok(())
    }

    pub(super) fn add_search(&mut self, search: Search, time: Time) {
        let known = self.searches.entry(search).or_insert(time);
        *known = time.max(*known);
    }

    pub(super) fn add_output(&mut self, place: &Place, arn: String, new: Output) -> Result<(), Refused> {
        match self.outputs.entry(arn) {
            Entry::Vacant(entry) => {
                entry.insert(new);
            }
            Entry::Occupied(mut entry) => {
                let old = entry.get();
                if old.read_at == new.read_at && *old != new {
                    return Err(two(place, "output", entry.key()));
                }
                if old.read_at < new.read_at {
                    entry.insert(new);
                }
            }
        }
        Ok(())
    }

    /// A refusal stands beside what was answered, and says why the rest was not: an answer is looked for first.
    pub(super) fn add_refusal(&mut self, call: Call, new: Refusal) {
        let known = self.refusals.entry(call).or_insert(new);
        let rank = |refusal: &Refusal| (refusal.read_at, refusal.why);
        if rank(&new) > rank(known) {
            *known = new;
        }
    }
}

/// What never changes about an image and is the same for everybody.
fn same_image(a: &Image, b: &Image) -> bool {
    fn fixed(image: &Image) -> (&str, &str, Option<&str>, &str, Time) {
        (
            &image.name,
            &image.owner,
            image.platform.as_deref(),
            &image.architecture,
            image.created,
        )
    }
    fixed(a) == fixed(b)
}

const AGAIN: &str = "read the releases again, and give facts of one reading only";

fn two(place: &Place, kind: &str, name: &str) -> Refused {
    let at = subject(place, kind, name);
    Refused::new(at, "is said to be two different things", AGAIN)
}

fn there_and_missing(place: &Place, kind: &str, name: &str) -> Refused {
    let at = subject(place, kind, name);
    Refused::new(at, "is said both to exist and to be missing", AGAIN)
}

fn subject(place: &Place, kind: &str, name: &str) -> String {
    format!(
        "{kind} {} in {} of account {}",
        quoted(name),
        place.region,
        place.account
    )
}
