//! Regions and accounts in which a distribution failed.

use super::text::{MESSAGE, NAME, one_line};
use crate::build::document::FailedRegion;
use crate::build::observed::Image;
use crate::build::{Class, Status};
use crate::markdown::cut;

/// So many are told: the API gives at most 256.
const MOST: usize = 256;

/// What the failure context lists; without it what the AMIs and the messages tell.
pub(super) fn regions(image: &Image) -> Vec<FailedRegion> {
    let context = image.failure.as_ref();
    let told = context.and_then(|context| context.distribution.as_ref());
    let line = |text: &Option<String>, most| text.as_deref().map(|text| one_line(text, most));
    let mut regions: Vec<FailedRegion> = told
        .map_or(&[][..], |told| &told.regions)
        .iter()
        .take(MOST)
        .map(|region| FailedRegion {
            region: line(&region.region, NAME),
            account: line(&region.account, NAME),
            step: line(&region.step, NAME),
            message: line(&region.message, MESSAGE).or_else(|| line(&region.status, NAME)),
        })
        .collect();
    for ami in &image.amis {
        let failed = ami.status.as_ref().map(Status::class) == Some(Class::Failed);
        let known = regions
            .iter()
            .any(|known| known.region.as_deref() == Some(&ami.region) && known.account == ami.account);
        if failed && !known && regions.len() < MOST {
            regions.push(FailedRegion {
                region: Some(one_line(&ami.region, NAME)),
                account: line(&ami.account, NAME),
                step: None,
                message: line(&ami.reason, MESSAGE),
            });
        }
    }
    if regions.is_empty() {
        let message = told.and_then(|told| told.message.as_deref());
        let texts = message.into_iter().chain(image.reason.as_deref());
        let mut found = texts.map(|text| in_message(&one_line(text, usize::MAX)));
        regions = found.find(|found| !found.is_empty()).unwrap_or_default();
    }
    regions
}

/// The jobs of a message: `Not all distribution jobs are completed. 1) … when distributing the image from the source account
/// (ID: …) to the destination account (ID: …) in Region ….`
/// <https://github.com/aws-deepracer-community/deepracer-on-the-spot/issues/106>
fn in_message(text: &str) -> Vec<FailedRegion> {
    const BEGIN: &str = "distribution jobs are completed.";
    const FROM: &str = " when distributing the image from the source account";
    const TO: &str = "destination account (ID: ";
    const IN: &str = " in Region ";
    let Some((_, mut rest)) = text.split_once(BEGIN) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    while found.len() < MOST
        && let Some((message, behind)) = rest.split_once(FROM)
        && let Some((between, behind)) = behind.split_once(IN)
    {
        let account = between.split_once(TO).and_then(|(_, id)| id.split_once(')'));
        let end = behind
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
            .unwrap_or(behind.len());
        let (region, behind) = behind.split_at(end);
        let message = message
            .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' ' | ')' | ',' | '\''));
        found.push(FailedRegion {
            region: (!region.is_empty()).then(|| region.to_owned()),
            account: account.map(|(id, _)| id.to_owned()),
            step: None,
            message: Some(cut(message, MESSAGE)),
        });
        rest = behind;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::observed::{Ami, DistributionFailure, FailureContext, RegionFailure};
    use crate::build::samples;

    fn shown(regions: &[FailedRegion]) -> Vec<String> {
        let shown = |region: &FailedRegion| {
            let parts = [&region.region, &region.account, &region.step, &region.message];
            parts.map(|part| part.clone().unwrap_or_default()).join("|")
        };
        regions.iter().map(shown).collect()
    }

    #[test]
    fn the_failure_context_counts_and_amis_add_to_it() {
        let mut image = samples::image("FAILED");
        let region = |region: &str, message: Option<&str>| RegionFailure {
            region: Some(region.to_owned()),
            status: Some("FAILED".to_owned()),
            step: Some("UPDATE_LAUNCH_TEMPLATES".to_owned()),
            message: message.map(str::to_owned),
            account: None,
        };
        image.failure = Some(FailureContext {
            distribution: Some(DistributionFailure {
                message: None,
                regions: vec![
                    region("eu-west-1", Some("no\ntemplate")),
                    region("eu-west-2", None),
                ],
            }),
            ..FailureContext::default()
        });
        let ami = |region: &str, status: &str| Ami {
            region: region.to_owned(),
            account: None,
            id: None,
            name: None,
            status: Some(Status::parse(status)),
            reason: Some("late".to_owned()),
        };
        image.amis = vec![
            ami("eu-west-1", "FAILED"),
            ami("us-east-1", "FAILED"),
            ami("us-east-2", "AVAILABLE"),
        ];
        assert_eq!(
            shown(&regions(&image)),
            [
                "eu-west-1||UPDATE_LAUNCH_TEMPLATES|no template",
                "eu-west-2||UPDATE_LAUNCH_TEMPLATES|FAILED",
                "us-east-1|||late",
            ]
        );
    }

    #[test]
    fn messages_tell_their_regions() {
        let text = "Error:'Not all distribution jobs are completed. 1) EC2 Client Error: 'no' when distributing the image from the \
                    source account (ID: 111122223333) to the destination account (ID: 444455556666) in Region ap-south-1. 2) AMI Copy \
                    Reported Failure For ami-1 when distributing the image from the source account (ID: 111122223333) to the \
                    destination account (ID: 777788889999) in Region eu-west-1.'";
        let mut image = samples::image("FAILED");
        image.reason = Some(text.to_owned());
        assert_eq!(
            shown(&regions(&image)),
            [
                "ap-south-1|444455556666||EC2 Client Error: 'no'",
                "eu-west-1|777788889999||AMI Copy Reported Failure For ami-1",
            ]
        );
        for text in [
            "",
            "Not all distribution jobs are completed.",
            "a when distributing the image from the source account in Region b",
        ] {
            assert_eq!(shown(&in_message(text)), [""; 0]);
        }
    }
}
