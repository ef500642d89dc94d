//! Scenarios with the rows that their pins end in: every row, and near misses.

mod held;
mod moving;
mod stuck;
mod urgent;

use super::*;
use crate::bump::policy::Denied;

/// All of them.
pub(super) fn all() -> Vec<Case> {
    [moving::all(), held::all(), urgent::all(), stuck::all()]
        .into_iter()
        .flatten()
        .collect()
}

pub(super) const GOLDEN: &str = "/golden/win";

pub(super) fn day(text: &str) -> jiff::civil::Date {
    text.parse().expect("a day")
}

pub(super) fn deny(scene: &mut Scene, image: &str) {
    scene.policy.deny.push(Denied {
        image: image.to_owned(),
        reason: "containerd leaks".to_owned(),
        until: None,
    });
}

/// A pin that follows a parameter of one's own, which names `new`.
pub(super) fn golden(old: &str, new: &str) -> Scene {
    let mut scene = Scene::new();
    let pin = scene.pin("main.tf", EU, id(EU, old).as_str());
    follow(pin, &format!("ssm:{GOLDEN}"));
    scene.image(EU, old).platform = Some("windows".to_owned());
    let image = scene.image(EU, new);
    image.platform = Some("windows".to_owned());
    image.created = time("2026-08-01T00:00:00Z");
    scene.parameter(EU, GOLDEN, id(EU, new).as_str());
    scene
}

/// A node group with the id of one release and the release version of another.
pub(super) fn node_group(ami: &str, release: &str) -> Scene {
    let mut scene = Scene::new();
    let old = id(EU, &windows(ami));
    let pins = scene.file(
        "eks.tf",
        &format!("g = {{\n  ami = \"<{old}>\"\n  version = \"<1.35-{release}>\"\n}}\n"),
    );
    for pin in pins {
        pin.owner = Some(Span::new(4, 90));
        pin.declared = Some(identity(&windows(OLD)));
    }
    scene.release(EU, &[OLD, MID]);
    scene
}

/// A pin of `prod` and one of `test`, the latter on `release` since the day given.
pub(super) fn staged(release: &str, since: &str) -> Scene {
    let mut scene = Scene::basic();
    scene.policy.environments = vec!["test".to_owned(), "prod".to_owned()];
    scene.first().environment = Some("prod".to_owned());
    let text = id(EU, &windows(release)).to_string();
    scene.pin("test.tf", EU, &text).environment = Some("test".to_owned());
    if !since.is_empty() {
        let since = Remembered::Since(time(&format!("{since}T00:00:00Z")));
        scene.memory.stands.insert(("test.tf".to_owned(), text), since);
    }
    scene
}

/// A pin that declares what its image is not.
pub(super) fn declares(change: impl FnOnce(&mut Identity)) -> Scene {
    let mut scene = Scene::basic();
    let mut declared = identity(&windows(OLD));
    change(&mut declared);
    scene.first().declared = Some(declared);
    scene
}

/// A pin whose parameter names an image that looks wrong.
pub(super) fn wrong(change: impl FnOnce(&mut Image)) -> Scene {
    let mut scene = Scene::basic();
    scene.first().declared = Some(identity(&windows(OLD)));
    let image = scene.image(EU, &windows(MID));
    change(image);
    scene
}

pub(super) fn basic(change: impl FnOnce(&mut Scene)) -> Scene {
    let mut scene = Scene::basic();
    change(&mut scene);
    scene
}

pub(super) fn two_regions(change: impl FnOnce(&mut Scene)) -> Scene {
    let mut scene = Scene::two_regions();
    change(&mut scene);
    scene
}

/// What has to come out, pin by pin.
pub(super) type Case = (Scene, &'static [&'static str]);

pub(super) fn now() -> Time {
    time("2026-08-20T12:00:00Z")
}
