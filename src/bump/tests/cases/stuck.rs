//! Where a person has to act.

use super::*;
use crate::release::facts::{Build, Call, Missing, Output, Refusal, Why};

pub(super) fn all() -> Vec<Case> {
    [
        unknown(),
        wrong_images(),
        accounts(),
        refused(),
        searched(),
        built(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What is not known.
fn unknown() -> Vec<Case> {
    let stranger = "999988887777";
    vec![
        (
            basic(|s| s.image(EU, &windows(OLD)).name = "our-image".to_owned()),
            &["unknown-family/not-recognised"],
        ),
        (
            basic(|s| s.image(EU, &windows(OLD)).owner = stranger.to_owned()),
            &["unknown-family/untrusted-owner"],
        ),
        // Unless the policy knows the owner.
        (
            basic(|s| {
                s.image(EU, &windows(OLD)).owner = stranger.to_owned();
                s.policy
                    .owners
                    .insert(stranger.to_owned(), "our copies".to_owned());
            }),
            &["bump/newer"],
        ),
        (
            basic(|s| {
                s.first().declared = Some(identity(&windows(OLD)));
                s.image(EU, &windows(OLD)).name = "our-image".to_owned();
            }),
            &["unknown-family/own-image"],
        ),
        (
            basic(|s| {
                s.first().value = Value::Alias("al2023@v20260714".to_owned());
                s.first().declared = Some(Identity::of("eks-al2023"));
            }),
            &["unknown-family/no-parameter"],
        ),
        (
            basic(|s| {
                s.first().region = None;
                s.facts.places.clear();
            }),
            &["unknown-region/not-written"],
        ),
        // An id exists in one region alone.
        (basic(|s| s.first().region = None), &["bump/newer"]),
        (
            basic(|s| {
                let parameter = families::parameter_of(&identity(&windows(OLD))).expect("a parameter");
                let facts = s.place(ACCOUNT, EU);
                facts.parameters.clear();
                facts.missing_parameters.insert(parameter, now());
            }),
            &["missing-parameter/not-published"],
        ),
        (
            basic(|s| {
                let pin = s.first();
                pin.declared = Some(identity(&windows(OLD)));
                let full = identity(&windows(OLD).replace("Core", "Full"));
                follow(
                    pin,
                    &format!("ssm:{}", families::parameter_of(&full).expect("a parameter")),
                );
            }),
            &["mismatch/follows"],
        ),
    ]
}

/// What is not what it should be.
fn wrong_images() -> Vec<Case> {
    let stranger = "999988887777";
    vec![
        (
            wrong(|image| image.name = "our-image".to_owned()),
            &["mismatch/family"],
        ),
        (
            basic(|s| {
                let parameter = families::parameter_of(&identity(&windows(OLD))).expect("a parameter");
                let name = windows(MID).replace("2022", "2025");
                s.image(EU, &name);
                s.parameter(EU, &parameter, id(EU, &name).as_str());
            }),
            &["mismatch/family"],
        ),
        (
            wrong(|image| image.owner = stranger.to_owned()),
            &["mismatch/owner"],
        ),
        (wrong(|image| image.platform = None), &["mismatch/platform"]),
        (
            wrong(|image| image.platform = Some("Windows".to_owned())),
            &["bump/newer"],
        ),
        (
            wrong(|image| image.architecture = "arm64".to_owned()),
            &["mismatch/architecture"],
        ),
        (
            basic(|s| {
                let parameter = families::parameter_of(&identity(&windows(OLD))).expect("a parameter");
                let name = windows(MID).replace("Core", "Full");
                s.image(EU, &name);
                s.parameter(EU, &parameter, id(EU, &name).as_str());
            }),
            &["mismatch/edition"],
        ),
        (
            basic(|s| {
                let parameter = families::parameter_of(&identity(&windows(OLD))).expect("a parameter");
                let name = windows(MID).replace("1.35", "1.36");
                s.image(EU, &name);
                s.parameter(EU, &parameter, id(EU, &name).as_str());
            }),
            &["mismatch/kubernetes"],
        ),
        (
            basic(|s| {
                let parameter = families::parameter_of(&identity(&windows(OLD))).expect("a parameter");
                s.parameter(EU, &parameter, "arn:aws:x");
            }),
            &["mismatch/value"],
        ),
    ]
}

/// What the accounts say, and what they were not asked.
fn accounts() -> Vec<Case> {
    let stranger = "999988887777";
    vec![
        (
            basic(|s| {
                let mut facts = s.place(ACCOUNT, EU).clone();
                for parameter in facts.parameters.values_mut() {
                    parameter.value = id(EU, &windows(OLD)).to_string();
                }
                *s.place(OTHER, EU) = facts;
            }),
            &["mismatch/accounts"],
        ),
        // One account is named, and only it counts.
        (
            basic(|s| {
                *s.place(OTHER, EU) = PlaceFacts::default();
                s.first().account = Some(ACCOUNT.to_owned());
            }),
            &["bump/newer"],
        ),
        (
            basic(|s| s.image(EU, &windows(MID)).allowed = Some(false)),
            &["not-allowed/account"],
        ),
        (
            basic(|s| s.image(EU, &windows(MID)).allowed = None),
            &["bump/newer"],
        ),
        // The other account may launch it too, and cannot see it.
        (
            basic(|s| {
                let mut facts = s.place(ACCOUNT, EU).clone();
                facts.images.remove(&id(EU, &windows(MID)));
                facts
                    .missing_images
                    .insert(id(EU, &windows(MID)), Missing::at(now()));
                *s.place(OTHER, EU) = facts;
            }),
            &["held-region/not-arrived"],
        ),
        (
            basic(|s| s.first().region = Some(known(US))),
            &["not-asked/region"],
        ),
        (
            basic(|s| s.first().account = Some(OTHER.to_owned())),
            &["not-asked/account"],
        ),
        (
            basic(|s| s.place(ACCOUNT, EU).parameters.clear()),
            &["not-asked/parameter"],
        ),
        (
            basic(|s| {
                s.place(ACCOUNT, EU).images.remove(&id(EU, &windows(MID)));
            }),
            &["not-asked/image"],
        ),
        (
            basic(|s| {
                s.place(ACCOUNT, EU).images.remove(&id(EU, &windows(OLD)));
            }),
            &["not-asked/image"],
        ),
        (
            {
                let mut scene = golden("golden-1", "golden-2");
                scene.image(EU, "golden-2").owner = stranger.to_owned();
                scene
            },
            &["mismatch/owner"],
        ),
        (
            {
                let mut scene = golden("golden-1", "golden-2");
                scene.image(EU, "golden-2").platform = None;
                scene
            },
            &["mismatch/platform"],
        ),
    ]
}

/// Calls that AWS did not answer.
fn refused() -> Vec<Case> {
    let silent = |call, why| {
        basic(|s| {
            let facts = s.place(ACCOUNT, EU);
            *facts = PlaceFacts::default();
            facts.refusals.insert(call, Refusal { why, read_at: now() });
        })
    };
    let told = |mut scene: Scene| {
        scene.first().declared = Some(identity(&windows(OLD)));
        scene
    };
    vec![
        (silent(Call::Images, Why::Denied), &["not-asked/denied"]),
        (told(silent(Call::Parameters, Why::Denied)), &["not-asked/denied"]),
        (silent(Call::Images, Why::NotEnabled), &["not-asked/not-enabled"]),
        (silent(Call::Images, Why::Throttled), &["not-asked/throttled"]),
        (
            told(silent(Call::Parameters, Why::Unreachable)),
            &["not-asked/unreachable"],
        ),
        // Another call was refused.
        (silent(Call::Parameters, Why::Denied), &["not-asked/image"]),
        (told(silent(Call::Images, Why::Denied)), &["not-asked/parameter"]),
        (silent(Call::Instances, Why::Denied), &["not-asked/image"]),
        // What was answered counts more.
        (
            basic(|s| {
                let refusal = Refusal {
                    why: Why::Throttled,
                    read_at: now(),
                };
                let refusals = Call::ALL.map(|call| (call, refusal));
                s.place(ACCOUNT, EU).refusals.extend(refusals);
            }),
            &["bump/newer"],
        ),
        (
            basic(|s| {
                let refusal = Refusal {
                    why: Why::Throttled,
                    read_at: now(),
                };
                s.withdraw(EU, &windows(OLD));
                s.place(ACCOUNT, EU).refusals.insert(Call::Images, refusal);
            }),
            &["dead/unknown"],
        ),
    ]
}

/// Images by owner and name.
fn searched() -> Vec<Case> {
    let scene = |made: bool, images: &[&str]| {
        let mut scene = Scene::new();
        let pin = scene.pin("main.tf", EU, id(EU, "golden-1").as_str());
        follow(pin, &format!("ec2:{ACCOUNT}/golden-*"));
        for (number, name) in images.iter().enumerate() {
            scene.image(EU, name).created = time(&format!("2026-08-{:02}T00:00:00Z", number + 1));
        }
        if made {
            scene.searched(EU, ACCOUNT, "golden-*");
        }
        scene
    };
    let named = |value: &str, searched: &[&str]| {
        let mut scene = Scene::new();
        scene.pin("main.tf", EU, value);
        scene.release(EU, &[MID]);
        let owners = families::owner(&identity(&windows(OLD)), EU).accounts;
        for owner in owners.into_iter().chain(["self"]) {
            for name in searched {
                scene.searched(EU, owner, name);
            }
        }
        scene
    };
    let old = windows(OLD);
    let owner = image(EU, &old, now()).owner;
    vec![
        (scene(true, &["golden-1", "golden-2"]), &["bump/newer"]),
        (scene(true, &["golden-1"]), &["current/newest"]),
        (scene(true, &["silver-1"]), &["missing-image/no-match"]),
        // One of that name is known, but not whether it is the newest.
        (scene(false, &["golden-1", "golden-2"]), &["not-asked/image"]),
        // A name that nobody has any more; who published it is known when it stands before the name.
        (named(&old, &[&old]), &["dead/declared"]),
        (named(&format!("{owner}/{old}"), &[&old]), &["dead/replaced"]),
        (named(&old, &[]), &["unknown-family/not-recognised"]),
        (named("golden-1", &["golden-1"]), &["dead/unknown"]),
    ]
}

const PIPELINE: &str = "arn:aws:imagebuilder:us-east-1:111122223333:image-pipeline/golden";

/// A pin that follows a pipeline in Virginia, and what that has built for some regions and accounts.
fn piped(images: Option<&[(&str, &str, &str)]>) -> Scene {
    let mut scene = Scene::new();
    let pin = scene.pin("main.tf", EU, id(EU, "golden-1").as_str());
    follow(pin, &format!("image-builder:{PIPELINE}"));
    scene.image(EU, "golden-1");
    let image = scene.image(EU, "golden-2");
    image.created = time("2026-08-01T00:00:00Z");
    let build = images.map(|images| Build {
        arn: "arn:aws:imagebuilder:us-east-1:111122223333:image/golden/1.0.0/7".to_owned(),
        created: time("2026-08-01T00:00:00Z"),
        parent: None,
        images: images
            .iter()
            .map(|(region, account, name)| (((*region).to_owned(), (*account).to_owned()), id(region, name)))
            .collect(),
    });
    let output = Output {
        build,
        read_at: now(),
    };
    scene
        .place(ACCOUNT, US)
        .outputs
        .insert(PIPELINE.to_owned(), output);
    scene
}

/// What Image Builder has built.
fn built() -> Vec<Case> {
    let here = [(EU, ACCOUNT, "golden-2")];
    let change = |change: fn(&mut Scene)| {
        let mut scene = piped(Some(&here));
        change(&mut scene);
        scene
    };
    vec![
        (piped(Some(&here)), &["bump/newer"]),
        (
            change(|s| s.place(ACCOUNT, US).outputs.clear()),
            &["not-asked/output"],
        ),
        (
            change(|s| {
                let refusal = Refusal {
                    why: Why::Denied,
                    read_at: now(),
                };
                let facts = s.place(ACCOUNT, US);
                facts.outputs.clear();
                facts.refusals.insert(Call::Outputs, refusal);
            }),
            &["not-asked/denied"],
        ),
        // Somebody else was asked.
        (
            change(|s| {
                let place = s.place(ACCOUNT, US).clone();
                s.place(ACCOUNT, US).outputs.clear();
                *s.place(OTHER, US) = place;
            }),
            &["not-asked/output"],
        ),
        (piped(None), &["missing-image/not-built"]),
        (
            piped(Some(&[(US, ACCOUNT, "golden-2")])),
            &["missing-image/not-distributed"],
        ),
        (
            piped(Some(&[(EU, OTHER, "golden-2")])),
            &["missing-image/not-distributed"],
        ),
        // It stands on what was built last.
        (piped(Some(&[(EU, ACCOUNT, "golden-1")])), &["current/newest"]),
        // A build that was deleted is no way back.
        (
            change(|s| s.image(EU, "golden-1").created = time("2026-08-10T00:00:00Z")),
            &["current/newest"],
        ),
        // Another account launches it: its own copy, or the builder's when that is shared.
        (
            change(|s| {
                s.first().account = Some(OTHER.to_owned());
                let place = s.place(ACCOUNT, EU).clone();
                *s.place(OTHER, EU) = place;
            }),
            &["bump/newer"],
        ),
        (
            change(|s| {
                s.first().account = Some(OTHER.to_owned());
                let mut place = s.place(ACCOUNT, EU).clone();
                place.images.remove(&id(EU, "golden-2"));
                place
                    .missing_images
                    .insert(id(EU, "golden-2"), Missing::at(now()));
                *s.place(OTHER, EU) = place;
            }),
            &["held-region/not-arrived"],
        ),
        // Two accounts have copies of their own.
        (
            {
                let mut scene = piped(Some(&[(EU, ACCOUNT, "golden-2"), (EU, OTHER, "golden-3")]));
                let place = scene.place(ACCOUNT, EU).clone();
                *scene.place(OTHER, EU) = place;
                scene
            },
            &["mismatch/accounts"],
        ),
        (
            change(|s| {
                s.place(ACCOUNT, EU).images.remove(&id(EU, "golden-2"));
            }),
            &["not-asked/image"],
        ),
    ]
}
