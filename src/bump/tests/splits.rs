//! Clusters whose pins are of different releases.

use super::*;
use crate::bump::splits::splits;
use crate::pin::Hold;

fn reasons(scene: &Scene) -> Vec<(Vec<usize>, String)> {
    let splits = splits(&scene.request());
    let pins = |pins: &[PinRef]| pins.iter().map(|pin| pin.pin).collect();
    splits
        .iter()
        .map(|split| (pins(&split.pins), split.reason.clone()))
        .collect()
}

/// One node group, with an id and a release version.
fn node_group(ami: &str, version: &str) -> Scene {
    let mut scene = Scene::new();
    let ami = id(EU, &windows(ami));
    for pin in scene.file("a.tf", &format!("a = \"<{ami}>\"\nb = \"<{version}>\"\n")) {
        pin.owner = Some(Span::new(0, 50));
    }
    scene.release(EU, &[OLD, MID]);
    scene
}

#[test]
fn an_id_and_a_release_version_of_two_releases() {
    assert_eq!(reasons(&node_group(OLD, "1.35-2026.07.14")), []);
    // Spelling does not count.
    assert_eq!(reasons(&node_group(OLD, "1.35-2026-07-14")), []);
    let split = reasons(&node_group(OLD, "1.35-2026.08.14"));
    assert_eq!(split.len(), 1);
    assert_eq!(split[0].0, [0, 1]);
    assert!(
        split[0].1.contains("2026.07.14 and 1.35-2026.08.14"),
        "{}",
        split[0].1
    );
    // A hold says that it is meant.
    let mut scene = node_group(OLD, "1.35-2026.08.14");
    scene.first().hold = Some(Hold {
        until: None,
        reason: "drivers".to_owned(),
    });
    assert_eq!(reasons(&scene), []);
    // Without facts nothing is known of the id.
    let mut scene = node_group(OLD, "1.35-2026.08.14");
    scene.facts = Facts::default();
    assert_eq!(reasons(&scene), []);
}

#[test]
fn one_cluster_on_two_releases_or_two_minors() {
    let cluster = |first: &str, second: &str| {
        let mut scene = Scene::new();
        for (path, name) in [("a.tf", first), ("b.tf", second)] {
            scene.pin(path, EU, id(EU, name).as_str()).cluster = Some("blue".to_owned());
            scene.image(EU, name);
        }
        scene
    };
    let core = windows(OLD);
    assert_eq!(reasons(&cluster(&core, &core)), []);
    assert_eq!(reasons(&cluster(&core, &windows(MID))).len(), 1);
    assert_eq!(reasons(&cluster(&core, &core.replace("1.35", "1.34"))).len(), 1);
    // Other editions are other node groups.
    assert_eq!(
        reasons(&cluster(&core, &windows(MID).replace("Core", "Full"))),
        []
    );
    // Other clusters are other clusters.
    let mut scene = cluster(&core, &windows(MID));
    scene.files[1].pins[0].cluster = Some("green".to_owned());
    assert_eq!(reasons(&scene), []);
}
