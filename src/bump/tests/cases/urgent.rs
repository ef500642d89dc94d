//! Where the image is gone, or not wanted.

use super::*;
use crate::release::facts::{Missing, Remains};

pub(super) fn all() -> Vec<Case> {
    [denied(), dead(), recovered()].into_iter().flatten().collect()
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

/// A pin on an image that is gone, with older versions of its file, the newest first.
fn forgotten(versions: &[&str]) -> Scene {
    let mut scene = Scene::basic();
    scene.withdraw(EU, &windows(OLD));
    let old = id(EU, &windows(OLD));
    let versions = versions.iter().map(|text| text.replace("OLD", old.as_str()));
    scene
        .memory
        .versions
        .insert("main.tf".to_owned(), versions.collect());
    scene
}

/// The same with what an instance tells.
fn remembered(name: &str, owner: &str) -> Scene {
    let mut scene = forgotten(&[]);
    let old = id(EU, &windows(OLD));
    let missing = scene.place(ACCOUNT, EU).missing_images.get_mut(&old);
    missing.expect("it is missing").remembered = Some(Remains {
        name: name.to_owned(),
        owner: owner.to_owned(),
    });
    scene
}

/// What is gone, and known from elsewhere.
fn recovered() -> Vec<Case> {
    let parameter = families::parameter_of(&identity(&windows(OLD))).expect("a parameter");
    let comment = format!("# amiforge: follow=ssm:{parameter}\nami = \"OLD\"\n");
    let name = format!("ami = \"OLD\" # {}\n", windows(OLD));
    let other = format!("ami = \"OLD\" # {}\n", windows(OLD).replace("Core", "Full"));
    let declared = |mut scene: Scene| {
        scene.first().declared = Some(identity(&windows(OLD)));
        scene
    };
    let field = "module \"eks\" {\n  cluster_version = \"1.35\"\n  nodes = {\n    win = {\n      ami_type = \
                 \"WINDOWS_CORE_2022_x86_64\"\n      ami_id = \"OLD\"\n    }\n  }\n}\n";
    let owner = image(EU, &windows(OLD), now()).owner;
    vec![
        (forgotten(&[&comment]), &["dead/replaced"]),
        (forgotten(&["x = 1\n", &name]), &["dead/replaced"]),
        // Only a field said it then, and it may have been an image of one's own.
        (forgotten(&[field]), &["dead/declared"]),
        // A comment says more than a field that stood there later.
        (forgotten(&[field, &comment]), &["dead/replaced"]),
        // The newest comment counts.
        (forgotten(&[&name, &other]), &["dead/replaced"]),
        (forgotten(&[&other, &name]), &["dead/no-release"]),
        (forgotten(&["ami = \"OLD\"\n"]), &["dead/unknown"]),
        // Beside another id.
        (
            forgotten(&[&format!(
                "a = \"OLD\"\nb = \"{}\" # {}\n",
                id(US, "x"),
                windows(OLD)
            )]),
            &["dead/unknown"],
        ),
        (declared(forgotten(&[&name])), &["dead/replaced"]),
        // What was said before about something else than the file declares now is of no use.
        (declared(forgotten(&[&other])), &["dead/declared"]),
        (declared(forgotten(&[field])), &["dead/declared"]),
        (remembered(&windows(OLD), &owner), &["dead/replaced"]),
        (declared(remembered(&windows(OLD), &owner)), &["dead/replaced"]),
        (
            declared(remembered(&windows(OLD).replace("Core", "Full"), &owner)),
            &["dead/replaced"],
        ),
        // A name alone is no proof.
        (remembered(&windows(OLD), "999988887777"), &["dead/remembered"]),
        (remembered("golden-1", ACCOUNT), &["dead/remembered"]),
        (declared(remembered("golden-1", ACCOUNT)), &["dead/remembered"]),
    ]
}
