//! Where the image is gone, or not wanted.

use super::*;
use crate::release::facts::Missing;

pub(super) fn all() -> Vec<Case> {
    [denied(), dead()].into_iter().flatten().collect()
}

/// What the policy denies.
fn denied() -> Vec<Case> {
    vec![
        (basic(|s| deny(s, &windows(OLD))), &["denied/replaced"]),
        // Backward, when nothing newer may be taken, and however young.
        (
            basic(|s| {
                s.image(EU, &windows(OLDEST));
                deny(s, &windows(OLD));
                deny(s, &windows(MID));
            }),
            &["denied/replaced"],
        ),
        (
            basic(|s| {
                deny(s, &windows(OLD));
                deny(s, &windows(MID));
            }),
            &["denied/no-release"],
        ),
        (
            basic(|s| {
                deny(s, &windows(OLD));
                s.withdraw(EU, &windows(MID));
            }),
            &["denied/no-release"],
        ),
    ]
}

/// What is gone.
fn dead() -> Vec<Case> {
    vec![
        (
            basic(|s| {
                s.first().declared = Some(identity(&windows(OLD)));
                s.withdraw(EU, &windows(OLD));
                s.release(EU, &[NEW]);
            }),
            &["dead/declared"],
        ),
        // What it was is known from the same place of another region.
        (
            {
                let mut scene = Scene::new();
                let (eu, us) = (id(EU, &windows(OLD)), id(US, &windows(OLD)));
                let text = format!("ami = {{\n  \"{EU}\" = \"<{eu}>\"\n  \"{US}\" = \"<{us}>\"\n}}\n");
                scene.file("map.tf", &text)[1].region = Some(known(US));
                scene.release(EU, &[OLD, MID]);
                scene.release(US, &[OLD, MID]);
                scene.withdraw(EU, &windows(OLD));
                scene
            },
            &["dead/replaced", "bump/newer"],
        ),
        // Another key of the map is something else.
        (
            {
                let mut scene = Scene::new();
                let (eu, us) = (id(EU, &windows(OLD)), id(US, &windows(OLD)));
                let text = format!("{EU}:\n  core: <{eu}>\n{US}:\n  full: <{us}>\n");
                scene.file("map.yaml", &text)[1].region = Some(known(US));
                scene.release(EU, &[OLD, MID]);
                scene.release(US, &[OLD, MID]);
                scene.withdraw(EU, &windows(OLD));
                scene
            },
            &["dead/unknown", "bump/newer"],
        ),
        // The id is one of Virginia.
        (
            {
                let mut scene = Scene::basic();
                scene.files.clear();
                scene.pin("main.tf", EU, id(US, &windows(OLD)).as_str());
                scene.image(US, &windows(OLD));
                let missing = id(US, &windows(OLD));
                scene
                    .place(ACCOUNT, EU)
                    .missing_images
                    .insert(missing, Missing::at(now()));
                scene
            },
            &["dead/replaced"],
        ),
        (basic(|s| s.withdraw(EU, &windows(OLD))), &["dead/unknown"]),
        (
            basic(|s| s.image(EU, &windows(OLD)).state = "disabled".to_owned()),
            &["dead/replaced"],
        ),
        (
            basic(|s| {
                s.first().declared = Some(identity(&windows(OLD)));
                s.withdraw(EU, &windows(OLD));
                s.image(EU, &windows(MID)).allowed = Some(false);
            }),
            &["dead/no-release"],
        ),
    ]
}
