//! Where a person has to act.

use super::*;
use crate::release::facts::Missing;

pub(super) fn all() -> Vec<Case> {
    [unknown(), wrong_images(), accounts()]
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
            basic(|s| {
                let arn = "image-builder:arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/golden";
                follow(s.first(), arn);
            }),
            &["not-asked/output"],
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
