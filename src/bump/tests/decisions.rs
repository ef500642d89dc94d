//! What verdicts and groups say besides their row.

use super::cases::*;
use super::*;
use crate::bump::policy;
use crate::pin::{Companion, CompanionKind, Hold};
use crate::release::Architecture;

#[test]
fn one_account_does_not_answer_for_another() {
    let mut scene = Scene::basic();
    scene.first().account = Some(OTHER.to_owned());
    let facts = scene.place(ACCOUNT, EU).clone();
    *scene.place(OTHER, EU) = facts;
    // The newest is too young, and of the one before the account was told nothing.
    scene.release(EU, &[NEW]);
    let new = scene.place(ACCOUNT, EU).clone();
    let other = scene.place(OTHER, EU);
    *other = new;
    other.images.remove(&id(EU, &windows(MID)));
    assert_eq!(scene.rows(), ["held-age/too-young"]);
}

#[test]
fn a_pin_that_moves_comes_with_its_proofs() {
    let plan = Scene::basic().plan();
    let verdict = &plan.verdicts[0];
    let next = verdict.next.as_ref().expect("it moves");
    assert_eq!(next.text, id(EU, &windows(MID)).as_str());
    assert_eq!(next.to.release_version, None);
    let proofs: Vec<Proof> = next.evidence.iter().map(|evidence| evidence.what).collect();
    for proof in [
        Proof::Available,
        Proof::Allowed,
        Proof::Owner,
        Proof::Family,
        Proof::Platform,
        Proof::Edition,
        Proof::Architecture,
        Proof::Kubernetes,
    ] {
        assert!(proofs.contains(&proof), "{proof:?}");
    }
    assert!(
        next.evidence
            .iter()
            .all(|evidence| evidence.proved == Proved::Proved)
    );
    assert_eq!(plan.groups[0].key, "windows-2022-core-eks-1.35");
    assert_eq!(plan.groups[0].kind, Kind::Routine);
    assert_eq!(verdict.current.age, Some(37));
    assert_eq!(verdict.current.forecast, Some(day("2026-11-14")));
    assert_eq!(verdict.current.forecast_days, Some(86));

    let scene = basic(|s| s.image(EU, &windows(MID)).allowed = None);
    let plan = scene.plan();
    let next = plan.verdicts[0].next.as_ref().expect("it moves");
    let allowed = next
        .evidence
        .iter()
        .find(|evidence| evidence.what == Proof::Allowed);
    assert!(matches!(
        allowed.map(|evidence| &evidence.proved),
        Some(Proved::NotProved(_))
    ));
}

#[test]
fn what_is_held_back_says_until_when() {
    let plan = basic(|s| s.release(EU, &[MID, NEW])).plan();
    let verdict = &plan.verdicts[0];
    let held = &verdict.held_back[0];
    assert_eq!(held.name, windows(NEW));
    assert_eq!(held.reason, "younger than 3 days");
    assert_eq!(held.eligible, Some(time("2026-08-22T00:00:00Z")));
    assert!(plan.groups[0].draft.is_some());

    let plan = two_regions(|s| s.point(US, &windows(OLD))).plan();
    let sentence = plan.verdicts[0].sentence();
    assert!(
        sentence.contains("not yet in us-east-1") && sentence.contains("2026-08-21"),
        "{sentence}"
    );
}

#[test]
fn a_held_pin_tells_what_it_misses() {
    let hold = Some(Hold {
        until: Some(day("2026-12-31")),
        reason: "drivers".to_owned(),
    });
    for (change, expected) in [
        (
            (|_| {}) as fn(&mut Scene),
            "without the hold it would move to 2026.08.14",
        ),
        (
            |s| s.image(EU, &windows(OLD)).state = "disabled".to_owned(),
            "its image is gone",
        ),
        (|s| deny(s, &windows(OLD)), "the policy denies its release"),
    ] {
        let mut scene = basic(change);
        scene.first().hold.clone_from(&hold);
        let plan = scene.plan();
        let notes = &plan.verdicts[0].notes;
        assert!(
            notes.iter().any(|note| note.contains(expected)),
            "{expected}: {notes:?}"
        );
    }
    let mut scene = Scene::basic();
    scene.first().hold = Some(Hold {
        until: Some(day("2026-08-01")),
        reason: "drivers".to_owned(),
    });
    assert!(scene.plan().verdicts[0].notes[0].contains("ended on 2026-08-01"));
}

#[test]
fn urgent_pins_come_first_and_share_the_branch_of_their_group() {
    let mut scene = Scene::basic();
    let full = windows(OLD).replace("Core", "Full");
    let newer = windows(MID).replace("Core", "Full");
    scene.pin("a.tf", EU, id(EU, &full).as_str());
    scene.image(EU, &newer);
    scene.image(EU, &full).state = "disabled".to_owned();
    scene.point(EU, &newer);
    let plan = scene.plan();
    let groups: Vec<(&str, Kind)> = plan
        .groups
        .iter()
        .map(|group| (group.key.as_str(), group.kind))
        .collect();
    assert_eq!(
        groups,
        [
            ("windows-2022-full-eks-1.35", Kind::Dead),
            ("windows-2022-core-eks-1.35", Kind::Routine)
        ]
    );
    scene.policy.limit = Some(1);
    let plan = scene.plan();
    assert_eq!(plan.groups.len(), 1);
    assert_eq!(plan.verdicts[0].row().name(), "bump/limit");
    assert!(plan.verdicts[0].sentence().contains("windows-2022-core-eks-1.35"));
}

#[test]
fn declared_changes_and_environments_are_apart() {
    let mut scene = declares(|i| i.kubernetes = Some("1.36".to_owned()));
    let name = windows(MID).replace("1.35", "1.36");
    scene.image(EU, &name);
    scene.point(EU, &name);
    // A routine bump within the new minor.
    let older = windows(OLD).replace("1.35", "1.36");
    scene.image(EU, &older);
    scene.pin("b.tf", EU, id(EU, &older).as_str());
    scene.policy.environments = vec!["test".to_owned()];
    scene.first().environment = Some("test".to_owned());
    let plan = scene.plan();
    let keys: Vec<&str> = plan.groups.iter().map(|group| group.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "windows-2022-core-eks-1.35-to-windows-2022-core-eks-1.36-test",
            "windows-2022-core-eks-1.36"
        ]
    );
    assert_eq!(plan.groups[0].kind, Kind::Declared);
    assert!(plan.groups[0].from.is_some());
}

#[test]
fn a_declared_change_of_what_is_gone_is_apart_too() {
    let mut scene = declares(|i| i.kubernetes = Some("1.36".to_owned()));
    let newer = |release: &str| windows(release).replace("1.35", "1.36");
    scene.image(EU, &newer(OLD));
    scene.image(EU, &newer(MID));
    scene.point(EU, &newer(MID));
    scene.image(EU, &windows(OLD)).state = "disabled".to_owned();
    scene.pin("b.tf", EU, id(EU, &newer(OLD)).as_str());
    let plan = scene.plan();
    let groups: Vec<(&str, Kind)> = plan
        .groups
        .iter()
        .map(|group| (group.key.as_str(), group.kind))
        .collect();
    assert_eq!(
        groups,
        [
            (
                "windows-2022-core-eks-1.35-to-windows-2022-core-eks-1.36",
                Kind::Dead
            ),
            ("windows-2022-core-eks-1.36", Kind::Routine)
        ]
    );
    let notes = &plan.verdicts[0].notes;
    assert!(
        notes
            .iter()
            .any(|note| note.contains("but the image is Windows Server 2022 Core for EKS 1.35"))
    );
    let title = text::title(&plan, &plan.groups[0]);
    assert!(
        title.starts_with("Replace dead Windows Server 2022 Core for EKS 1.35 by"),
        "{title}"
    );
}

#[test]
fn groups_of_the_policy_take_what_they_name() {
    let mut scene = Scene::two_regions();
    scene.policy.labels = vec!["ami".to_owned()];
    scene.policy.groups = vec![policy::Group {
        name: "nodes".to_owned(),
        families: vec!["windows-*".to_owned()],
        paths: vec!["other.tf".to_owned()],
        min_age: None,
        labels: vec!["windows".to_owned(), "ami".to_owned()],
        reviewers: vec!["team/nodes".to_owned()],
    }];
    let plan = scene.plan();
    assert_eq!(plan.groups.len(), 2);
    let nodes = plan
        .groups
        .iter()
        .find(|group| group.key == "nodes")
        .expect("the group");
    assert_eq!(nodes.labels, ["ami", "windows"]);
    assert_eq!(nodes.reviewers, ["team/nodes"]);
    assert_eq!(nodes.label, "nodes");
    // Each is a unit of its own: one does not wait for the region of the other.
    scene.point(US, &windows(OLD));
    assert_eq!(scene.rows(), ["bump/newer", "current/newest"]);
    // Unless they are of one cluster.
    for file in &mut scene.files {
        file.pins[0].cluster = Some("blue".to_owned());
    }
    assert_eq!(scene.rows(), ["held-region/lagging", "current/newest"]);
}

#[test]
fn the_age_of_a_group_counts_for_its_pins_alone() {
    let mut scene = Scene::two_regions();
    scene.policy.min_age = 365;
    assert_eq!(scene.rows(), ["held-age/too-young"; 2]);
    scene.policy.groups = vec![policy::Group {
        name: "nodes".to_owned(),
        families: Vec::new(),
        paths: vec!["other.tf".to_owned()],
        min_age: Some(0),
        labels: Vec::new(),
        reviewers: Vec::new(),
    }];
    assert_eq!(scene.rows(), ["held-age/too-young", "bump/newer"]);
    (scene.policy.min_age, scene.policy.groups[0].min_age) = (0, Some(365));
    assert_eq!(scene.rows(), ["bump/newer", "held-age/too-young"]);
    let (reason, days) = (
        scene.plan().verdicts[1]
            .row()
            .reason(&scene.plan().verdicts[1].holes),
        "365",
    );
    assert!(reason.contains(days), "{reason}");
}

#[test]
fn each_way_of_writing_keeps_its_form() {
    let linux = |release: &str| format!("amazon-eks-node-al2023-x86_64-standard-1.35-v{release}");
    let (old, new) = (linux("20260714"), linux("20260811"));
    for (value, expected) in [
        (id(EU, &old).to_string(), id(EU, &new).to_string()),
        (old.clone(), new.clone()),
        (format!("602401143452/{old}"), format!("602401143452/{new}")),
        ("1.35.4-20260714".to_owned(), "1.35.7-20260811".to_owned()),
        ("al2023@v20260714".to_owned(), "al2023@v20260811".to_owned()),
    ] {
        let mut scene = Scene::new();
        let pin = scene.pin("main.tf", EU, &value);
        pin.declared = Some(identity(&old));
        scene.image(EU, &old);
        scene.image(EU, &new);
        scene.point(EU, &new);
        let plan = scene.plan();
        let verdict = &plan.verdicts[0];
        let text = verdict.next.as_ref().map(|next| next.text.as_str());
        assert_eq!(text, Some(expected.as_str()), "{value}: {}", verdict.sentence());
    }
}

#[test]
fn a_release_version_beside_an_id_comes_from_the_same_reading() {
    let mut scene = Scene::basic();
    scene.first().companions = vec![Companion {
        span: Span::new(0, 3),
        kind: CompanionKind::ReleaseVersion,
    }];
    let plan = scene.plan();
    let next = plan.verdicts[0].next.as_ref().expect("it moves");
    assert_eq!(next.to.release_version.as_deref(), Some("1.35-2026.08.14"));
    // The document speaks of the release before.
    let beside = families::release_version_parameter(&identity(&windows(OLD))).expect("a parameter");
    scene.parameter(EU, &beside, "1.35-2026.07.14");
    assert_eq!(scene.rows(), ["held-cluster/reading"]);
}

#[test]
fn images_of_an_owner_are_followed_by_name() {
    let mut scene = Scene::new();
    let pin = scene.pin("main.tf", EU, id(EU, "golden-1").as_str());
    follow(pin, &format!("ec2:{ACCOUNT}/golden-*"));
    scene.searched(EU, ACCOUNT, "golden-*");
    for (name, created, owner) in [
        ("golden-1", "2026-06-01T00:00:00Z", ACCOUNT),
        ("golden-2", "2026-08-01T00:00:00Z", ACCOUNT),
        ("golden-3", "2026-08-19T00:00:00Z", ACCOUNT),
        ("golden-4", "2026-08-02T00:00:00Z", "999988887777"),
        ("silver-5", "2026-08-02T00:00:00Z", ACCOUNT),
    ] {
        let image = scene.image(EU, name);
        image.created = time(created);
        image.owner = owner.to_owned();
    }
    let plan = scene.plan();
    let next = plan.verdicts[0].next.as_ref().expect("it moves");
    assert_eq!(next.to.image.name, "golden-2");
    assert_eq!(plan.groups[0].key, format!("ec2-{ACCOUNT}-golden"));
    // A pattern recommends nothing, so none of its images is unheard of.
    assert_eq!(plan.groups[0].draft, None);
    assert_eq!(plan.verdicts[0].row().name(), "bump/fallback");
}

#[test]
fn an_architecture_is_not_changed() {
    let name = |architecture: &str, release: &str| {
        format!("amazon-eks-node-al2023-{architecture}-standard-1.35-v{release}")
    };
    let mut scene = Scene::new();
    scene.pin("main.tf", EU, id(EU, &name("arm64", "20260714")).as_str());
    for architecture in ["arm64", "x86_64"] {
        for release in ["20260714", "20260811"] {
            scene.image(EU, &name(architecture, release));
        }
        scene.point(EU, &name(architecture, "20260811"));
    }
    let plan = scene.plan();
    let next = plan.verdicts[0].next.as_ref().expect("it moves");
    assert_eq!(next.to.image.architecture, Architecture::Arm64.word());
}

#[test]
fn a_copy_of_ones_own_is_not_withdrawn() {
    let forecast = |scene: &Scene| scene.plan().verdicts[0].current.forecast;
    let mut scene = Scene::basic();
    assert_eq!(
        forecast(&scene).map(|day| day.to_string()).as_deref(),
        Some("2026-11-14")
    );
    let owner = "999988887777";
    scene.image(EU, &windows(OLD)).owner = owner.to_owned();
    scene
        .policy
        .owners
        .insert(owner.to_owned(), "our copies".to_owned());
    assert_eq!(scene.rows(), ["bump/newer"]);
    assert_eq!(forecast(&scene), None);
}
