//! AWS as a set of facts that answers questions, and counts the calls that they take.

use super::*;
use crate::bump::ask::{Asker, questions};
use crate::release::facts::{Call, Output, Remains, Search};
use crate::release::wildcard;

/// Who asks in these tests.
pub(super) fn asker() -> Asker {
    Asker {
        partition: "aws".to_owned(),
        account: ACCOUNT.to_owned(),
    }
}

/// What exists, as the account sees it, and what the account may not ask.
pub(super) struct Aws {
    pub(super) truth: Facts,
    /// What instances tell of images that are gone, by id.
    pub(super) remembered: BTreeMap<ImageId, Remains>,
}

/// What was asked, by region.
#[derive(Debug, Default)]
pub(super) struct Calls {
    pub(super) rounds: usize,
    /// `GetParameters`, ten names a call.
    pub(super) parameters: BTreeMap<String, usize>,
    /// `DescribeImages`, 200 ids a call.
    pub(super) images: BTreeMap<String, usize>,
    /// `DescribeImages` by owner and name.
    pub(super) searches: BTreeMap<String, Vec<Search>>,
    pub(super) outputs: usize,
    pub(super) instances: usize,
}

impl Aws {
    /// With the facts of a scene, which then knows nothing.
    pub(super) fn of(scene: &mut Scene) -> Self {
        Self {
            truth: std::mem::take(&mut scene.facts),
            remembered: BTreeMap::new(),
        }
    }

    /// Asks until nothing is left, and hands the calls back.
    pub(super) fn tell(&self, scene: &mut Scene) -> Calls {
        let mut calls = Calls::default();
        loop {
            let asked = questions(&scene.request(), &asker());
            if asked.is_empty() {
                return calls;
            }
            calls.rounds += 1;
            assert!(calls.rounds <= 12, "it does not end: {asked:?}");
            for (region, ask) in asked {
                self.answer(scene, &region, &ask, &mut calls);
            }
        }
    }

    fn answer(&self, scene: &mut Scene, region: &str, ask: &ask::Ask, calls: &mut Calls) {
        let now = scene.now;
        let place = Place {
            partition: "aws".to_owned(),
            account: ACCOUNT.to_owned(),
            region: region.to_owned(),
        };
        let nothing = PlaceFacts::default();
        let truth = self.truth.places.get(&place).unwrap_or(&nothing);
        let known = scene.facts.places.entry(place).or_default();
        let refused = |call: Call, known: &mut PlaceFacts| {
            let refusal = truth.refusals.get(&call).copied();
            known.refusals.extend(refusal.map(|refusal| (call, refusal)));
            refusal.is_some()
        };
        if !ask.parameters.is_empty() {
            *calls.parameters.entry(region.to_owned()).or_default() += ask.parameters.len().div_ceil(10);
            let refused = refused(Call::Parameters, known);
            for name in ask.parameters.iter().filter(|_| !refused) {
                let fresh = match truth.parameters.get(name) {
                    Some(parameter) => known.parameters.insert(name.clone(), parameter.clone()).is_none(),
                    None => known.missing_parameters.insert(name.clone(), now).is_none(),
                };
                assert!(fresh, "{name} was asked for twice");
            }
        }
        if !ask.images.is_empty() {
            *calls.images.entry(region.to_owned()).or_default() += ask.images.len().div_ceil(200);
            let refused = refused(Call::Images, known);
            for id in ask.images.iter().filter(|_| !refused) {
                let fresh = match truth.images.get(id) {
                    Some(image) => known.images.insert(id.clone(), image.clone()).is_none(),
                    None => known
                        .missing_images
                        .insert(id.clone(), Missing::at(now))
                        .is_none(),
                };
                assert!(fresh, "{id} was asked for twice");
            }
        }
        if !ask.searches.is_empty() {
            let made = calls.searches.entry(region.to_owned()).or_default();
            made.extend(ask.searches.iter().cloned());
            let refused = refused(Call::Images, known);
            for search in ask.searches.iter().filter(|_| !refused) {
                assert!(known.searches.insert(search.clone(), now).is_none(), "{search:?}");
                let found = truth.images.values().filter(|image| {
                    let owned = match search.owner.as_str() {
                        "amazon" => image.owner != ACCOUNT,
                        "self" => image.owner == ACCOUNT,
                        owner => image.owner == owner,
                    };
                    owned && wildcard::fits(&search.name, &image.name)
                });
                known
                    .images
                    .extend(found.map(|image| (image.id.clone(), image.clone())));
            }
        }
        if !ask.outputs.is_empty() {
            calls.outputs += ask.outputs.len();
            let refused = refused(Call::Outputs, known);
            for arn in ask.outputs.iter().filter(|_| !refused) {
                let nothing = Output {
                    build: None,
                    read_at: now,
                };
                let output = truth.outputs.get(arn).cloned().unwrap_or(nothing);
                assert!(known.outputs.insert(arn.clone(), output).is_none(), "{arn}");
            }
        }
        if !ask.instances.is_empty() {
            calls.instances += ask.instances.len();
            let refused = refused(Call::Instances, known);
            for id in ask.instances.iter().filter(|_| !refused) {
                let missing = known.missing_images.get_mut(id).expect("it is missing");
                assert_eq!(missing.instances_read_at, None, "{id} was asked for twice");
                missing.instances_read_at = Some(now);
                missing.remembered = self.remembered.get(id).cloned();
            }
        }
    }
}
