//! The release that a pin stands on: which it is, how old it is, how long it will launch.

use jiff::civil::Date;

use super::{Subject, owner_and_name};
use crate::bump::deny::denies;
use crate::bump::world::{World, day_of, days};
use crate::pin::Value;
use crate::release::{ReleaseVersion, Version, families, support};

impl<'a> Subject<'a> {
    /// Which release it stands on, how old that is, how long it will launch, whether the policy wants it.
    pub(in crate::bump) fn date(&mut self, world: &World<'a>) {
        let policy = world.request.policy;
        // An image of another identity is of a release of its own kind.
        let of = self.current.identity.as_ref().or(self.family());
        let (version, released) = match (self.image, &self.pin.value) {
            (Some(image), _) => {
                let of = of.filter(|_| self.published || self.track.is_none());
                let release = world.release(image, of);
                (Some(release.version), Some(release.released))
            }
            (None, value) => written(value),
        };
        if let (Value::ReleaseVersion(text), Some(expected)) = (&self.pin.value, &self.expected) {
            let read = ReleaseVersion::parse(text);
            let mut identity = expected.clone();
            identity.kubernetes = read.and_then(|read| read.kubernetes).or(identity.kubernetes);
            self.current.identity = Some(identity);
        }
        let of = self.current.identity.clone().or_else(|| self.family().cloned());
        let name = match (self.image, &of, &version) {
            (Some(image), _, _) => Some(image.name.clone()),
            (None, Some(identity), Some(version)) => families::name_of(identity, version),
            _ => None,
        };
        if self.image.is_none() && self.pin.value.id().is_none() {
            // An alias or a release version stands for the image of that name.
            let named = name
                .as_deref()
                .map_or(&[][..], |name| world.images_named(&self.region, name));
            self.current.image = named.first().map(|image| (*image).clone());
        }
        let id = self.current.image.as_ref().map(|image| &image.id);
        self.denied = denies(policy, self.pin.value.id().or(id), name.as_deref(), world.today);
        self.current.denied = self.denied.map(|denied| denied.reason.clone());
        self.current.age = released.map(|released| days(released, world.today));
        // AWS withdraws its own images. A copy of one's own stays.
        let copy = self.current.image.as_ref().or(self.image);
        let copy = copy.is_some_and(|image| policy.owners.contains_key(&image.owner));
        self.current.forecast = of
            .as_ref()
            .filter(|_| !copy)
            .and_then(|identity| families::stops_launching(identity, released));
        self.current.forecast_days = self.current.forecast.map(|day| days(world.today, day));
        let notice = of
            .as_ref()
            .and_then(|identity| support::notice(identity, world.today));
        self.notes
            .extend(notice.filter(|notice| !self.notes.contains(notice)));
        let deprecated = self.current.image.as_ref().and_then(|image| image.deprecated);
        if let Some(day) = deprecated.filter(|time| *time <= world.request.now).map(day_of) {
            let note = format!("its image is deprecated since {day}");
            self.notes
                .extend(Some(note).filter(|note| !self.notes.contains(note)));
        }
        self.current.released = released;
        self.current.version = version;
    }

    /// The release of the expected identity that it stands on; none when its image is gone, or of another identity.
    pub(in crate::bump) fn release(&self) -> Option<&Version> {
        let other = self.family().zip(self.current.identity.as_ref());
        let other = other.is_some_and(|(expected, current)| !expected.differs(current).is_empty());
        self.current
            .version
            .as_ref()
            .filter(|_| self.current.gone.is_none() && !other)
    }

    /// What it stands on, for sentences: the release, else what is written.
    pub(in crate::bump) fn standing(&self) -> String {
        match &self.current.version {
            Some(version) if self.image.is_some() => version.text.clone(),
            _ => self.pin.value.text().to_owned(),
        }
    }
}

/// The version that a text says by itself.
fn written(value: &Value) -> (Option<Version>, Option<Date>) {
    let named = match value {
        Value::ReleaseVersion(text) => {
            let version = ReleaseVersion::parse(text).map(|read| read.version);
            let released = version
                .as_ref()
                .and_then(|version| version.day("-")?.parse().ok());
            return (version, released);
        }
        Value::Alias(text) => families::of_alias(text),
        Value::Name(text) => families::of_name(owner_and_name(text).1),
        Value::Id(_) | Value::Reference(_) => None,
    };
    named.map_or((None, None), |named| (Some(named.version), named.released))
}
