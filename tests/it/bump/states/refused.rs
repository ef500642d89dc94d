//! Where the image is gone, not wanted, not allowed, or not what it should be.

use super::*;

/// The old image is there, and the parameter names a new one that is odd.
fn odd(rows: &'static [&'static str], name: &str, change: impl FnOnce(&mut Value)) -> Case {
    let facts = Place::new("eu-west-1")
        .windows(OLD, CORE, "2026.07.14")
        .leaf(CORE, NEW)
        .image_with(NEW, name, "2026-09-09T18:00:00Z", change);
    Case::told(rows, facts)
}

/// Another stem than the parameter is for.
fn of_stem(rows: &'static [&'static str], stem: &str) -> Case {
    odd(rows, &format!("{stem}-2026.09.09"), |_| {})
}

/// The right name, but something else is odd.
fn described(rows: &'static [&'static str], key: &'static str, value: impl Into<Value>) -> Case {
    let value = value.into();
    odd(rows, &format!("{CORE}-2026.09.09"), |image| image[key] = value)
}

/// The old image is gone.
fn gone() -> Place {
    Place::new("eu-west-1")
        .published(NEW, CORE, "2026.09.09", 41)
        .missing_image(OLD)
}

/// The same, and an instance still tells what it was.
fn recalled(name: &str, owner: &str) -> Place {
    Place::new("eu-west-1")
        .published(NEW, CORE, "2026.09.09", 41)
        .remembered(OLD, name, owner)
}

fn refuses(place: Place) -> Place {
    place.change(|place| {
        for image in place["images"].as_array_mut().expect("a list") {
            image["allowed"] = (image["id"] != NEW).into();
        }
    })
}

/// A parameter of one's own, which each account has for itself.
fn golden(rows: &'static [&'static str], here: &str, there: &str) -> Case {
    let place = |value: &str| {
        Place::new("eu-west-1")
            .windows(OLD, CORE, "2026.07.14")
            .windows(NEW, CORE, "2026.09.09")
            .parameter("/golden/win", 41, value)
    };
    let text = format!("# amiforge: follow=ssm:/golden/win region=eu-west-1\nimage = \"{OLD}\"\n");
    Case::new(rows, [place(here), place(there).account("444455556666")]).file("a.tf", text)
}

pub(super) fn rows() -> Vec<Case> {
    let declared = format!(
        "provider \"aws\" {{\n  region = \"eu-west-1\"\n}}\nmodule \"eks\" {{\n  cluster_version = \"1.35\"\n  nodes = {{\n    \
         win = {{\n      ami_type = \"WINDOWS_FULL_2022_x86_64\"\n      # amiforge: follow=ssm:{}/image_id\n      \
         ami_id   = \"{OLD}\"\n    }}\n  }}\n}}\n",
        facts::parameter(CORE)
    );
    let value = Place::new("eu-west-1")
        .windows(OLD, CORE, "2026.07.14")
        .leaf(CORE, "arn:aws:ec2:eu-west-1::image/none");
    vec![
        Case::silent(&["denied/replaced"], newer()).config(
            "bump:\n  deny:\n    - image: '*-2026.07.14'\n      reason: containerd leaks\n      until: 2026-09-14\n",
        ),
        Case::silent(&["denied/no-release"], newer())
            .config("bump:\n  deny:\n    - image: '*Core*'\n      reason: containerd leaks\n"),
        Case::new(&["mismatch/follows"], [newer()]).file("a.tf", declared),
        of_stem(&["mismatch/family"], &CORE.replace("2022", "2025")),
        described(&["mismatch/owner"], "owner", STRANGER),
        odd(&["mismatch/platform"], &format!("{CORE}-2026.09.09"), |image| {
            image.as_object_mut().expect("a map").remove("platform");
        }),
        of_stem(&["mismatch/edition"], &CORE.replace("Core", "Full")),
        described(&["mismatch/architecture"], "architecture", "arm64"),
        of_stem(&["mismatch/kubernetes"], &CORE.replace("1.35", "1.36")),
        Case::told(&["mismatch/value"], value),
        golden(&["mismatch/accounts"], NEW, OLD),
        Case::told(&["dead/replaced"], gone()),
        eksctl(&["dead/declared"], ""),
        Case::silent(&["dead/unknown"], gone()),
        Case::silent(&["dead/remembered"], recalled("golden-1", facts::ACCOUNT)),
        Case::told(&["dead/no-release"], refuses(gone())),
        Case::told(&["not-allowed/account"], refuses(newer())),
    ]
}

/// A node group whose family is a field, with something behind its id, which is gone.
fn cluster(behind: &str) -> String {
    format!(
        "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {{name: a, region: eu-west-1, version: '1.35'}}\n\
         nodeGroups:\n- name: w\n  ami: {OLD}{behind}\n  amiFamily: WindowsServer2022CoreContainer\n"
    )
}

fn eksctl(rows: &'static [&'static str], behind: &str) -> Case {
    Case::new(rows, [gone()]).file("a.yaml", cluster(behind))
}

#[test]
fn the_pull_request_for_an_image_that_may_have_been_your_own_is_a_draft() {
    let folder = eksctl(&[], "").repository();
    let run = bump(&folder, &[gone()], &["--format", "json"]);
    assert_eq!(run.json()["groups"][0]["draft"], true, "{run:#?}");
    let run = bump(&folder, &[gone()], &["--plan-only"]);
    let draft = format!(
        "This is a draft, because nothing but a field of the file says what {OLD} was, which may have been an image of your own."
    );
    assert!(run.stdout.contains(&draft), "{run:#?}");
}

#[test]
fn the_rows_of_what_is_refused() {
    for case in rows() {
        case.check();
    }
}

#[test]
fn near_misses_of_what_is_refused() {
    for case in [
        Case::silent(&["bump/newer"], newer()).config(
            "bump:\n  deny:\n    - image: '*-2026.07.14'\n      reason: containerd leaks\n      until: 2026-09-13\n",
        ),
        // Backward, when nothing newer may be taken.
        Case::silent(
            &["denied/replaced"],
            newer().windows(MIDDLE, CORE, "2026.06.10"),
        )
        .config("bump:\n  deny:\n    - image: '*-2026.0[79]*'\n      reason: none\n    - image: '*-2026.07.14'\n      reason: leaks\n    - image: '*-2026.09.09'\n      reason: leaks\n"),
        // However young the replacement is.
        Case::told(
            &["dead/replaced"],
            Place::new("eu-west-1")
                .published(YOUNG, CORE, "2026.09.14", 43)
                .missing_image(OLD),
        ),
        // The name beside it says what it was; another name does not.
        eksctl(&["dead/replaced"], &format!(" # {CORE}-2026.07.14")),
        eksctl(&["dead/declared"], " # our golden image"),
        // So does a comment, here or beside the same id elsewhere.
        eksctl(&["dead/replaced"], &format!(" # amiforge: follow=ssm:/aws/service/ami-windows-latest/{CORE}/image_id")),
        eksctl(&["dead/replaced", "dead/replaced"], "").file("b.tf", nodes()),
        // Two guesses are no proof.
        eksctl(&["dead/declared", "dead/declared"], "").file("d.yaml", cluster("")),
        // The same id elsewhere says what it was.
        Case::silent(&["dead/replaced", "dead/replaced"], gone()).file("b.tf", nodes()),
        // An instance says it, when the owner is right.
        Case::silent(
            &["dead/replaced"],
            recalled(&format!("{CORE}-2026.07.14"), facts::WINDOWS),
        ),
        Case::silent(
            &["dead/remembered"],
            recalled(&format!("{CORE}-2026.07.14"), STRANGER),
        ),
        golden(&["bump/newer"], NEW, NEW),
        of_stem(&["bump/newer"], CORE),
    ] {
        case.check();
    }
}

#[test]
fn what_an_image_was_is_known_from_an_older_version_of_the_file() {
    let name = format!("{CORE}-2026.07.14");
    let plain = silent(&[("eu-west-1", OLD)]);
    let told = nodes();
    for (before, row, from) in [
        (told.as_str(), "dead/replaced", "a comment"),
        (
            &plain.replace(&format!("\"{OLD}\""), &format!("\"{OLD}\" # {name}")),
            "dead/replaced",
            "the name beside it",
        ),
        ("locals {}\n", "dead/unknown", ""),
    ] {
        let folder = Folder::new();
        folder.write("a.tf", before);
        folder.git(&["init", "--quiet", "--initial-branch=main"]);
        folder.commit_at("first", "2026-09-01T00:00:00Z");
        folder.write("a.tf", &plain);
        folder.commit_at("second", "2026-09-02T00:00:00Z");
        let run = bump(&folder, &[gone()], &["--format", "json"]);
        assert_eq!(found(&run), [row], "{run:#?}");
        let run = bump(&folder, &[gone()], &["--plan-only"]);
        let note = format!("what it was is known from {from} in an older version of the file");
        assert_eq!(run.stdout.contains(&note), !from.is_empty(), "{run:#?}");
    }
}
