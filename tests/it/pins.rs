//! Pins in files that other people published: every id is listed, what is known of each is reviewed, and a bump changes the
//! bytes of ids and nothing else.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use amiforge::pin::hints::Hints;
use amiforge::pin::{self, Pin, Role, Scanned, Value, places};
use amiforge::release::families;
use amiforge::source::{Edit, EditSet};
use proptest::prelude::*;

use crate::corpus::corpus;
use crate::invariants;
use crate::support::{Folder, project};

/// A row of the corpus' manifest, with the file's text.
struct Published {
    name: String,
    path: String,
    ids: usize,
    text: String,
}

fn published() -> Vec<Published> {
    let Some(corpus) = corpus() else { return Vec::new() };
    let folder = corpus.join("pins");
    let manifest = fs::read_to_string(folder.join("MANIFEST.tsv")).expect("a manifest");
    let files: Vec<Published> = manifest
        .lines()
        .skip(1)
        .map(|row| {
            let columns: Vec<&str> = row.split('\t').collect();
            Published {
                name: columns[0].to_owned(),
                path: columns[3].to_owned(),
                ids: columns[7].parse().expect("a number"),
                text: fs::read_to_string(folder.join(columns[0])).expect("a file"),
            }
        })
        .collect();
    assert!(files.len() > 50, "only {} files", files.len());
    files
}

fn scan(path: &str, text: &str) -> Option<Scanned> {
    pin::scan(path, text.as_bytes().to_vec(), &Hints::default())
}

fn pins(file: &Published, text: &str) -> Vec<Pin> {
    scan(&file.path, text).map_or_else(Vec::new, |scanned| {
        assert_eq!(scanned.problems, [], "{}", file.name);
        scanned.pins
    })
}

#[test]
fn every_row_of_places_is_registered_under_the_name_of_its_file() {
    let folder = project().join("src/pin/places");
    let mut files: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .flatten()
        .filter(|entry| {
            fs::read_to_string(entry.path()).is_ok_and(|text| text.contains("PLACE: Place = Place {"))
        })
        .map(|entry| {
            entry
                .file_name()
                .to_string_lossy()
                .replace(".rs", "")
                .replace('_', "-")
        })
        .collect();
    let mut names: Vec<&str> = places::ALL.iter().map(|place| place.name).collect();
    files.sort();
    names.sort_unstable();
    assert_eq!(files, names);
    for place in places::ALL {
        assert!(place.source.starts_with("https://"), "{}", place.name);
        assert!(
            !place.about.is_empty() && !place.about.ends_with('.'),
            "{}",
            place.name
        );
    }
}

#[test]
fn every_id_is_listed() {
    for file in published() {
        let found: BTreeSet<String> = pins(&file, &file.text)
            .iter()
            .filter_map(|pin| pin.value.id())
            .map(ToString::to_string)
            .collect();
        assert_eq!(found.len(), file.ids, "{}", file.name);
    }
}

/// One line a pin: where, what found it, its region and how that is known, what may become of it.
fn table(files: &[Published]) -> String {
    let mut out = String::from("file\tline\tformat\tkind\tregion\tfollows or declares\trole\n");
    for file in files {
        let Some(scanned) = scan(&file.path, &file.text) else {
            continue;
        };
        for pin in &scanned.pins {
            let line = scanned.source.position(pin.span.start).line;
            let kind = match &pin.value {
                Value::Id(_) => "id",
                Value::ReleaseVersion(_) => "release",
                Value::Alias(_) => "alias",
                Value::Name(_) => "name",
                Value::Reference(_) => "reference",
            };
            let region = pin.region.as_ref().map_or_else(
                || "-".to_owned(),
                |known| format!("{} by {}", known.value, known.from),
            );
            let knows = match (&pin.follows, &pin.declared) {
                (Some(track), _) => track.to_string(),
                (None, Some(identity)) => families::parameter_of(identity)
                    .map_or_else(|| identity.family.to_owned(), |target| format!("ssm:{target}")),
                (None, None) => "-".to_owned(),
            };
            let role = match &pin.role {
                Role::Pinned => "pinned".to_owned(),
                Role::Floats(how) => format!("floats: {how}"),
                Role::LeftAlone(why) => format!("left alone: {why}"),
            };
            let with: String = pin
                .companions
                .iter()
                .map(|companion| format!("; with {}", scanned.source.slice(companion.span)))
                .collect();
            let effect = pin.effect.map_or(String::new(), |effect| format!("; {effect}"));
            writeln!(
                out,
                "{}\t{line}\t{}\t{kind}\t{region}\t{knows}\t{role}{with}{effect}",
                file.name, pin.format
            )
            .expect("a line");
        }
    }
    out
}

#[test]
fn what_is_known_of_each_pin_is_reviewed() {
    let files = published();
    if files.is_empty() {
        return;
    }
    let path = project().join("tests/data/pins/corpus.tsv");
    let found = table(&files);
    if std::env::var_os("UPDATE_PINS").is_some() {
        fs::write(&path, &found).expect("the table");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let how = "corpus.tsv is out of date: run `UPDATE_PINS=1 cargo test pins`, then review each new row";
    for (found, expected) in found.lines().zip(expected.lines()) {
        assert_eq!(found, expected, "{how}");
    }
    assert_eq!(found.lines().count(), expected.lines().count(), "{how}");
}

/// The state that a row of the table has as long as nothing is known about images.
fn state(row: &str) -> &'static str {
    let columns: Vec<&str> = row.split('\t').collect();
    match (columns[6].split([':', ';']).next(), columns[4]) {
        (Some("floats"), _) => "floats",
        (Some("left alone"), _) => "ignored",
        (_, "-") => "unknown-region",
        // What it follows may still be told by the image that it stands on.
        _ => "not-asked",
    }
}

#[test]
fn the_binary_lists_what_was_reviewed() {
    let files = published();
    let table = fs::read_to_string(project().join("tests/data/pins/corpus.tsv")).expect("the table");
    for file in &files {
        let folder = Folder::new();
        folder.write(&file.path, &file.text);
        let run = folder.amiforge(["pins", "--format", "json", "."]).ends(0);
        let json = run.json();
        let listed = |list: &str| json[list].as_array().expect("a list").clone();
        let mut ids = BTreeSet::new();
        let mut found = Vec::new();
        for pin in listed("pins").into_iter().chain(listed("others")) {
            assert_eq!(pin["path"], file.path.as_str());
            ids.extend(pin["image"].as_str().map(str::to_owned));
            let region = pin["region"].as_str().unwrap_or("-");
            let line = pin["line"].as_u64().expect("a line");
            found.push(format!("{line} {} {region} {}", pin["format"], pin["state"]).replace('"', ""));
        }
        assert_eq!(ids.len(), file.ids, "{}", file.name);
        let rows = table
            .lines()
            .filter(|row| row.split('\t').next() == Some(&file.name));
        let mut expected: Vec<String> = rows
            .map(|row| {
                let columns: Vec<&str> = row.split('\t').collect();
                let region = columns[4].split(' ').next().unwrap_or_default();
                format!("{} {} {region} {}", columns[1], columns[2], state(row))
            })
            .collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{}", file.name);
    }
}

/// An id of the same length that looks like no other.
fn successor(id: &str, number: usize) -> String {
    let digits = id.len() - "ami-".len();
    let mixed = (number as u128 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    format!("ami-{:0digits$x}", mixed >> (128 - 4 * digits))
}

#[test]
fn a_bump_changes_the_bytes_of_ids_alone() {
    for file in published() {
        let before = pins(&file, &file.text);
        let bumped: Vec<&Pin> = before
            .iter()
            .filter(|pin| pin.role == Role::Pinned && pin.value.id().is_some())
            .collect();
        let edits = bumped.iter().enumerate().map(|(number, pin)| Edit {
            span: pin.span,
            text: successor(pin.value.text(), number),
        });
        let edits = EditSet::new(edits.collect()).expect("pins do not overlap");
        let after_text = edits.apply(&file.text).expect("pins lie in the text");
        assert_eq!(after_text.len(), file.text.len(), "{}", file.name);
        for (at, (old, new)) in file.text.bytes().zip(after_text.bytes()).enumerate() {
            let inside = |pin: &&Pin| pin.span.range().contains(&at);
            assert!(old == new || bumped.iter().any(inside), "{} at {at}", file.name);
        }
        let after = pins(&file, &after_text);
        assert_eq!(after.len(), before.len(), "{}", file.name);
        for (before, after) in before.iter().zip(&after) {
            let moved = before.role == Role::Pinned && before.value.id().is_some();
            let mut expected = before.clone();
            if moved {
                expected.value.clone_from(&after.value);
                assert_ne!(before.value, after.value, "{}", file.name);
            }
            assert_eq!(&expected, after, "{}", file.name);
        }
    }
}

/// Pieces of files with pins, so that chance puts them into wrong places.
const PIECES: [&str; 40] = [
    "ami-0a1b2c3d4e5f60718",
    "ami-1a2b3c4d",
    "ami-12345678",
    "eu-west-1",
    "\n",
    "\r\n",
    "  ",
    ": ",
    " = ",
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    ",",
    "#",
    " # amiforge: follow=ssm:/a/{region} region=eu-west-1\n",
    "// amiforge: hold until=2026-09-01 é\n",
    "# amiforge: ignore\n",
    "# amiFilter=[{\"Name\":\"owner-id\",\"Values\":[\"123456789012\"]},{\"Name\":\"name\",\"Values\":[\"a-*\"]}]\n",
    "# currentImageName=é\n",
    "/* ",
    " */",
    "é",
    "resource \"aws_instance\" \"a\" {\n",
    "ami = \"ami-0a1b2c3d4e5f60718\"\n",
    "release_version = \"1.33.13-20260714\"\n",
    "provider \"aws\" {\n region = \"eu-west-1\"\n}\n",
    "<<-EOT\nami-1a2b3c4d\nEOT\n",
    "\"${var.a}-ami-1a2b3c4d\"",
    "Resources:\n  A: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1a2b3c4d}}\n",
    "Parameters: {A: {Type: String, Default: ami-1a2b3c4d}}\n",
    "source \"amazon-ebs\" \"a\" {\n source_ami = var.a\n}\n",
    "key: |\n  ami-1a2b3c4d ami-1a2b3c4d\n",
    "- ami-1a2b3c4d: &a ami-1a2b3c4d\n",
    "arn:aws:ec2:eu-west-1::image/ami-1a2b3c4d",
    "image_id = \"resolve:ssm:/a\"\n",
    "\u{feff}",
    "[a]\nami = \"ami-1a2b3c4d\"\n",
];

proptest! {
    #[test]
    fn every_id_is_listed_once_whatever_stands_around(
        pieces in prop::collection::vec(0..PIECES.len(), 0..14),
        name in 0..invariants::PIN_FILES.len(),
    ) {
        let text: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
        invariants::any_pins(&format!("{name}{text}"));
    }
    #[test]
    fn every_comment_is_read_with_its_words_in_place(
        verb in "(# ?|// |<!--|)[Aa]miforge ?:? ?(ignore|hold|follow|ignroe|)",
        rest in "(\\[|=|: | )?([a-zé/=,:\u{85}\n ]|\\]|until=){0,20}( -->|\\*/)?",
    ) {
        invariants::annotation(&format!("{verb}{rest}"));
    }
}
