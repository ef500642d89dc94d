//! Where Fast Launch is on, as EC2 of each region tells.
//! <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeFastLaunchImages.html>

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::Client;

use super::pages;
use crate::aws::Aws;
use crate::aws::failure::of_build;
use crate::build::compare::{ABSENT, Asked, UNKNOWN};
use crate::build::document::FastLaunch;
use crate::build::port::CallError;

/// Pages of one region.
const PAGES: usize = 20;

/// AMIs with their state and why they are in it.
type States = BTreeMap<String, (String, Option<String>)>;

impl Aws {
    /// The state of Fast Launch wherever it is asked for, in the same order, and notes on regions that did not tell.
    pub async fn fast_launch(&self, asked: &[Asked]) -> (Vec<FastLaunch>, Vec<String>) {
        let own = asked.iter().filter(|one| one.account.is_none());
        let mut images: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (region, ami) in own.filter_map(|one| Some((one.region.as_str(), one.ami.as_deref()?))) {
            images.entry(region).or_default().insert(ami);
        }
        let (mut told, mut notes) = (BTreeMap::new(), Vec::new());
        for (region, amis) in images {
            match self.of_region(region, &amis).await {
                Ok(states) => {
                    told.insert(region, states);
                }
                Err(error) => notes.push(format!(
                    "the state of Fast Launch in {region} is not known: {error}"
                )),
            }
        }
        let state = |one: &Asked| state(one, told.get(one.region.as_str()));
        (asked.iter().map(state).collect(), notes)
    }

    async fn of_region(&self, region: &str, amis: &BTreeSet<&str>) -> Result<States, CallError> {
        const ACTION: &str = "ec2:DescribeFastLaunchImages";
        let client = Client::new(&self.region(region));
        let found = pages(PAGES, async |token| {
            let request = client
                .describe_fast_launch_images()
                .set_image_ids(Some(amis.iter().map(|ami| (*ami).to_owned()).collect()));
            let page = request.set_next_token(token).send().await;
            let page = page.map_err(|error| of_build(ACTION, region, &error))?;
            let items = page.fast_launch_images.unwrap_or_default().into_iter();
            let stated = items.filter_map(|item| {
                let state = item.state?.as_str().to_owned();
                Some((item.image_id?, (state, item.state_transition_reason)))
            });
            Ok((stated.collect(), page.next_token))
        });
        Ok(found.await?.rows.into_iter().collect())
    }
}

/// What is known of one.
fn state(asked: &Asked, told: Option<&States>) -> FastLaunch {
    let (state, reason) = match (&asked.account, &asked.ami, told) {
        (Some(account), ..) => (
            UNKNOWN.to_owned(),
            Some(format!("only account {account} sees its own Fast Launch")),
        ),
        (None, None, _) => (
            ABSENT.to_owned(),
            Some("this account has no AMI in the region".to_owned()),
        ),
        (None, Some(_), None) => (UNKNOWN.to_owned(), Some("EC2 did not tell".to_owned())),
        (None, Some(ami), Some(told)) => match told.get(ami) {
            Some((state, reason)) => (state.clone(), reason.clone()),
            None => (
                ABSENT.to_owned(),
                Some("EC2 lists no Fast Launch for the AMI".to_owned()),
            ),
        },
    };
    FastLaunch {
        region: asked.region.clone(),
        account: asked.account.clone(),
        ami: asked.ami.clone(),
        state,
        reason,
    }
}
