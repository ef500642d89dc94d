//! What has to be asked of AWS before the pins of a request can be decided: what a plan looks for in the facts in vain.
//!
//! Pure. A caller asks, adds the answers to the facts, and comes again, until there is nothing left to ask.

use std::collections::{BTreeMap, BTreeSet};

use crate::pin::Track;
use crate::release::ImageId;
use crate::release::facts::Search;

use super::Request;
use super::decide::decide;
use super::subject::by_role;
use super::wanted::with_places;
use super::world::World;

/// Who asks: facts are those of one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asker {
    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: String,
    /// Twelve digits.
    pub account: String,
}

/// What to ask next, by region.
pub type Questions = BTreeMap<String, Ask>;

/// What to ask of one region. No question was answered or refused before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// Parameters, by name.
    pub parameters: BTreeSet<String>,
    /// Images, by id.
    pub images: BTreeSet<ImageId>,
    /// Images, by owner and name.
    pub searches: BTreeSet<Search>,
    /// What Image Builder built last, by ARN of an image, a recipe or a pipeline of this region.
    pub outputs: BTreeSet<String>,
    /// Images that are gone, of which an instance may still tell.
    pub instances: BTreeSet<ImageId>,
}

/// What has to be asked next before the plan of a request is right, as far as one account can be asked. Every answer is to be
/// added to the facts, also that something is missing or refused, and the function to be called again, until nothing is left:
/// what was answered is not asked for twice. Regions of other partitions and pins of other accounts are left to others.
pub fn questions(request: &Request<'_>, asker: &Asker) -> Questions {
    let facts = with_places(request, asker);
    let request = Request {
        facts: &facts,
        ..*request
    };
    let world = World::asking(&request, asker);
    decide(&world);
    want_outputs(&world);
    world.questions()
}

/// Notes the outputs that pins follow. Who builds may be another account than the one that launches, so no pin is left out.
fn want_outputs(world: &World<'_>) {
    let pins = world.request.files.iter().flat_map(|file| &file.pins);
    let tracks = pins
        .filter(|pin| by_role(pin).is_none())
        .filter_map(|pin| pin.follows.as_ref());
    for arn in tracks.filter_map(Track::output) {
        let places = world.places_of(&arn);
        world.want(&places, |wanted, told| wanted.output(told, arn.text));
    }
}
