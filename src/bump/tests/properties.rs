//! What holds for any request.

use proptest::collection::vec;
use proptest::prelude::*;

use super::asked::Aws;
use super::*;
use crate::bump::deny::denies;
use crate::bump::edits::edits;
use crate::bump::policy::Denied;
use crate::pin::Hold;

const REGIONS: [&str; 3] = [EU, US, "eu-central-1"];
const RELEASES: [&str; 5] = [OLDEST, OLD, MID, "2026.08.18", NEW];
const EDITIONS: [&str; 2] = ["Core", "Full"];

fn name(edition: usize, release: usize) -> String {
    windows(RELEASES[release % 5]).replace("Core", EDITIONS[edition % 2])
}

#[derive(Clone, Debug)]
struct Any {
    /// Region, edition, release, what is special.
    pins: Vec<(usize, usize, usize, u8)>,
    /// Region, edition, release, what is wrong with it.
    images: Vec<(usize, usize, usize, u8)>,
    /// Region, edition, release.
    pointers: Vec<(usize, usize, usize)>,
    denied: Vec<(usize, usize)>,
    min_age: u32,
    region_lag: u32,
    limit: Option<u32>,
    staged: bool,
}

fn any_request() -> impl Strategy<Value = Any> {
    let place = || (0..3_usize, 0..2_usize, 0..5_usize);
    (
        vec((0..3_usize, 0..2_usize, 0..5_usize, 0..12_u8), 1..8),
        vec((0..3_usize, 0..2_usize, 0..5_usize, 0..16_u8), 0..30),
        vec(place(), 0..8),
        vec((0..2_usize, 0..5_usize), 0..2),
        0..5_u32,
        0..12_u32,
        prop_oneof![Just(None), (0..3_u32).prop_map(Some)],
        any::<bool>(),
    )
        .prop_map(
            |(pins, images, pointers, denied, min_age, region_lag, limit, staged)| Any {
                pins,
                images,
                pointers,
                denied,
                min_age,
                region_lag,
                limit,
                staged,
            },
        )
}

fn scene(any: &Any) -> Scene {
    let mut scene = Scene::new();
    for (number, (region, edition, release, special)) in any.pins.iter().enumerate() {
        let region = REGIONS[*region];
        let name = name(*edition, *release);
        let pin = scene.pin(&format!("{number}.tf"), region, id(region, &name).as_str());
        match special {
            0 => pin.declared = Some(identity(&name)),
            1 => pin.declared = Some(identity(&self::name(edition + 1, *release))),
            2 => {
                pin.hold = Some(Hold {
                    until: None,
                    reason: "x".to_owned(),
                });
            }
            3 => pin.environment = Some("test".to_owned()),
            4 => pin.environment = Some("prod".to_owned()),
            5 => pin.cluster = Some("blue".to_owned()),
            6 => pin.account = Some(OTHER.to_owned()),
            7 => pin.region = None,
            _ => {}
        }
    }
    for (region, edition, release, flaw) in &any.images {
        let region = REGIONS[*region];
        let name = name(*edition, *release);
        let image = scene.image(region, &name);
        match flaw {
            0 => image.owner = "999988887777".to_owned(),
            1 => image.platform = None,
            2 => image.architecture = "arm64".to_owned(),
            3 => image.state = "disabled".to_owned(),
            4 => image.allowed = Some(false),
            5 => image.allowed = None,
            6 => image.deprecated = Some(time("2026-08-19T00:00:00Z")),
            7 => scene.withdraw(region, &name),
            8 => {
                let image = image.clone();
                scene.place(OTHER, region).images.insert(image.id.clone(), image);
            }
            _ => {}
        }
    }
    for (region, edition, release) in &any.pointers {
        scene.point(REGIONS[*region], &name(*edition, *release));
    }
    let denied = any.denied.iter().map(|(edition, release)| Denied {
        image: name(*edition, *release),
        reason: "x".to_owned(),
        until: None,
    });
    scene.policy.deny = denied.collect();
    scene.policy.min_age = any.min_age;
    scene.policy.region_lag = any.region_lag;
    scene.policy.limit = any.limit;
    if any.staged {
        scene.policy.environments = vec!["test".to_owned(), "prod".to_owned()];
    }
    scene
}

/// Everything that any pin of a scene could ask for, as one account sees it: what is not there is missing.
fn complete(scene: &mut Scene) {
    let regions: std::collections::BTreeSet<String> = scene
        .files
        .iter()
        .flat_map(|file| &file.pins)
        .filter(|pin| pin.account.is_none())
        .filter_map(|pin| Some(pin.region.as_ref()?.value.clone()))
        .collect();
    let places = std::mem::take(&mut scene.facts.places).into_iter();
    let own = places.filter(|(place, _)| place.account == ACCOUNT && regions.contains(&place.region));
    scene.facts.places = own.collect();
    let now = scene.now;
    let ids: Vec<ImageId> = REGIONS
        .iter()
        .flat_map(|region| (0..10).map(|number| id(region, &name(number / 5, number))))
        .collect();
    let names: Vec<String> = (0..2)
        .map(|edition| identity(&name(edition, 0)))
        .flat_map(|identity| {
            [
                families::parameter_of(&identity),
                families::release_version_parameter(&identity),
            ]
        })
        .flatten()
        .collect();
    for region in &regions {
        let facts = scene.place(ACCOUNT, region);
        for id in ids.iter().filter(|id| !facts.images.contains_key(*id)) {
            facts.missing_images.insert(id.clone(), Missing::at(now));
        }
        for name in names.iter().filter(|name| !facts.parameters.contains_key(*name)) {
            facts.missing_parameters.insert(name.clone(), now);
        }
    }
}

/// What is done about each pin, and why.
fn done(plan: &Plan) -> Vec<(String, String, Option<String>, Option<String>)> {
    let verdicts = plan.verdicts.iter();
    verdicts
        .map(|verdict| {
            let next = verdict.next.as_ref().map(|next| next.text.clone());
            let group = verdict.group.map(|group| plan.groups[group].key.clone());
            (verdict.row().name(), verdict.sentence(), next, group)
        })
        .collect()
}

proptest! {
    #[test]
    fn asking_ends_and_tells_as_much_as_everything(any in any_request()) {
        let mut scene = scene(&any);
        complete(&mut scene);
        let whole = scene.plan();
        let aws = Aws::of(&mut scene);
        let calls = aws.tell(&mut scene);
        prop_assert!(calls.rounds <= 6, "{:?}", calls);
        prop_assert_eq!(done(&scene.plan()), done(&whole));
    }

    #[test]
    fn what_fails_a_proof_is_never_taken(any in any_request()) {
        let scene = scene(&any);
        let plan = scene.plan();
        prop_assert_eq!(plan.verdicts.len(), any.pins.len());
        for verdict in &plan.verdicts {
            let row = verdict.row();
            prop_assert_eq!(row.pull_request, verdict.next.is_some());
            prop_assert_eq!(row.pull_request, verdict.group.is_some());
            let sentence = verdict.sentence();
            prop_assert!(!sentence.contains('{'), "{}", sentence);
            let Some(next) = &verdict.next else { continue };
            let image = &next.to.image;
            let region = verdict.region.as_deref().expect("it is known");
            let account = scene.files[verdict.pin.file].pins[verdict.pin.pin].account.as_deref();
            let described = scene.facts.places.iter().any(|(place, facts)| {
                place.region == region
                    && account.is_none_or(|account| place.account == account)
                    && facts.images.contains_key(&image.id)
            });
            prop_assert!(described);
            let failed = next.evidence.iter().any(|evidence| matches!(evidence.proved, Proved::Failed(_)));
            prop_assert!(!failed, "{:?}", next.evidence);
            prop_assert_eq!(&image.state, "available");
            prop_assert_ne!(image.allowed, Some(false));
            prop_assert_eq!(image.platform.as_deref(), Some("windows"));
            prop_assert_eq!(&image.architecture, "x86_64");
            prop_assert_ne!(&image.owner, "999988887777");
            prop_assert!(image.deprecated.is_none_or(|time| time > scene.now));
            let today = scene.now.to_string();
            let today = today.split('T').next().and_then(|day| day.parse().ok()).expect("a day");
            prop_assert!(denies(&scene.policy, Some(&image.id), Some(&image.name), today).is_none());
            let expected = verdict.expected.as_ref().expect("it is known");
            prop_assert!(expected.differs(&identity(&image.name)).is_empty());
            let pin = &scene.files[verdict.pin.file].pins[verdict.pin.pin];
            prop_assert_ne!(next.text.as_str(), pin.value.text());
            prop_assert!(pin.hold.is_none());
            if matches!(verdict.state(), State::Bump) {
                prop_assert!(!next.backward || row.id == "declared");
            }
        }
        let limit = scene.policy.limit.map_or(usize::MAX, |limit| limit as usize);
        prop_assert!(plan.groups.len() <= limit);
    }

    #[test]
    fn the_order_of_files_does_not_matter(any in any_request(), turn in 0..8_usize) {
        let mut scene = scene(&any);
        let by_path = |scene: &Scene| {
            let plan = scene.plan();
            assert_eq!(plan, scene.plan());
            let mut rows: Vec<(String, String, String, Option<String>)> = plan
                .verdicts
                .iter()
                .map(|verdict| {
                    let path = scene.files[verdict.pin.file].source.path().to_owned();
                    let group = verdict.group.map(|group| plan.groups[group].key.clone());
                    (path, verdict.row().name(), verdict.sentence(), group)
                })
                .collect();
            rows.sort();
            rows
        };
        let before = by_path(&scene);
        let length = scene.files.len();
        scene.files.rotate_left(turn % length);
        prop_assert_eq!(&before, &by_path(&scene));
        scene.files.reverse();
        prop_assert_eq!(&before, &by_path(&scene));
    }

    #[test]
    fn edits_change_the_pins_alone(any in any_request()) {
        let scene = scene(&any);
        let plan = scene.plan();
        for group in &plan.groups {
            let edits = edits(&plan, group, &scene.files).expect("edits");
            prop_assert!(!edits.is_empty());
            for of_file in edits {
                let source = &scene.files[of_file.file].source;
                let changed = of_file.edits.apply(source.text()).expect("they fit");
                // The pin is the only one of its file.
                let verdict = plan.verdicts.iter().find(|verdict| verdict.pin.file == of_file.file).expect("one");
                let next = verdict.next.as_ref().expect("it moves");
                prop_assert_eq!(changed, format!("ami = \"{}\"\n", next.text));
            }
        }
    }
}
