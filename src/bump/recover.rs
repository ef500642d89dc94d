//! What a pin was whose image is gone, when nothing beside it says so.
//!
//! Who may tell, in this order: its neighbours (a pin with the same id, or the same place of the same map for another region;
//! all that do have to agree), older versions of its file in which the same id stood with a comment, a name or a declared
//! family beside it, and an instance that was launched from it.

use std::collections::{BTreeMap, BTreeSet};

use crate::pin::hints::Hints;
use crate::pin::{self, Pin, Scanned, Track};
use crate::release::facts::Remains;
use crate::release::{Identity, families};
use crate::source::Source;
use crate::syntax::{self, Document};

use super::subject::Subject;
use super::world::World;

/// What was found out about a pin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) what: What,
    /// How that is known, for people.
    pub(super) note: String,
}

/// What an image was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// Of this identity.
    Of(Identity),
    /// What this names: a comment said it.
    NamedBy(Track),
    /// A field said that it was of this identity, and nothing else did: it may have been an image of one's own.
    Declared(Identity),
    /// Of this identity, as an instance says.
    Remembered(Identity),
    /// An image of one's own, as an instance says.
    Own(Remains),
}

/// What each of the `lost` pins was, by its number among the subjects.
pub(super) fn recover(world: &World<'_>, subjects: &[Subject<'_>], lost: &[usize]) -> BTreeMap<usize, Found> {
    let mut found = by_neighbours(world, subjects, lost);
    for at in lost {
        let subject = &subjects[*at];
        if let Some(told) = found
            .remove(at)
            .or_else(|| by_history(world, subject))
            .or_else(|| by_instance(world, subject))
        {
            found.insert(*at, told);
        }
    }
    found
}

/// What an older version of the file said about the same id.
fn by_history(world: &World<'_>, subject: &Subject<'_>) -> Option<Found> {
    let id = subject.pin.value.id()?;
    let versions = world.request.history.versions(subject.path, id.as_str());
    let mut versions = versions.into_iter().filter_map(|text| {
        let scanned = pin::scan(subject.path, text.into_bytes(), &Hints::default())?;
        let pins = scanned.pins.iter().filter(|pin| pin.value.id() == Some(id));
        let said: Vec<(What, &str)> = pins.filter_map(|pin| said(&scanned, pin)).collect();
        let (first, others) = said.split_first()?;
        others
            .iter()
            .all(|other| other.0 == first.0)
            .then(|| first.clone())
    });
    // A field may have been there all the time; what somebody wrote for people says more.
    let mut declared = None;
    let told = versions.find_map(|(what, by)| match what {
        What::Declared(_) if !subject.guessed => {
            declared.get_or_insert((what, by));
            None
        }
        What::Declared(_) => None,
        _ => Some((what, by)),
    });
    let (what, by) = told.or(declared)?;
    let note = format!("what it was is known from {by} in an older version of the file");
    Some(Found { what, note })
}

/// What a file says about one of its pins, and what says it.
fn said(scanned: &Scanned, pin: &Pin) -> Option<(What, &'static str)> {
    if let Some(track) = &pin.follows {
        return Some((What::NamedBy(track.clone()), "a comment"));
    }
    let names: BTreeSet<Identity> = scanned.names_beside(pin).map(|named| named.identity).collect();
    if let (Some(name), 1) = (names.first(), names.len()) {
        return Some((What::Of(name.clone()), "the name beside it"));
    }
    let declared = pin.declared.as_ref()?;
    families::parameter_of(declared)?;
    Some((What::Declared(declared.clone()), "the family that was declared"))
}

/// What an instance tells that was launched from it.
fn by_instance(world: &World<'_>, subject: &Subject<'_>) -> Option<Found> {
    let id = subject.pin.value.id()?;
    let mut places = subject.places.iter();
    let (place, remains) = places.find_map(|(place, facts)| {
        let remains = facts.missing_images.get(id)?.remembered.as_ref()?;
        Some((place, remains))
    })?;
    let named = families::of_name(&remains.name);
    let trusted = named.filter(|named| {
        world
            .trust(&named.identity, &remains.owner, &subject.region)
            .believes()
    });
    let what = match trusted {
        Some(named) => What::Remembered(named.identity),
        None => What::Own(remains.clone()),
    };
    let note = format!(
        "an instance of account {} says that it was {} of {}",
        place.account, remains.name, remains.owner
    );
    Some(Found { what, note })
}

/// What the neighbours of pins tell.
fn by_neighbours(world: &World<'_>, subjects: &[Subject<'_>], lost: &[usize]) -> BTreeMap<usize, Found> {
    let mut found = BTreeMap::new();
    let mut same_id: BTreeMap<&str, BTreeSet<&Identity>> = BTreeMap::new();
    for subject in subjects {
        if let (Some(id), Some(identity)) = (subject.pin.value.id(), subject.family())
            && !subject.guessed
        {
            same_id.entry(id.as_str()).or_default().insert(identity);
        }
    }
    let files: BTreeSet<usize> = lost.iter().map(|at| subjects[*at].at.file).collect();
    for file in files {
        let Some(scanned) = world.request.files.get(file) else {
            continue;
        };
        let neighbours = neighbours(&scanned.source, subjects, file);
        for at in lost.iter().copied().filter(|at| subjects[*at].at.file == file) {
            let id = subjects[at].pin.value.text();
            let known = same_id
                .get(id)
                .and_then(only)
                .map(|identity| (identity, "another pin with the same id"));
            let place = neighbours.places.get(&at);
            let beside = || {
                let identities = neighbours.identities.get(place?)?;
                Some((only(identities)?, "the same place of another region"))
            };
            if let Some((identity, from)) = known.or_else(beside) {
                let what = What::Of(identity.clone());
                let note = format!("what it was is known from {from}");
                found.insert(at, Found { what, note });
            }
        }
    }
    found
}

/// Pins of one file by their path in it, the region left out.
struct Neighbours<'s> {
    places: BTreeMap<usize, Vec<String>>,
    identities: BTreeMap<Vec<String>, BTreeSet<&'s Identity>>,
}

fn neighbours<'s>(source: &Source, subjects: &'s [Subject<'_>], file: usize) -> Neighbours<'s> {
    let document = syntax::read(source.text(), syntax::of_path(source.path(), source.text()));
    let mut neighbours = Neighbours {
        places: BTreeMap::new(),
        identities: BTreeMap::new(),
    };
    for (at, subject) in subjects
        .iter()
        .enumerate()
        .filter(|(_, subject)| subject.at.file == file)
    {
        let Some(place) = place(&document, subject) else {
            continue;
        };
        // What was recovered is no proof of anything; only images that are there are.
        if let Some(identity) = subject.family().filter(|_| subject.current.gone.is_none()) {
            neighbours
                .identities
                .entry(place.clone())
                .or_default()
                .insert(identity);
        }
        neighbours.places.insert(at, place);
    }
    neighbours
}

/// The path of a pin, when its region is a part of it.
fn place(document: &Document, subject: &Subject<'_>) -> Option<Vec<String>> {
    let mut path = document.path(document.scalar_around(subject.pin.span)?);
    let region = path.iter_mut().find(|part| **part == subject.region)?;
    "{region}".clone_into(region);
    Some(path)
}

fn only<'s>(identities: &BTreeSet<&'s Identity>) -> Option<&'s Identity> {
    identities.first().copied().filter(|_| identities.len() == 1)
}
