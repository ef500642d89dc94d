//! How many calls a fleet takes.

use super::{calls, plan, states};
use crate::bump::facts::parameter;
use crate::stand_ins::{Day, World};

/// The regions that every account has.
const REGIONS: [&str; 17] = [
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

#[test]
fn three_hundred_pins_in_seventeen_regions() {
    let stem = |minor: usize| format!("Windows_Server-2022-English-Core-EKS_Optimized-1.{minor}");
    let mut files = Vec::new();
    let mut names = [0_usize; REGIONS.len()];
    for number in 0..300 {
        let (at, minor) = (number % REGIONS.len(), 20 + number / REGIONS.len());
        names[at] += 1;
        let follows = format!("ssm:{}/image_id", parameter(&stem(minor)));
        let id = format!("ami-{:017x}", number * 2);
        files.push((format!("{number}.tf"), super::pin(REGIONS[at], &id, &follows)));
    }
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let Some(world) = World::new(&files) else { return };
    for (at, region) in REGIONS.iter().enumerate() {
        let mut seed = world.region(region);
        for number in (at..300).step_by(REGIONS.len()) {
            let stem = stem(20 + number / REGIONS.len());
            seed = seed
                .windows(&format!("ami-{:017x}", number * 2), &stem, Day::ago(60))
                .published(&format!("ami-{:017x}", number * 2 + 1), &stem, Day::ago(9), 41);
        }
        seed.seed();
    }
    let run = plan(&world);
    assert!(states(&run).values().all(|state| state == "bump"), "{run:#?}");
    let calls = calls(&world);
    for (region, names) in REGIONS.iter().zip(names) {
        let count = |operation: &str| calls.get(&((*region).to_owned(), operation.to_owned())).copied();
        assert_eq!(
            count("GetParameters"),
            Some(names.div_ceil(10)),
            "{region}: {calls:?}"
        );
        assert_eq!(
            count("DescribeImages"),
            Some((2 * names).div_ceil(200)),
            "{region}: {calls:?}"
        );
    }
    // And one of STS: nothing else was asked.
    assert_eq!(calls.values().sum::<usize>(), 34 + 17 + 1, "{calls:?}");
}
