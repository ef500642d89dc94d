//! The facts of a request, put in order once so that deciding about a pin does not search all of them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time as CivilTime};
use jiff::tz::Offset;

use crate::release::facts::PlaceFacts;
use crate::release::image_builder::Arn;
use crate::release::{Identity, Image, ImageId, Named, Place, Reading, Time, Version, families};

use super::ask::{Asker, Questions};
use super::grouping::Groups;
use super::wanted::Wanted;
use super::{PinRef, Request};

/// A place and what was read there.
pub(super) type Told<'a> = (&'a Place, &'a PlaceFacts);

/// The request and its facts in order.
pub(super) struct World<'a> {
    pub(super) request: &'a Request<'a>,
    /// The day of `now`, in UTC.
    pub(super) today: Date,
    /// The groups of the policy.
    pub(super) groups: Groups<'a>,
    shelves: BTreeMap<&'a str, Shelf<'a>>,
    /// When an owner first made an image of a name, in any region: copies of one release differ in their times alone.
    born: BTreeMap<(&'a str, &'a str), Time>,
    /// The regions in which an id can be seen. It exists in one alone, so one is a proof.
    homes: BTreeMap<&'a ImageId, BTreeSet<&'a str>>,
    /// Notes of what is looked for in vain, when they are wanted.
    wanted: Option<Wanted>,
}

/// What was read in one region.
#[derive(Default)]
struct Shelf<'a> {
    places: Vec<Told<'a>>,
    /// Images whose owner is known to publish what their names say, the newest first.
    releases: BTreeMap<Identity, Vec<Release<'a>>>,
    /// All images, each once.
    images: BTreeMap<&'a ImageId, &'a Image>,
    /// The same by name: an owner has one of a name, but another owner may have one too.
    names: BTreeMap<&'a str, Vec<&'a Image>>,
}

/// An image with what its name says.
#[derive(Clone, Debug)]
pub(super) struct Release<'a> {
    pub(super) image: &'a Image,
    pub(super) version: Version,
    pub(super) released: Date,
}

/// How sure it is that an owner publishes what an image's name says. A name alone proves nothing, anybody may take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// The owner is listed.
    Listed,
    /// AWS's own parameter of this identity names an image of the same owner.
    SameAsParameter,
    /// Nobody publishes who owns these images in this region.
    Unsure,
    /// Another account is listed.
    Stranger,
}

impl Trust {
    /// Whether a name is believed.
    pub(super) fn believes(self) -> bool {
        matches!(self, Self::Listed | Self::SameAsParameter)
    }
}

impl<'a> World<'a> {
    pub(super) fn new(request: &'a Request<'a>) -> Self {
        let mut world = Self {
            request,
            today: day_of(request.now),
            groups: Groups::new(request.policy),
            shelves: BTreeMap::new(),
            born: BTreeMap::new(),
            homes: BTreeMap::new(),
            wanted: None,
        };
        for (place, facts) in &request.facts.places {
            let shelf = world.shelves.entry(place.region.as_str()).or_default();
            shelf.places.push((place, facts));
            for (id, image) in &facts.images {
                if shelf.images.insert(id, image).is_none() {
                    shelf.names.entry(image.name.as_str()).or_default().push(image);
                }
                world.homes.entry(id).or_default().insert(place.region.as_str());
                let born = world
                    .born
                    .entry((image.owner.as_str(), image.name.as_str()))
                    .or_insert(image.created);
                *born = image.created.min(*born);
            }
        }
        let regions: Vec<&str> = world.shelves.keys().copied().collect();
        for region in regions {
            let releases = world.releases(region);
            if let Some(shelf) = world.shelves.get_mut(region) {
                shelf.releases = releases;
            }
        }
        world
    }

    /// The same with notes of what an account could be asked for.
    pub(super) fn asking(request: &'a Request<'a>, asker: &Asker) -> Self {
        Self {
            wanted: Some(Wanted::new(asker)),
            ..Self::new(request)
        }
    }

    /// What to ask next.
    pub(super) fn questions(self) -> Questions {
        self.wanted.map(Wanted::questions).unwrap_or_default()
    }

    /// Notes something for every place where it is not known.
    pub(super) fn want(&self, places: &[Told<'a>], note: impl Fn(&Wanted, Told<'a>)) {
        if let Some(wanted) = &self.wanted {
            for told in places {
                note(wanted, *told);
            }
        }
    }

    fn releases(&self, region: &str) -> BTreeMap<Identity, Vec<Release<'a>>> {
        let mut releases: BTreeMap<Identity, Vec<Release<'a>>> = BTreeMap::new();
        let mut owners: BTreeMap<Identity, Option<&str>> = BTreeMap::new();
        for image in self.images(region) {
            let Some(Named { identity, .. }) = families::of_name(&image.name) else {
                continue;
            };
            let mut named = || {
                let known = owners.entry(identity.clone());
                *known.or_insert_with(|| self.owner_named(&identity, region))
            };
            if self.judge(&identity, &image.owner, region, &mut named).believes() {
                let release = self.release(image, Some(&identity));
                releases.entry(identity).or_default().push(release);
            }
        }
        for of_one in releases.values_mut() {
            newest_first(of_one);
        }
        releases
    }

    /// What was read in a region: by all accounts, or by one.
    pub(super) fn places(&self, region: &str, account: Option<&str>) -> Vec<Told<'a>> {
        let all = self.shelves.get(region).map(|shelf| shelf.places.as_slice());
        let all = all.unwrap_or_default().iter().copied();
        all.filter(|(place, _)| account.is_none_or(|account| place.account == account))
            .collect()
    }

    /// What was read anywhere.
    pub(super) fn all_places(&self) -> Vec<Told<'a>> {
        let shelves = self.shelves.values();
        shelves.flat_map(|shelf| shelf.places.iter().copied()).collect()
    }

    /// What was read where something is that Image Builder keeps.
    pub(super) fn places_of(&self, arn: &Arn<'_>) -> Vec<Told<'a>> {
        let places = self.places(arn.region, None).into_iter();
        places.filter(|(place, _)| arn.is_of(&place.account)).collect()
    }

    /// Every image that any account sees in a region.
    pub(super) fn images(&self, region: &str) -> impl Iterator<Item = &'a Image> {
        self.shelves
            .get(region)
            .into_iter()
            .flat_map(|shelf| shelf.images.values().copied())
    }

    /// The images of a region that are proven to be of an identity, the newest first. What the identity leaves open fits
    /// anything.
    pub(super) fn releases_of(&self, region: &str, identity: &Identity) -> Vec<Release<'a>> {
        let all = self
            .shelves
            .get(region)
            .into_iter()
            .flat_map(|shelf| &shelf.releases);
        let mut fitting: Vec<&[Release<'a>]> = all
            .filter(|(other, _)| identity.differs(other).is_empty())
            .map(|(_, releases)| releases.as_slice())
            .collect();
        if fitting.len() == 1 {
            return fitting.pop().unwrap_or_default().to_vec();
        }
        let mut releases = fitting.concat();
        newest_first(&mut releases);
        releases
    }

    /// The images of a region whose name fits a pattern and whose owner is right, the newest first.
    pub(super) fn releases_like(&self, region: &str, fits: impl Fn(&Image) -> bool) -> Vec<Release<'a>> {
        let mut releases: Vec<Release<'a>> = self
            .images(region)
            .filter(|image| fits(image))
            .map(|image| self.release(image, None))
            .collect();
        newest_first(&mut releases);
        releases
    }

    /// The one region in which an image can be seen.
    pub(super) fn home(&self, id: &ImageId) -> Option<&'a str> {
        let homes = self.homes.get(id)?;
        homes.first().copied().filter(|_| homes.len() == 1)
    }

    /// An image as the first account sees it that does.
    pub(super) fn image(&self, region: &str, id: &ImageId) -> Option<&'a Image> {
        self.shelves.get(region)?.images.get(id).copied()
    }

    /// The images of a name in a region.
    pub(super) fn images_named(&self, region: &str, name: &str) -> &[&'a Image] {
        let named = self.shelves.get(region).and_then(|shelf| shelf.names.get(name));
        named.map_or(&[], Vec::as_slice)
    }

    /// How sure it is that an owner publishes an identity in a region.
    pub(super) fn trust(&self, identity: &Identity, owner: &str, region: &str) -> Trust {
        let trust = self.judge(identity, owner, region, || self.owner_named(identity, region));
        if trust == Trust::Unsure {
            self.want_owner(identity, region);
        }
        trust
    }

    /// Notes what would show who owns the images that AWS's own parameter names.
    fn want_owner(&self, identity: &Identity, region: &str) {
        let parameter = families::parameter_of(identity).filter(|name| name.starts_with("/aws/"));
        let Some(parameter) = parameter else { return };
        let places = self.places(region, None);
        self.want(&places, |wanted, told| wanted.parameter(told, &parameter));
        let values = places
            .iter()
            .filter_map(|(_, facts)| facts.parameters.get(&parameter));
        for id in values.filter_map(|parameter| Reading::of(&parameter.value)?.image) {
            self.want(&places, |wanted, told| wanted.image(told, &id, false));
        }
    }

    fn judge<'n>(
        &self,
        identity: &Identity,
        owner: &str,
        region: &str,
        named: impl FnOnce() -> Option<&'n str>,
    ) -> Trust {
        let expected = families::owner(identity, region);
        if self.request.policy.owners.contains_key(owner) || expected.accounts.contains(&owner) {
            Trust::Listed
        } else if expected.known {
            Trust::Stranger
        } else if named() == Some(owner) {
            Trust::SameAsParameter
        } else {
            Trust::Unsure
        }
    }

    /// The owner of the image that the public parameter of an identity names. Only AWS can write below `/aws/`, so whom it
    /// names is no stranger.
    fn owner_named(&self, identity: &Identity, region: &str) -> Option<&'a str> {
        let parameter = families::parameter_of(identity).filter(|name| name.starts_with("/aws/"))?;
        let of_region = self.shelves.get(region)?;
        of_region.places.iter().find_map(|(_, facts)| {
            let id = Reading::of(&facts.parameters.get(&parameter)?.value)?.image?;
            Some(of_region.images.get(&id)?.owner.as_str())
        })
    }

    /// Which release an image is among those of `identity`, and its day. Images of no known family are ordered by the time at
    /// which their owner first made one of this name.
    pub(super) fn release(&self, image: &'a Image, identity: Option<&Identity>) -> Release<'a> {
        let named = families::of_name(&image.name)
            .filter(|named| identity.is_some_and(|identity| identity.differs(&named.identity).is_empty()));
        if let Some(named) = named {
            return Release {
                image,
                version: named.version,
                released: named.released.unwrap_or_else(|| day_of(image.created)),
            };
        }
        let born = self.born.get(&(image.owner.as_str(), image.name.as_str()));
        let born = born.copied().unwrap_or(image.created);
        // Seconds since 1970 fit until 2106.
        let seconds = u32::try_from(born.as_second()).unwrap_or_default();
        let version = Version {
            order: vec![seconds],
            text: image.name.clone(),
        };
        Release {
            image,
            version,
            released: day_of(born),
        }
    }

    /// The path of a pin's file.
    pub(super) fn path(&self, pin: PinRef) -> &'a str {
        self.request
            .files
            .get(pin.file)
            .map_or("", |file| file.source.path())
    }
}

fn newest_first(releases: &mut [Release<'_>]) {
    releases.sort_by(|a, b| {
        b.version
            .cmp(&a.version)
            .then_with(|| a.image.id.cmp(&b.image.id))
    });
}

/// The day of a time, in UTC.
pub(super) fn day_of(time: Time) -> Date {
    Offset::UTC.to_datetime(time).date()
}

/// The first moment of a day, in UTC.
pub(super) fn start_of(day: Date) -> Option<Time> {
    Offset::UTC
        .to_timestamp(day.to_datetime(CivilTime::midnight()))
        .ok()
}

/// Days from one day to another; negative when that is earlier.
pub(super) fn days(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}
