//! Where the policy holds.

use super::*;
use crate::pin::Hold;

pub(super) fn all() -> Vec<Case> {
    [
        regions(),
        unproven_regions(),
        clusters(),
        environments(),
        comments(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The parameter of Virginia names an image of somebody else.
fn wrong_in_virginia(scene: &mut Scene) {
    scene.image(US, &windows(MID)).owner = "999988887777".to_owned();
}

/// Nobody asked about Virginia, where the pin says what it follows.
fn unasked(scene: &mut Scene) {
    let parameter = families::parameter_of(&identity(&windows(OLD))).expect("a parameter");
    follow(&mut scene.files[1].pins[0], &format!("ssm:{parameter}"));
    scene.facts.places.retain(|place, _| place.region != US);
}

/// Regions wait for each other.
fn regions() -> Vec<Case> {
    vec![
        (
            two_regions(|s| s.point(US, &windows(OLD))),
            &["held-region/lagging", "current/newest"],
        ),
        (two_regions(|_| {}), &["bump/newer", "bump/newer"]),
        // The parameter of Virginia names it already, but nobody can launch it there.
        (
            two_regions(|s| s.withdraw(US, &windows(MID))),
            &["held-region/lagging", "held-region/not-arrived"],
        ),
        // The week is over.
        (
            two_regions(|s| {
                s.now = time("2026-08-21T00:00:00Z");
                s.withdraw(US, &windows(MID));
            }),
            &["bump/newer", "held-region/not-arrived"],
        ),
        (
            two_regions(|s| {
                s.policy.region_lag = 0;
                s.facts.places.remove(&Place {
                    partition: "aws".to_owned(),
                    account: ACCOUNT.to_owned(),
                    region: US.to_owned(),
                });
                s.release(US, &[OLD]);
            }),
            &["bump/newer", "held-region/left-behind"],
        ),
        // Other regions have a release before, and both take it.
        (
            two_regions(|s| {
                s.policy.min_age = 0;
                s.release(EU, &[NEW]);
            }),
            &["bump/unseen", "bump/newer"],
        ),
        // What one region refuses, none takes.
        (
            two_regions(|s| deny(s, id(US, &windows(MID)).as_str())),
            &["current/newer-refused", "current/newer-refused"],
        ),
        (
            basic(|s| s.withdraw(EU, &windows(MID))),
            &["held-region/not-arrived"],
        ),
        (
            basic(|s| s.image(EU, &windows(MID)).state = "pending".to_owned()),
            &["held-region/not-arrived"],
        ),
    ]
}

/// What one region shows of a release concerns the others.
fn unproven_regions() -> Vec<Case> {
    vec![
        // What Virginia names is not what it should be: nobody takes it before that is explained, however old it is.
        (
            two_regions(|s| {
                s.now = time("2026-09-20T00:00:00Z");
                wrong_in_virginia(s);
            }),
            &["held-region/unproven", "mismatch/owner"],
        ),
        // With a hold there the others go.
        (
            two_regions(|s| {
                wrong_in_virginia(s);
                s.files[1].pins[0].hold = Some(Hold {
                    until: Some(day("2026-12-31")),
                    reason: "looked into".to_owned(),
                });
            }),
            &["bump/newer", "hold/until"],
        ),
        // Another pin of the same place takes it: the trouble is of this pin alone.
        (
            {
                let mut scene = golden("golden-1", "golden-2");
                let pin = scene.pin("other.tf", EU, id(EU, "golden-1").as_str());
                follow(pin, &format!("ssm:{GOLDEN}"));
                pin.declared = Some(Identity::of("bottlerocket"));
                scene
            },
            &["bump/newer", "mismatch/platform"],
        ),
        // Nobody asked about Virginia: it may not have it.
        (two_regions(unasked), &["held-region/lagging", "not-asked/region"]),
        (
            two_regions(|s| {
                s.now = time("2026-08-21T00:00:00Z");
                unasked(s);
            }),
            &["bump/newer", "not-asked/region"],
        ),
        (
            two_regions(|s| {
                let facts = s.place(ACCOUNT, US);
                let names: Vec<String> = std::mem::take(&mut facts.parameters).into_keys().collect();
                let now = s.now;
                let missing = names.into_iter().map(|name| (name, now));
                s.place(ACCOUNT, US).missing_parameters.extend(missing);
            }),
            &["held-region/lagging", "missing-parameter/not-published"],
        ),
        // It is there, but the account does not allow it.
        (
            two_regions(|s| s.image(US, &windows(MID)).allowed = Some(false)),
            &["held-region/lagging", "not-allowed/account"],
        ),
    ]
}

/// Control planes and node groups.
fn clusters() -> Vec<Case> {
    let hold = |until: Option<&str>| {
        Some(Hold {
            until: until.map(day),
            reason: "drivers are tested".to_owned(),
        })
    };
    vec![
        (
            basic(|s| s.first().cluster_version = Some("1.34".to_owned())),
            &["held-cluster/control-plane"],
        ),
        (
            basic(|s| s.first().cluster_version = Some("1.35".to_owned())),
            &["bump/newer"],
        ),
        (node_group(OLD, OLD), &["bump/newer", "bump/newer"]),
        (
            {
                let mut scene = node_group(OLD, OLD);
                scene.files[0].pins[1].hold = hold(Some("2026-12-31"));
                scene
            },
            &["held-cluster/member", "hold/until"],
        ),
        // The other one stands there already.
        (node_group(OLD, MID), &["bump/newer", "current/newest"]),
        // Two ids in one map are two node groups.
        (
            {
                let mut scene = Scene::basic();
                let old = id(EU, &windows(OLD));
                let pins = scene.file("b.tf", &format!("a = \"<{old}>\"\nb = \"<{old}>\"\n"));
                pins[0].owner = Some(Span::new(0, 60));
                pins[1].owner = Some(Span::new(0, 60));
                pins[1].hold = hold(Some("2026-12-31"));
                scene
            },
            &["bump/newer", "bump/newer", "hold/until"],
        ),
        (
            {
                let mut scene = node_group(OLD, OLD);
                let identity = identity(&windows(OLD));
                let beside = families::release_version_parameter(&identity).expect("a parameter");
                scene.parameter(EU, &beside, "1.35-2026.07.14");
                scene
            },
            &["held-cluster/member", "held-cluster/reading"],
        ),
    ]
}

/// Environments, one after the other.
fn environments() -> Vec<Case> {
    vec![
        // The history of `test.tf` is cut.
        (
            staged(MID, ""),
            &["held-environment/history-cut", "current/newest"],
        ),
        (
            staged(MID, "2026-08-19"),
            &["held-environment/soak", "current/newest"],
        ),
        (staged(MID, "2026-08-17"), &["bump/newer", "current/newest"]),
        (
            staged(OLD, "2026-08-01"),
            &["held-environment/behind", "bump/newer"],
        ),
        // Test is to become another minor first, whatever the day of its release.
        (
            {
                let mut scene = staged(MID, "2026-08-01");
                let minor = |release: &str| windows(release).replace("1.35", "1.36");
                for file in &mut scene.files {
                    file.pins[0].declared = Some(identity(&minor(MID)));
                }
                scene.image(EU, &minor(MID));
                scene.point(EU, &minor(MID));
                scene
            },
            &["held-environment/behind", "bump/declared"],
        ),
        // Prod takes what test has proven, although test has something newer to do.
        (
            {
                let mut scene = staged(MID, "2026-08-13");
                scene.policy.min_age = 0;
                scene.release(EU, &[NEW]);
                scene
            },
            &["bump/fallback", "bump/newer"],
        ),
        // An environment that is not in the list waits for nobody.
        (
            {
                let mut scene = staged(OLD, "2026-08-01");
                scene.first().environment = Some("sandbox".to_owned());
                scene
            },
            &["bump/newer", "bump/newer"],
        ),
    ]
}

/// What comments and files say.
fn comments() -> Vec<Case> {
    let hold = |until: Option<&str>| {
        Some(Hold {
            until: until.map(day),
            reason: "drivers are tested".to_owned(),
        })
    };
    vec![
        (
            basic(|s| s.first().hold = hold(Some("2026-08-20"))),
            &["hold/until"],
        ),
        (
            basic(|s| s.first().hold = hold(Some("2026-08-19"))),
            &["bump/newer"],
        ),
        (basic(|s| s.first().hold = hold(None)), &["hold/unreadable-date"]),
        (
            basic(|s| s.first().role = Role::LeftAlone("a placeholder".to_owned())),
            &["ignored/left-alone"],
        ),
        (
            basic(|s| s.first().role = Role::Floats("follows a parameter at each launch".to_owned())),
            &["floats/by-itself"],
        ),
        (
            basic(|s| s.first().value = Value::Reference("latest".to_owned())),
            &["floats/by-itself"],
        ),
    ]
}
