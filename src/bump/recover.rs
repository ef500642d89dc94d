//! What a pin was whose image is gone, when nothing beside it says so.
//!
//! Its neighbours may tell: a pin with the same id, or the same place of the same map for another region. All that do have to
//! agree.

use std::collections::{BTreeMap, BTreeSet};

use crate::release::Identity;
use crate::source::Source;
use crate::syntax::{self, Document};

use super::subject::Subject;
use super::world::World;

/// What each of the `lost` pins was, by its number among the subjects, and how that is known.
pub(super) fn recover(
    world: &World<'_>,
    subjects: &[Subject<'_>],
    lost: &[usize],
) -> BTreeMap<usize, (Identity, String)> {
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
                found.insert(
                    at,
                    (identity.clone(), format!("what it was is known from {from}")),
                );
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
