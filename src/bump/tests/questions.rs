//! What is asked, in what order, and how many calls it takes.

use super::asked::{Aws, asker};
use super::cases::{GOLDEN, deny};
use super::*;
use crate::bump::ask::{Asker, Questions, questions};
use crate::release::facts::{Call, Refusal, Remains, Search, Why};

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

fn of_minor(minor: u32, release: &str) -> String {
    windows(release).replace("1.35", &format!("1.{minor}"))
}

/// 300 pins in 17 regions: 18 minors each, with one less in some.
fn fleet(annotated: bool) -> (Scene, Vec<usize>) {
    let mut scene = Scene::new();
    let mut pins = vec![0; REGIONS.len()];
    for number in 0..300_usize {
        let (at, minor) = (number % 17, 20 + u32::try_from(number / 17).expect("small"));
        let (region, old, new) = (REGIONS[at], of_minor(minor, OLD), of_minor(minor, MID));
        pins[at] += 1;
        scene.image(region, &old);
        scene.image(region, &new);
        scene.point(region, &new);
        let pin = scene.pin(&format!("{number}.tf"), region, id(region, &old).as_str());
        if annotated {
            let parameter = families::parameter_of(&identity(&old)).expect("a parameter");
            follow(pin, &format!("ssm:{parameter}"));
        }
    }
    (scene, pins)
}

#[test]
fn three_hundred_annotated_pins_take_one_description_a_region() {
    let (mut scene, pins) = fleet(true);
    let aws = Aws::of(&mut scene);
    let calls = aws.tell(&mut scene);
    assert_eq!(calls.rounds, 2);
    for (region, pins) in REGIONS.iter().zip(&pins) {
        assert_eq!(calls.parameters[*region], pins.div_ceil(10), "{region}");
        assert_eq!(calls.images[*region], 1, "{region}");
    }
    assert_eq!(calls.parameters.values().sum::<usize>(), 34);
    assert!(calls.searches.is_empty() && calls.instances == 0 && calls.outputs == 0);
    assert!(scene.rows().iter().all(|row| row == "bump/newer"));
    // All that is there was asked for, and nothing else.
    assert_eq!(scene.plan(), {
        let known = std::mem::replace(&mut scene.facts, aws.truth.clone());
        let plan = scene.plan();
        scene.facts = known;
        plan
    });
}

#[test]
fn pins_that_only_their_images_explain_take_two_descriptions_a_region() {
    let (mut scene, pins) = fleet(false);
    let calls = Aws::of(&mut scene).tell(&mut scene);
    assert_eq!(calls.rounds, 3);
    for (region, pins) in REGIONS.iter().zip(&pins) {
        assert_eq!(calls.parameters[*region], pins.div_ceil(10), "{region}");
        assert_eq!(calls.images[*region], 2, "{region}");
    }
    assert!(scene.rows().iter().all(|row| row == "bump/newer"));
}

#[test]
fn more_ids_than_a_filter_takes_are_asked_for_in_chunks() {
    let mut scene = Scene::new();
    for number in 0..250_u32 {
        let pin = scene.pin(&format!("{number}.tf"), EU, &format!("ami-{number:017x}"));
        follow(pin, &format!("ssm:{GOLDEN}/{number}"));
        let new = format!("golden-{number}");
        scene.image(EU, &new);
        scene.parameter(EU, &format!("{GOLDEN}/{number}"), id(EU, &new).as_str());
    }
    let calls = Aws::of(&mut scene).tell(&mut scene);
    assert_eq!((calls.parameters[EU], calls.images[EU]), (25, 3));
}

fn only(questions: &Questions) -> &ask::Ask {
    assert_eq!(questions.len(), 1, "{questions:?}");
    questions.values().next().expect("one")
}

#[test]
fn nothing_known_leads_to_questions() {
    let mut scene = Scene::basic();
    scene.facts = Facts::default();
    assert_eq!(scene.rows(), ["not-asked/region"]);
    let asked = questions(&scene.request(), &asker());
    let ask = only(&asked);
    assert_eq!(ask.images.len(), 1);
    assert!(ask.parameters.is_empty() && ask.searches.is_empty());
    // The same of a region that only another account was asked about.
    scene.place(OTHER, EU);
    assert_eq!(questions(&scene.request(), &asker()), asked);
}

#[test]
fn what_is_not_for_this_account_is_not_asked() {
    let mut scene = Scene::basic();
    scene.facts = Facts::default();
    scene.first().account = Some(OTHER.to_owned());
    assert!(questions(&scene.request(), &asker()).is_empty());
    scene.first().account = Some(ACCOUNT.to_owned());
    assert!(!questions(&scene.request(), &asker()).is_empty());
    for region in ["cn-north-1", "us-gov-west-1"] {
        scene.first().region = Some(known(region));
        assert!(questions(&scene.request(), &asker()).is_empty());
    }
    let china = Asker {
        partition: "aws-cn".to_owned(),
        account: ACCOUNT.to_owned(),
    };
    assert!(questions(&scene.request(), &china).is_empty());
    scene.first().region = Some(known("cn-north-1"));
    assert_eq!(questions(&scene.request(), &china).len(), 1);
    // Nor what is no pin.
    for role in [
        Role::LeftAlone("prose".to_owned()),
        Role::Floats("floats".to_owned()),
    ] {
        let mut scene = Scene::basic();
        scene.facts = Facts::default();
        scene.first().role = role;
        assert!(questions(&scene.request(), &asker()).is_empty());
    }
}

#[test]
fn a_pin_without_a_region_is_looked_for_in_all_that_are_named() {
    let mut scene = Scene::two_regions();
    scene.pin(
        "third.tf",
        "eu-central-1",
        id("eu-central-1", &windows(OLD)).as_str(),
    );
    scene.release("eu-central-1", &[OLD, MID]);
    let pin = scene.pin("lost.tf", EU, id(US, &windows(OLDEST)).as_str());
    pin.region = None;
    scene.image(US, &windows(OLDEST));
    let aws = Aws::of(&mut scene);
    let calls = aws.tell(&mut scene);
    assert_eq!(scene.rows(), vec!["bump/newer"; 4]);
    assert_eq!(
        calls.images,
        [EU, US, "eu-central-1"].map(|r| (r.to_owned(), 2)).into()
    );
    // Nobody names a region.
    let mut scene = Scene::basic();
    scene.facts = Facts::default();
    scene.first().region = None;
    assert!(questions(&scene.request(), &asker()).is_empty());
}

#[test]
fn a_guessed_region_is_given_up_when_the_image_is_in_another() {
    let mut scene = Scene::two_regions();
    let pin = scene.pin("guess.tf", EU, id(US, &windows(OLDEST)).as_str());
    pin.region = Some(Known {
        value: EU.to_owned(),
        from: Known::DEFAULT,
    });
    scene.image(US, &windows(OLDEST));
    Aws::of(&mut scene).tell(&mut scene);
    assert_eq!(scene.rows(), ["bump/newer"; 3]);
}

/// What is different in a scene.
type Change = fn(&mut Scene);

#[test]
fn older_releases_are_searched_where_the_named_one_cannot_be_taken() {
    let accounts = families::owner(&identity(&windows(OLD)), EU).accounts;
    let searches = accounts.iter().map(|owner| Search {
        owner: (*owner).to_owned(),
        name: "Windows_Server-2022-English-Core-EKS_Optimized-1.35-????.??.??".to_owned(),
    });
    let searches: Vec<Search> = searches.collect();
    assert_eq!(searches.len(), 2);
    let cases: [(Change, &[&str], bool); 8] = [
        (|_| (), &["bump/newer"], false),
        (|s| s.release(EU, &[MID, NEW]), &["bump/unseen"], true),
        (|s| deny(s, &windows(MID)), &["current/newer-refused"], true),
        (
            |s| s.image(EU, &windows(MID)).deprecated = Some(now()),
            &["current/newer-refused"],
            true,
        ),
        (
            |s| s.image(EU, &windows(MID)).state = "pending".to_owned(),
            &["held-region/not-arrived"],
            true,
        ),
        (
            |s| s.withdraw(EU, &windows(MID)),
            &["held-region/not-arrived"],
            true,
        ),
        (|s| s.point(EU, &windows(OLD)), &["current/newest"], false),
        // Its parameter names an image that nothing launches from any more.
        (
            |s| {
                s.image(EU, &windows(OLDEST));
                s.point(EU, &windows(OLD));
                s.image(EU, &windows(OLD)).state = "disabled".to_owned();
            },
            &["dead/replaced"],
            true,
        ),
    ];
    for (number, (change, rows, searched)) in cases.into_iter().enumerate() {
        let mut scene = Scene::basic();
        change(&mut scene);
        let calls = Aws::of(&mut scene).tell(&mut scene);
        assert_eq!(scene.rows(), rows, "{number}");
        let expected = searched.then(|| (EU.to_owned(), searches.clone()));
        assert_eq!(calls.searches, expected.into_iter().collect(), "{number}");
    }
}

fn now() -> Time {
    time("2026-08-20T12:00:00Z")
}

/// A node group of EKS's Linux on an old release, with its release version.
fn linux_group(releases: &[&str]) -> Scene {
    let name = |release: &str| format!("amazon-eks-node-al2023-x86_64-standard-1.33-v{release}");
    let mut scene = Scene::new();
    let old = id(EU, &name(releases[0]));
    let pins = scene.file(
        "eks.tf",
        &format!("g = {{ ami = \"<{old}>\" v = \"<1.33.1-{}>\" }}", releases[0]),
    );
    for pin in pins {
        pin.owner = Some(Span::new(4, 60));
        pin.declared = Some(identity(&name(releases[0])));
    }
    for release in releases {
        scene.image(EU, &name(release));
        let parameter = families::release_version_of_image(&identity(&name(release)), &name(release));
        scene.parameter(EU, &parameter.expect("a parameter"), &format!("1.33.4-{release}"));
    }
    scene.point(EU, &name(releases.last().expect("one")));
    scene
}

#[test]
fn the_release_version_is_asked_for_with_the_id() {
    let mut scene = linux_group(&["20260601", "20260701"]);
    let calls = Aws::of(&mut scene).tell(&mut scene);
    assert_eq!(scene.rows(), ["bump/newer", "bump/newer"]);
    assert_eq!((calls.rounds, calls.parameters[EU], calls.images[EU]), (2, 1, 1));
    // The document above the leaves is read for a release version alone.
    for version in [false, true] {
        let mut scene = Scene::basic();
        scene.first().declared = Some(identity(&windows(OLD)));
        if version {
            let release = format!("1.35-{OLD}");
            scene.pin("v.tf", EU, &release).declared = Some(identity(&windows(OLD)));
        }
        Aws::of(&mut scene).tell(&mut scene);
        let asked = &scene.place(ACCOUNT, EU).parameters;
        assert_eq!(asked.len(), 1 + usize::from(version), "{:?}", asked.keys());
        assert!(scene.rows().iter().all(|row| row == "bump/newer"));
    }
}

#[test]
fn the_release_version_of_an_older_release_has_a_parameter_of_its_own() {
    let mut scene = linux_group(&["20260601", "20260701", "20260819"]);
    let aws = Aws::of(&mut scene);
    let calls = aws.tell(&mut scene);
    assert_eq!(scene.rows(), ["bump/unseen", "bump/unseen"]);
    let plan = scene.plan();
    let texts: Vec<&str> = plan
        .verdicts
        .iter()
        .filter_map(|verdict| Some(verdict.next.as_ref()?.text.as_str()))
        .collect();
    assert_eq!(texts[1], "1.33.4-20260701");
    assert_eq!((calls.parameters[EU], calls.searches[EU].len()), (2, 1));
    // One that does not exist keeps the node group where it is.
    let mut scene = linux_group(&["20260601", "20260701", "20260819"]);
    let facts = scene.place(ACCOUNT, EU);
    facts.parameters.retain(|name, _| !name.contains("v20260701"));
    Aws::of(&mut scene).tell(&mut scene);
    assert_eq!(scene.rows(), ["held-cluster/member", "held-age/too-young"]);
}

#[test]
fn names_and_patterns_are_searched() {
    let mut scene = Scene::new();
    let name = "golden-1";
    let pin = scene.pin("golden.tf", EU, name);
    follow(pin, &format!("ec2:{ACCOUNT}/golden-*"));
    scene.image(EU, name);
    scene.image(EU, "golden-2").created = time("2026-08-01T00:00:00Z");
    let aws = Aws::of(&mut scene);
    let calls = aws.tell(&mut scene);
    assert_eq!(scene.rows(), ["bump/newer"]);
    let search = Search {
        owner: ACCOUNT.to_owned(),
        name: "golden-*".to_owned(),
    };
    assert_eq!(calls.searches[EU], [search]);
    assert!(calls.images.is_empty() && calls.parameters.is_empty());
    // A name of a family is searched for with its publishers, then its parameter is read.
    let mut scene = Scene::new();
    scene.pin("node.tf", EU, &windows(OLD));
    scene.release(EU, &[OLD, MID]);
    let calls = Aws::of(&mut scene).tell(&mut scene);
    assert_eq!(scene.rows(), ["bump/newer"]);
    let owners: Vec<&str> = calls.searches[EU].iter().map(|s| s.owner.as_str()).collect();
    assert!(owners.contains(&"self") && owners.len() >= 2, "{owners:?}");
    assert!(
        calls.searches[EU]
            .iter()
            .all(|search| search.name == windows(OLD))
    );
    assert_eq!((calls.parameters[EU], calls.images[EU]), (1, 1));
}

#[test]
fn who_owns_what_a_parameter_names_is_asked_where_nobody_is_listed() {
    let mut scene = Scene::new();
    let name = |release: &str| format!("bottlerocket-aws-k8s-1.33-x86_64-v1.{release}.0-431fe75a");
    let region = "ap-southeast-7";
    scene.pin("b.tf", region, id(region, &name("40")).as_str());
    for release in ["40", "41"] {
        scene.image(region, &name(release)).owner = "999988887777".to_owned();
    }
    scene.point(region, &name("41"));
    Aws::of(&mut scene).tell(&mut scene);
    assert_eq!(scene.rows(), ["bump/newer"]);
}

#[test]
fn what_was_refused_is_not_asked_again() {
    for (call, asked) in [(Call::Parameters, true), (Call::Images, false)] {
        let mut scene = Scene::basic();
        let refusal = Refusal {
            why: Why::Denied,
            read_at: now(),
        };
        scene.place(ACCOUNT, EU).refusals.insert(call, refusal);
        let calls = Aws::of(&mut scene).tell(&mut scene);
        assert_eq!(calls.parameters.contains_key(EU), asked);
        assert!(!scene.rows()[0].starts_with("bump"));
    }
}

#[test]
fn outputs_are_asked_of_those_who_build() {
    let arn = "arn:aws:imagebuilder:us-east-1:111122223333:image-pipeline/golden";
    let mut scene = Scene::new();
    let pin = scene.pin("g.tf", EU, id(EU, "golden-1").as_str());
    follow(pin, &format!("image-builder:{arn}"));
    // The machine is launched by another account than the one that builds.
    pin.account = Some(OTHER.to_owned());
    let asked = questions(&scene.request(), &asker());
    assert_eq!(asked.keys().collect::<Vec<_>>(), [US]);
    assert_eq!(only(&asked).outputs, [arn.to_owned()].into());
    follow(
        scene.first(),
        &format!("image-builder:{}", arn.replace(ACCOUNT, OTHER)),
    );
    assert!(questions(&scene.request(), &asker()).is_empty());
}

#[test]
fn instances_are_asked_when_nothing_else_tells_what_an_image_was() {
    let lost = || {
        let mut scene = Scene::basic();
        scene.withdraw(EU, &windows(OLD));
        scene
    };
    let remains = Remains {
        name: windows(OLD),
        owner: image(EU, &windows(OLD), now()).owner,
    };
    let tell = |mut scene: Scene, remains: Option<Remains>| {
        let mut aws = Aws::of(&mut scene);
        let old = id(EU, &windows(OLD));
        aws.remembered.extend(remains.map(|remains| (old, remains)));
        let calls = aws.tell(&mut scene);
        (calls.instances, scene.rows().remove(0))
    };
    let row = |row: &str| row.to_owned();
    assert_eq!(tell(lost(), Some(remains.clone())), (1, row("dead/replaced")));
    assert_eq!(tell(lost(), None), (1, row("dead/unknown")));
    let mut declared = lost();
    declared.first().declared = Some(identity(&windows(OLD)));
    assert_eq!(tell(declared, None), (1, row("dead/declared")));
    // A comment tells it, or an older version of the file does.
    let mut told = lost();
    let parameter = families::parameter_of(&identity(&windows(OLD))).expect("a parameter");
    follow(told.first(), &format!("ssm:{parameter}"));
    assert_eq!(tell(told, None), (0, row("dead/replaced")));
    let mut past = lost();
    let version = format!("a = \"{}\" # {}\n", id(EU, &windows(OLD)), windows(OLD));
    past.memory.versions.insert("main.tf".to_owned(), vec![version]);
    assert_eq!(tell(past, None), (0, row("dead/replaced")));
    // A refusal decides nothing.
    let mut refused = lost();
    let refusal = Refusal {
        why: Why::Denied,
        read_at: now(),
    };
    refused
        .place(ACCOUNT, EU)
        .refusals
        .insert(Call::Instances, refusal);
    assert_eq!(tell(refused, Some(remains)), (1, row("dead/unknown")));
}
