//! Where the distribution asks for Fast Launch, and what can be known of it.

use crate::build::Image;

/// What EC2 says by not naming an image.
pub const ABSENT: &str = "absent";
/// Where it may not be asked.
pub const UNKNOWN: &str = "unknown";

/// Whether machines will not start fast, as far as it is known. EC2's words:
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeFastLaunchImagesSuccessItem.html>.
pub fn is_off(state: &str) -> bool {
    !matches!(state, "enabled" | "enabling" | UNKNOWN)
}

/// A region and account for which the distribution asks for Fast Launch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// The region.
    pub region: String,
    /// The account; none is the own one.
    pub account: Option<String>,
    /// The AMI; none where there is none.
    pub ami: Option<String>,
}

/// Every region and account once, in order. The AMI of an account is its copy where it has one, and otherwise that of the own
/// account, which may be shared with it.
pub fn asked(image: &Image, own: &str) -> Vec<Asked> {
    let mut all = Vec::new();
    for target in &image.targets {
        for account in &target.fast_launch {
            let account = account.clone().filter(|account| account != own);
            let of = |wanted: &str| {
                let mut amis = image.amis.iter().filter(|ami| ami.region == target.region);
                amis.find(|ami| ami.account.as_deref().unwrap_or(own) == wanted)
            };
            let ami = account.as_deref().and_then(of).or_else(|| of(own));
            all.push(Asked {
                region: target.region.clone(),
                ami: ami.and_then(|ami| ami.id.clone()),
                account,
            });
        }
    }
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::observed::{Ami, Target};
    use crate::build::samples;

    fn image(targets: &[(&str, &[Option<&str>])], amis: &[(&str, Option<&str>, &str)]) -> Image {
        let target = |(region, accounts): &(&str, &[Option<&str>])| Target {
            region: (*region).to_owned(),
            accounts: Vec::new(),
            fast_launch: accounts
                .iter()
                .map(|account| account.map(str::to_owned))
                .collect(),
        };
        let ami = |(region, account, id): &(&str, Option<&str>, &str)| Ami {
            region: (*region).to_owned(),
            account: account.map(str::to_owned),
            id: Some((*id).to_owned()),
            name: None,
            status: None,
            reason: None,
        };
        Image {
            targets: targets.iter().map(target).collect(),
            amis: amis.iter().map(ami).collect(),
            ..samples::image("AVAILABLE")
        }
    }

    #[test]
    fn every_region_and_account_is_asked_once() {
        let image = image(
            &[
                ("us-east-1", &[Some("1"), Some("2"), Some("3")]),
                ("eu-west-1", &[None, Some("1")]),
                ("eu-north-1", &[None]),
                ("eu-south-1", &[]),
            ],
            &[
                ("us-east-1", Some("1"), "ami-own"),
                ("us-east-1", Some("2"), "ami-copy"),
                ("eu-west-1", None, "ami-west"),
                ("eu-south-1", None, "ami-south"),
            ],
        );
        let found = asked(&image, "1");
        let told: Vec<_> = found
            .iter()
            .map(|one| (one.region.as_str(), one.account.as_deref(), one.ami.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                ("eu-north-1", None, None),
                ("eu-west-1", None, Some("ami-west")),
                ("us-east-1", None, Some("ami-own")),
                ("us-east-1", Some("2"), Some("ami-copy")),
                ("us-east-1", Some("3"), Some("ami-own")),
            ]
        );
    }
}
