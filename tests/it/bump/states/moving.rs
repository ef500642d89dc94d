//! Where nothing is to be done, or a pull request is made.

use super::*;

/// A file that declares another minor of Kubernetes than its image is for.
fn declares(minor: &str) -> String {
    format!(
        "provider \"aws\" {{\n  region = \"eu-west-1\"\n}}\nmodule \"eks\" {{\n  cluster_version = \"{minor}\"\n  \
         nodes = {{\n    win = {{\n      ami_type = \"WINDOWS_CORE_2022_x86_64\"\n      ami_id   = \"{OLD}\"\n    }}\n  }}\n}}\n"
    )
}

/// [`MIDDLE`] is published, and [`NEW`] was before.
fn back() -> Place {
    Place::new("eu-west-1")
        .windows(NEW, CORE, "2026.09.09")
        .published(MIDDLE, CORE, "2026.08.12", 42)
}

fn standing_on(rows: &'static [&'static str], id: &str, facts: Place) -> Case {
    Case::new(rows, [facts]).file("a.tf", silent(&[("eu-west-1", id)]))
}

/// A release of another day than that of most stories.
fn released(id: &str, day: &str) -> Place {
    Place::new("eu-west-1")
        .windows(OLD, CORE, "2026.07.14")
        .published(id, CORE, day, 42)
}

pub(super) fn rows() -> Vec<Case> {
    let current = Place::new("eu-west-1").published(OLD, CORE, "2026.07.14", 40);
    vec![
        Case::told(&["current/newest"], current),
        Case::told(&["current/newer-refused"], newer()).config(
            "bump:\n  deny:\n    - image: '*-2026.09.09'\n      reason: containerd leaks\n      until: 2026-09-14\n",
        ),
        standing_on(&["current/pointer-denied"], NEW, back())
            .config("bump:\n  deny:\n    - image: '*-2026.08.12'\n      reason: containerd leaks\n"),
        Case::silent(&["bump/newer"], newer()),
        Case::silent(
            &["bump/fallback", "held-age/too-young"],
            released(YOUNG, "2026.09.13").windows(MIDDLE, CORE, "2026.08.12"),
        )
        .file("b.tf", silent(&[("eu-west-1", MIDDLE)])),
        Case::silent(
            &["bump/unseen"],
            released(YOUNG, "2026.09.13").windows(MIDDLE, CORE, "2026.08.12"),
        ),
        Case::new(
            &["bump/declared"],
            [Place::new("eu-west-1")
                .windows(OLD, CORE, "2026.07.14")
                .published(NEW, &CORE.replace("1.35", "1.36"), "2026.09.09", 3)],
        )
        .file("a.tf", declares("1.36")),
        limited("bump:\n  limit: 1\n", &["bump/limit", "bump/newer"]),
        standing_on(&["rollback/moved-back"], NEW, back()),
    ]
}

/// Two groups; that of `b.tf` comes first.
fn limited(config: &'static str, rows: &'static [&'static str]) -> Case {
    let other = CORE.replace("2022", "2025");
    let facts = newer()
        .windows(MIDDLE, &other, "2026.08.12")
        .published(YOUNG, &other, "2026.09.09", 7);
    Case::new(rows, [facts])
        .file("a.tf", silent(&[("eu-west-1", MIDDLE)]))
        .file("b.tf", silent(&[("eu-west-1", OLD)]))
        .config(config)
}

#[test]
fn the_rows_of_what_moves() {
    for case in rows() {
        case.check();
    }
}

#[test]
fn near_misses_of_what_moves() {
    let deprecated = |at: &'static str| {
        move |place: &mut Value| {
            let images = place["images"].as_array_mut().expect("a list");
            for image in images.iter_mut().filter(|image| image["id"] == NEW) {
                image["deprecated"] = at.into();
            }
        }
    };
    for case in [
        // The entry was in force until yesterday.
        Case::told(&["bump/newer"], newer()).config(
            "bump:\n  deny:\n    - image: '*-2026.09.09'\n      reason: containerd leaks\n      until: 2026-09-13\n",
        ),
        standing_on(&["rollback/moved-back"], NEW, back()).config(
            "bump:\n  deny:\n    - image: '*-2026.08.12'\n      reason: containerd leaks\n      until: 2026-09-13\n",
        ),
        // The limit is just enough.
        limited("bump:\n  limit: 2\n", &["bump/newer", "bump/newer"]),
        // Deprecated now, and in a minute.
        Case::silent(
            &["current/newer-refused"],
            newer().change(deprecated("2026-09-14T08:00:00Z")),
        ),
        Case::silent(&["bump/newer"], newer().change(deprecated("2026-09-14T08:01:00Z"))),
        // The file declares what the image is.
        Case::new(&["bump/newer"], [newer()]).file("a.tf", declares("1.35")),
        // The parameter has not come to the image yet: it was changed before the image was made.
        standing_on(
            &["current/newest"],
            NEW,
            back().change(|place| {
                for parameter in place["parameters"].as_array_mut().expect("a list") {
                    parameter["modified"] = "2026-08-12T20:00:00Z".into();
                }
            }),
        ),
        // The release in between was recommended once: it stood in the file.
        Case::silent(
            &["bump/newer"],
            released(MIDDLE, "2026.08.12"),
        ),
    ] {
        case.check();
    }
}

#[test]
fn a_release_that_stood_in_the_file_was_recommended() {
    let folder = Folder::new();
    folder.write("a.tf", silent(&[("eu-west-1", MIDDLE)]));
    folder.repository();
    folder.write("a.tf", silent(&[("eu-west-1", OLD)]));
    folder.commit("back");
    let facts = released(YOUNG, "2026.09.13").windows(MIDDLE, CORE, "2026.08.12");
    let run = bump(&folder, std::slice::from_ref(&facts), &["--format", "json"]).ends(0);
    assert_eq!(found(&run), ["bump/fallback"]);
    assert_eq!(run.json()["groups"][0]["draft"], false);
    // Where it never stood, the pull request is a draft.
    let folder = Folder::new();
    folder.write("a.tf", silent(&[("eu-west-1", OLD)]));
    folder.repository();
    let run = bump(&folder, &[facts], &["--format", "json"]).ends(0);
    assert_eq!(found(&run), ["bump/unseen"]);
    assert_eq!(run.json()["groups"][0]["draft"], true);
}
