//! What holds for all facts and all bytes.

use amiforge::release::facts::file::{self, Origin};
use amiforge::release::facts::{Call, Image, Missing, Parameter, PlaceFacts, Refusal, Remains, Search, Why};
use amiforge::release::{Facts, ImageId, Place, Time};
use proptest::prelude::*;

use super::{GOOD, answers, asked};
use crate::invariants;

fn time(text: &str, seconds: i64) -> Time {
    let start: Time = text.parse().expect("a time");
    start + jiff::SignedDuration::from_secs(seconds)
}

/// An image of one number is the same in every account.
fn image(number: u64, seconds: i64, allowed: Option<bool>) -> Image {
    Image {
        id: ImageId::parse(&format!("ami-{number:017x}")).expect("an id"),
        name: format!("image {number} ü漢"),
        owner: format!("{number:012}"),
        platform: number.is_multiple_of(2).then(|| "windows".to_owned()),
        architecture: "arm64".to_owned(),
        state: "available".to_owned(),
        created: time("2020-02-29T23:59:59.5Z", i64::try_from(number).expect("small")),
        deprecated: number.is_multiple_of(3).then(|| time("2030-01-01T00:00:00Z", 0)),
        allowed,
        read_at: time("2026-08-20T12:00:00Z", seconds),
    }
}

fn any_place_facts() -> impl Strategy<Value = PlaceFacts> {
    let numbers = || prop::collection::btree_map(0..40_u64, (0..1_800_i64, any::<Option<bool>>()), 0..6);
    let numbers = (numbers(), numbers(), numbers(), numbers(), numbers());
    numbers.prop_map(|(parameters, no_parameters, images, no_images, searches)| {
        let read = |seconds: i64| time("2026-08-20T12:00:00Z", seconds);
        let name = |number: u64| format!("/aws/service/{number}");
        let mut facts = PlaceFacts::default();
        for (number, (seconds, modified)) in parameters {
            let parameter = Parameter {
                version: number + 1,
                value: format!("{{\"n\":\t{number},\u{202e}\u{1f980}}}"),
                modified: modified
                    .is_some()
                    .then(|| time("2026-08-01T00:00:00.000000001Z", 0)),
                read_at: read(seconds),
            };
            facts.parameters.insert(name(number), parameter);
        }
        for (number, (seconds, _)) in no_parameters {
            if !facts.parameters.contains_key(&name(number)) {
                facts.missing_parameters.insert(name(number), read(seconds));
            }
        }
        for (number, (seconds, allowed)) in images {
            let image = image(number, seconds, allowed);
            facts.images.insert(image.id.clone(), image);
        }
        for (number, (seconds, _)) in no_images {
            let id = image(number, 0, None).id;
            if !facts.images.contains_key(&id) {
                let told = number.is_multiple_of(2).then(|| Remains {
                    name: format!("image {number}"),
                    owner: format!("{number:012}"),
                });
                let missing = Missing {
                    instances_read_at: told.as_ref().map(|_| read(seconds)),
                    remembered: told,
                    ..Missing::at(read(seconds))
                };
                facts.missing_images.insert(id, missing);
            }
        }
        for (number, (seconds, _)) in searches {
            let search = Search {
                owner: if number.is_multiple_of(2) {
                    "self".to_owned()
                } else {
                    format!("{number:012}")
                },
                name: format!("golden-{number}-*"),
            };
            facts.searches.insert(search, read(seconds));
            let why = Why::ALL[usize::try_from(number % 4).expect("small")];
            let refusal = Refusal {
                why,
                read_at: read(seconds),
            };
            facts
                .refusals
                .insert(Call::ALL[usize::try_from(number / 10).expect("small")], refusal);
        }
        facts
    })
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let place = (
        prop::sample::select(vec!["eu-west-1", "cn-north-1", "us-gov-east-1"]),
        0..3_u8,
    )
        .prop_map(|(region, account)| Place {
            partition: amiforge::release::regions::partition_of(region).to_owned(),
            account: format!("{account:012}"),
            region: region.to_owned(),
        });
    prop::collection::btree_map(place, any_place_facts(), 0..4).prop_map(|places| Facts { places })
}

proptest! {
    #[test]
    fn what_is_written_is_read_as_it_was(facts in any_facts()) {
        let text = file::write(&facts, &Origin::default());
        prop_assert_eq!(file::read(text.as_bytes(), &asked()).expect("written"), facts);
    }

    #[test]
    fn merging_knows_no_order(a in any_facts(), b in any_facts()) {
        let together = a.clone().merge(b.clone());
        prop_assert_eq!(&together.clone().ok(), &b.merge(a.clone()).ok());
        prop_assert_eq!(a.clone().merge(a.clone()).ok(), Some(a));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400), at in 0..GOOD.len(), cut in 0..40_usize) {
        invariants::releases(&bytes);
        let mut mangled = GOOD.as_bytes().to_vec();
        let end = (at + cut).min(mangled.len());
        mangled.splice(at..end, bytes.iter().copied().take(cut));
        invariants::releases(&mangled);
        let mut mangled = answers::GOOD.as_bytes().to_vec();
        let at = at % mangled.len();
        let end = (at + cut).min(mangled.len());
        mangled.splice(at..end, bytes.iter().copied().take(cut));
        invariants::releases(&mangled);
    }
}
