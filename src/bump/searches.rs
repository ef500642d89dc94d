//! How the image that a pin stands on is found: by its id, or by owner and name.

use crate::pin::{Known, Scheme, Track, Value};
use crate::release::facts::Search;
use crate::release::value::is_name_pattern;
use crate::release::{Identity, families};

use super::subject::{Subject, owner_and_name};
use super::world::World;

impl<'a> Subject<'a> {
    /// Notes the image that it stands on when that is not known.
    pub(super) fn want_image(&self, world: &World<'a>) {
        let declared = self.pin.declared.as_ref();
        let known = self.pin.follows.is_some() || declared.and_then(families::parameter_of).is_some();
        match &self.pin.value {
            Value::Id(id) => {
                world.want(&self.places, |wanted, told| wanted.image(told, id, !known));
                let guessed = self.pin.region.as_ref().is_none_or(Known::is_guess);
                let mut here = self.places.iter();
                let open = here.any(|(_, facts)| !facts.missing_images.contains_key(id));
                // An id exists in one region alone, which may be any of those that are named.
                if guessed && !open && world.home(id).is_none() {
                    world.want(&world.all_places(), |wanted, told| wanted.image(told, id, false));
                }
            }
            Value::Name(text) => {
                // What it follows may have found it; if not, it is looked for by itself.
                let followed = self.pin.follows.as_ref().and_then(search_of);
                let mut places = self.places.iter();
                let open = followed
                    .is_some_and(|search| places.any(|(_, facts)| !facts.searches.contains_key(&search)));
                let name = owner_and_name(text).1;
                if open || !world.images_named(&self.region, name).is_empty() {
                    return;
                }
                for search in self.searches(world) {
                    world.want(&self.places, |wanted, told| wanted.search(told, &search, !known));
                }
            }
            Value::ReleaseVersion(_) | Value::Alias(_) | Value::Reference(_) => {}
        }
    }

    /// Whether every search for the image of a pin by name was made.
    pub(super) fn is_searched(&self, world: &World<'a>) -> bool {
        let searches = self.searches(world);
        let made = |search: &Search| {
            let mut places = self.places.iter();
            places.all(|(_, facts)| facts.searches.contains_key(search))
        };
        !searches.is_empty() && searches.iter().all(made)
    }

    /// The searches that find the image of a pin by name; none when nothing tells whose it may be.
    fn searches(&self, world: &World<'a>) -> Vec<Search> {
        let (owner, name) = owner_and_name(self.pin.value.text());
        let followed = self.pin.follows.as_ref().and_then(search_of);
        let claimed = families::of_name(name);
        let own = || {
            let others = world.request.policy.owners.keys().cloned();
            std::iter::once("self".to_owned()).chain(others)
        };
        let owners: Vec<String> = match (owner, followed, claimed) {
            (Some(owner), _, _) => vec![owner.to_owned()],
            // What stands before the name is a word that kops knows.
            (None, _, _) if self.pin.format == "kops" => Vec::new(),
            (None, Some(search), _) => vec![search.owner],
            (None, None, Some(named)) => {
                let publishers = publishers(&named.identity, &self.region);
                publishers.into_iter().chain(own()).collect()
            }
            (None, None, None) => own().collect(),
        };
        let name = name.to_owned();
        let owners = owners.into_iter().filter(|_| is_name_pattern(&name));
        owners
            .map(|owner| Search {
                owner,
                name: name.clone(),
            })
            .collect()
    }
}

/// The search that finds what a track follows; none for tracks of another scheme.
pub(super) fn search_of(track: &Track) -> Option<Search> {
    let (owner, name) = track.target.split_once('/')?;
    (track.scheme == Scheme::Ec2).then(|| Search {
        owner: owner.to_owned(),
        name: name.to_owned(),
    })
}

/// Whose images are searched for an identity: those who are known to publish it, else the alias of whom AWS lets publish.
pub(super) fn publishers(identity: &Identity, region: &str) -> Vec<String> {
    match families::owner(identity, region).accounts.as_slice() {
        [] => vec!["amazon".to_owned()],
        accounts => accounts.iter().map(|account| (*account).to_owned()).collect(),
    }
}
