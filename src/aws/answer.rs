//! All regions side by side, and what of their answers is taken for a fact.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use aws_config::SdkConfig;
use aws_sdk_ssm::primitives::DateTime;
use tokio::task::JoinSet;

use super::failure::{Failure, Trouble};
use super::{Aws, ec2, image_builder, ssm};
use crate::bump::ask::{Ask, Questions};
use crate::release::facts::{
    Call, Facts, Image, Missing, Output, Parameter, Place, PlaceFacts, Refusal, Why, file,
};
use crate::release::{ImageId, Time};

/// Regions that are asked at the same time.
const AT_ONCE: usize = 8;

/// Pages of one answer. More is not read to its end.
pub(super) const PAGES: usize = 100;

/// How far it is, for whoever waits.
#[derive(Debug, Default)]
pub struct Progress {
    /// Regions that are asked in this round.
    pub regions: Cell<usize>,
    /// Those of them that have answered.
    pub answered: Cell<usize>,
}

/// Asks every region its questions. Each of them is answered, also by a refusal, so that none has to be asked again.
pub async fn ask(aws: &Aws, questions: &Questions, now: Time, progress: &Progress) -> Result<Facts, Trouble> {
    let mut waiting: Vec<(&String, &Ask)> = questions
        .iter()
        .filter(|(region, _)| aws.reaches(region))
        .collect();
    progress.regions.set(waiting.len());
    progress.answered.set(0);
    waiting.reverse();
    let mut facts = Facts::default();
    // Regions that are still asked when this ends early end with it.
    let mut asked: JoinSet<Result<(Place, PlaceFacts), Trouble>> = JoinSet::new();
    loop {
        while asked.len() < AT_ONCE
            && let Some((region, ask)) = waiting.pop()
        {
            let place = Place {
                partition: aws.asker.partition.clone(),
                account: aws.asker.account.clone(),
                region: region.clone(),
            };
            asked.spawn(region_answers(
                aws.region(region),
                ask.clone(),
                Sieve { place, now },
            ));
        }
        let Some(answer) = asked.join_next().await else {
            return Ok(facts);
        };
        let (place, answered) = answer.map_err(|_| Trouble::Lost)??;
        facts.places.insert(place, answered);
        progress.answered.set(progress.answered.get() + 1);
    }
}

/// Asks one region; its services side by side.
async fn region_answers(config: SdkConfig, ask: Ask, sieve: Sieve) -> Result<(Place, PlaceFacts), Trouble> {
    let (ssm_client, ec2_client) = (
        aws_sdk_ssm::Client::new(&config),
        aws_sdk_ec2::Client::new(&config),
    );
    let [mut parameters, mut images, mut outputs] = [(); 3].map(|()| PlaceFacts::default());
    let (said_parameters, said_images, said_outputs) = tokio::join!(
        ssm::ask(&ssm_client, &ask.parameters, &sieve, &mut parameters),
        of_ec2(&ec2_client, &ask, &sieve, &mut images),
        image_builder::ask(&config, &ask.outputs, &sieve, &mut outputs),
    );
    let (said_images, said_instances) = said_images;
    let mut facts = PlaceFacts {
        parameters: parameters.parameters,
        missing_parameters: parameters.missing_parameters,
        outputs: outputs.outputs,
        ..images
    };
    for (call, said) in [
        (Call::Parameters, said_parameters),
        (Call::Images, said_images),
        (Call::Outputs, said_outputs),
        (Call::Instances, said_instances),
    ] {
        match said {
            Ok(()) => {}
            Err(Failure::Ends(trouble)) => return Err(trouble),
            Err(Failure::Refused(why)) => sieve.refuse(call, why, &mut facts),
        }
    }
    sieve.leave_nothing_open(&ask, &mut facts);
    Ok((sieve.place, facts))
}

async fn of_ec2(
    client: &aws_sdk_ec2::Client,
    ask: &Ask,
    sieve: &Sieve,
    facts: &mut PlaceFacts,
) -> (Result<(), Failure>, Result<(), Failure>) {
    let images = match ec2::by_id(client, &ask.images, sieve, facts).await {
        Ok(()) => ec2::by_name(client, &ask.searches, sieve, facts).await,
        refused => refused,
    };
    (images, ec2::instances(client, &ask.instances, sieve, facts).await)
}

/// What lets answers through that a file of facts could hold, for one region. AWS is asked over a network, and names are what
/// others wrote.
pub(super) struct Sieve {
    place: Place,
    pub(super) now: Time,
}

impl Sieve {
    fn takes(&self, facts: &PlaceFacts) -> bool {
        file::takes(&self.place, facts, self.now)
    }

    pub(super) fn parameter(&self, name: &str, parameter: Option<Parameter>, facts: &mut PlaceFacts) {
        let one = PlaceFacts {
            parameters: parameter
                .into_iter()
                .map(|parameter| (name.to_owned(), parameter))
                .collect(),
            ..PlaceFacts::default()
        };
        if self.takes(&one) {
            facts.parameters.extend(one.parameters);
        }
    }

    pub(super) fn image(&self, image: Option<Image>, facts: &mut PlaceFacts) {
        let one = PlaceFacts {
            images: image.into_iter().map(|image| (image.id.clone(), image)).collect(),
            ..PlaceFacts::default()
        };
        if self.takes(&one) {
            facts.images.extend(one.images);
        }
    }

    pub(super) fn missing(&self, id: &ImageId, missing: Missing, facts: &mut PlaceFacts) {
        let one = PlaceFacts {
            missing_images: BTreeMap::from([(id.clone(), missing)]),
            ..PlaceFacts::default()
        };
        if self.takes(&one) {
            facts.missing_images.extend(one.missing_images);
        }
    }

    pub(super) fn output(&self, arn: &str, output: Output, facts: &mut PlaceFacts) {
        let one = PlaceFacts {
            outputs: BTreeMap::from([(arn.to_owned(), output)]),
            ..PlaceFacts::default()
        };
        if self.takes(&one) {
            facts.outputs.extend(one.outputs);
        }
    }

    fn refuse(&self, call: Call, why: Why, facts: &mut PlaceFacts) {
        let read_at = self.now;
        facts.refusals.entry(call).or_insert(Refusal { why, read_at });
    }

    /// What was asked and neither answered nor found missing was refused: an answer that is none must not be asked for again.
    fn leave_nothing_open(&self, ask: &Ask, facts: &mut PlaceFacts) {
        let answered: BTreeSet<&String> = facts
            .parameters
            .keys()
            .chain(facts.missing_parameters.keys())
            .collect();
        let parameters = ask.parameters.iter().all(|name| answered.contains(name));
        let seen = |id| facts.images.contains_key(id) || facts.missing_images.contains_key(id);
        let images = ask.images.iter().all(seen)
            && ask
                .searches
                .iter()
                .all(|search| facts.searches.contains_key(search));
        let outputs = ask.outputs.iter().all(|arn| facts.outputs.contains_key(arn));
        for (whole, call) in [
            (parameters, Call::Parameters),
            (images, Call::Images),
            (outputs, Call::Outputs),
        ] {
            if !whole {
                self.refuse(call, Why::Unreachable, facts);
            }
        }
        for id in &ask.instances {
            let missing = facts.missing_images.entry(id.clone());
            missing.or_insert_with(|| Missing::at(self.now)).instances_read_at = Some(self.now);
        }
    }
}

/// A time of an answer. One that no calendar has is none.
pub(super) fn time(time: &DateTime) -> Option<Time> {
    let nanoseconds = i32::try_from(time.subsec_nanos()).ok()?;
    Time::new(time.secs(), nanoseconds).ok()
}
