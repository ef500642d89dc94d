//! What a group changes in the files, byte by byte.

use super::*;
use crate::bump::edits::{BadEdits, FileEdits, edits, is_same_apart_from};
use crate::pin::{Companion, CompanionKind};
use crate::source::{Edit, EditSet};

/// The first file after the first group has changed it.
fn changed(scene: &Scene) -> Result<String, BadEdits> {
    let plan = scene.plan();
    let edits: Vec<FileEdits> = edits(&plan, &plan.groups[0], &scene.files)?;
    let first = edits
        .iter()
        .find(|edits| edits.file == 0)
        .expect("the file changes");
    let source = &scene.files[0].source;
    Ok(first.edits.apply(source.text()).expect("edits fit"))
}

/// Marks every occurrence of a text as near to the first pin of the first file.
fn near(scene: &mut Scene, text: &str) {
    let source = &scene.files[0].source;
    let found: Vec<Span> = source
        .text()
        .match_indices(text)
        .map(|(at, _)| Span::new(at, at + text.len()))
        .collect();
    assert!(!found.is_empty(), "{text}");
    scene.files[0].pins[0].nearby.extend(found);
}

/// A file in which `@` stands for the pin.
fn with(text: &str) -> Scene {
    let mut scene = Scene::new();
    let old = id(EU, &windows(OLD));
    scene.file("main.tf", &text.replace('@', &format!("<{old}>")));
    scene.release(EU, &[OLD, MID]);
    scene
}

#[test]
fn names_and_days_beside_a_pin_move_with_it() {
    for (comment, expected) in [
        (
            "# Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.07.14",
            None,
        ),
        ("# release 2026.07.14.", Some("# release 2026.08.14.")),
        ("# (2026-07-14)", Some("# (2026-08-14)")),
        ("# v20260714, tested", Some("# v20260814, tested")),
        ("# 2026.07.14 and 2026-07-14", Some("# 2026.08.14 and 2026-08-14")),
        // Near misses.
        ("# 1.2026.07.14", Some("# 1.2026.07.14")),
        ("# 2026.07.14.1", Some("# 2026.07.14.1")),
        ("# 2026.07.15", Some("# 2026.07.15")),
        ("# x2026-07-14", Some("# x2026-07-14")),
        ("# 2026-07-14T00", Some("# 2026-07-14T00")),
        ("# 120260714", Some("# 120260714")),
        ("# my-2026.07.14", Some("# my-2026.07.14")),
        (
            "# amiforge: hold until=2026-07-14 drivers",
            Some("# amiforge: hold until=2026-07-14 drivers"),
        ),
    ] {
        let mut scene = with(&format!("{comment}\nami = \"@\"\n"));
        near(&mut scene, comment);
        let expected = expected.map_or_else(|| comment.replace(OLD, MID), str::to_owned);
        let new = id(EU, &windows(MID));
        assert_eq!(changed(&scene), Ok(format!("{expected}\nami = \"{new}\"\n")));
    }
}

#[test]
fn the_name_beside_an_image_that_is_gone_moves_with_it() {
    for (comment, moves) in [
        (
            "# was Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.07.14.",
            true,
        ),
        // Another edition, another minor: a note about something else.
        (
            "# Windows_Server-2022-English-Full-EKS_Optimized-1.35-2026.07.14",
            false,
        ),
        (
            "# Windows_Server-2022-English-Core-EKS_Optimized-1.34-2026.07.14",
            false,
        ),
    ] {
        let mut scene = with(&format!("{comment}\nami = \"@\"\n"));
        near(&mut scene, comment);
        let identity = families::of_name(&windows(OLD)).expect("a name").identity;
        let parameter = families::parameter_of(&identity).expect("a parameter");
        follow(&mut scene.files[0].pins[0], &format!("ssm:{parameter}"));
        scene.withdraw(EU, &windows(OLD));
        let expected = if moves {
            comment.replace(OLD, MID)
        } else {
            comment.to_owned()
        };
        let new = id(EU, &windows(MID));
        assert_eq!(changed(&scene), Ok(format!("{expected}\nami = \"{new}\"\n")));
    }
}

#[test]
fn nothing_else_changes() {
    let mut scene = with("\u{feff}# é\r\nami = \"@\" # 2026.07.14\r\n\r\nother = \"2026.07.14\"");
    near(&mut scene, "# 2026.07.14");
    let new = id(EU, &windows(MID));
    let expected = format!("\u{feff}# é\r\nami = \"{new}\" # 2026.08.14\r\n\r\nother = \"2026.07.14\"");
    assert_eq!(changed(&scene), Ok(expected));
}

#[test]
fn companions_move_once() {
    let mut scene = with("version = \"1.0.3\"\nparent = \"@\"\nother = \"@\"\n");
    for pin in &mut scene.files[0].pins {
        pin.companions = vec![Companion {
            span: Span::new(11, 16),
            kind: CompanionKind::RecipeVersion {
                next: "1.0.4".to_owned(),
            },
        }];
    }
    let new = id(EU, &windows(MID));
    let expected = format!("version = \"1.0.4\"\nparent = \"{new}\"\nother = \"{new}\"\n");
    assert_eq!(changed(&scene), Ok(expected));

    let mut scene = with("release = \"1.35-2026.07.14\"\nami = \"@\"\n");
    scene.files[0].pins[0].companions = vec![Companion {
        span: Span::new(11, 26),
        kind: CompanionKind::ReleaseVersion,
    }];
    let expected = format!("release = \"1.35-2026.08.14\"\nami = \"{new}\"\n");
    assert_eq!(changed(&scene), Ok(expected));
}

#[test]
fn a_text_beside_two_pins_that_part_is_left_alone() {
    let full = |release: &str| windows(release).replace("Core", "Full");
    let mut scene = Scene::new();
    let (core, other) = (id(EU, &windows(OLD)), id(EU, &full(OLD)));
    scene.file(
        "main.tf",
        &format!("# 2026.07.14\ncore = \"<{core}>\"\nfull = \"<{other}>\"\n"),
    );
    scene.release(EU, &[OLD, MID]);
    for release in [OLD, "2026.08.15"] {
        scene.image(EU, &full(release));
    }
    scene.point(EU, &full("2026.08.15"));
    scene.policy.groups = vec![policy::Group {
        name: "all".to_owned(),
        families: Vec::new(),
        paths: Vec::new(),
        min_age: None,
        labels: Vec::new(),
        reviewers: Vec::new(),
    }];
    for pin in &mut scene.files[0].pins {
        pin.nearby = vec![Span::new(0, 12)];
    }
    let text = changed(&scene).expect("edits");
    assert!(
        text.starts_with("# 2026.07.14\n") && text.contains(id(EU, &windows(MID)).as_str()),
        "{text}"
    );
}

#[test]
fn texts_that_could_mean_something_are_refused() {
    for name in [
        "golden\"2",
        "golden'2",
        "golden 2",
        "golden#2",
        "golden\n2",
        "${golden}",
        "golden:2",
    ] {
        let mut scene = Scene::new();
        let pin = scene.pin("main.tf", EU, "golden-1");
        follow(pin, &format!("ec2:{ACCOUNT}/golden*"));
        scene.searched(EU, ACCOUNT, "golden*");
        scene.image(EU, "golden-1");
        scene.image(EU, "golden-2").created = time("2026-08-01T00:00:00Z");
        scene.image(EU, "golden-2").name = name.to_owned();
        if scene.plan().groups.is_empty() {
            assert!(name.starts_with('$'), "{name}");
            continue;
        }
        assert!(matches!(changed(&scene), Err(BadEdits::Unsafe { .. })), "{name}");
    }
}

#[test]
fn what_alters_the_file_is_found() {
    let source = |path: &str, text: &str| Source::new(path, text);
    for (path, text, from, to, new, same) in [
        ("a.yaml", "a: x\nb: y\n", 3, 4, "z", true),
        ("a.yaml", "a: x\nb: y\n", 3, 4, "longer", true),
        ("a.yaml", "a: x # x\nb: y\n", 3, 4, "longer", true),
        ("a.yaml", "a: x\nb: y\n", 3, 4, "[x]", false),
        ("a.yaml", "a: x\nb: y\n", 3, 4, "z\nc: d", false),
        ("a.yaml", "a: x\nb: y\n", 3, 4, "z # c", false),
        ("a.yaml", "a: x\nb: y\n", 0, 1, "c", false),
        ("a.json", "{\"a\": \"x\", \"b\": \"y\"}", 7, 8, "zz", true),
        (
            "a.json",
            "{\"a\": \"x\", \"b\": \"y\"}",
            7,
            8,
            "z\", \"c\": \"d",
            false,
        ),
        ("a.tf", "a = \"x\"\nb = \"y\"\n", 5, 6, "zz", true),
        ("a.tf", "a = \"x\"\nb = \"y\"\n", 5, 6, "${z}", false),
        ("a.tf", "a = \"x\"\nb = \"y\"\n", 5, 6, "z\"\nc = \"d", false),
        ("a.toml", "a = \"x\"\nb = \"y\"\n", 5, 6, "zz", true),
        ("a.toml", "a = \"x\"\nb = \"y\"\n", 5, 6, "z\"\nc = \"d", false),
        (".env", "A=x\nB=y\n", 2, 3, "zz", true),
        (".env", "A=x\nB=y\n", 2, 3, "z\nC=d", false),
    ] {
        let source = source(path, text);
        let set = EditSet::new(vec![Edit {
            span: Span::new(from, to),
            text: new.to_owned(),
        }])
        .expect("one edit");
        let changed = set.apply(text).expect("it fits");
        assert_eq!(
            is_same_apart_from(&source, &set, &changed),
            same,
            "{path} {text:?} {new:?}"
        );
    }
}
