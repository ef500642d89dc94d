//! `docs/pins.md`: its examples behave as it says, its list of reasons is the program's.

use std::collections::BTreeSet;
use std::fs;

use amiforge::config;
use amiforge::lint::{self, Settings};
use amiforge::pin::exclude::Reason;
use amiforge::pin::hints::Hints;
use amiforge::pin::{self, Pin};
use amiforge::rules;
use amiforge::source::Source;

use crate::support::project;

fn page(name: &str) -> String {
    fs::read_to_string(project().join("docs").join(name)).expect("a page")
}

/// The bodies of the fences in a language.
fn fences<'p>(page: &'p str, language: &str) -> Vec<&'p str> {
    page.split(&format!("\n```{language}\n"))
        .skip(1)
        .filter_map(|rest| rest.split("\n```").next())
        .collect()
}

fn pins(path: &str, text: &str) -> Vec<Pin> {
    let scanned = pin::scan(path, format!("{text}\n").into_bytes(), &Hints::default()).expect("pins");
    assert_eq!(lint::pin_findings(&scanned, &Settings::default()), [], "{text}");
    scanned.pins
}

/// Region, what is followed, whether it is held.
fn known(pin: &Pin) -> (&str, String, bool) {
    let region = pin.region.as_ref().map_or("", |known| known.value.as_str());
    let follows = pin.follows.as_ref().map(ToString::to_string);
    (region, follows.unwrap_or_default(), pin.hold.is_some())
}

#[test]
fn examples_say_everything_about_their_pins() {
    let page = page("pins.md");
    let [terraform] = fences(&page, "hcl")[..] else {
        panic!("one example")
    };
    let found = pins("main.tf", terraform);
    let parameter =
        "ssm:/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-EKS_Optimized-1.35/image_id";
    let found: Vec<_> = found.iter().map(known).collect();
    assert_eq!(
        found,
        [
            ("eu-west-1", parameter.to_owned(), false),
            ("us-east-1", parameter.to_owned(), true)
        ]
    );
    for (language, path, follows) in [
        ("yaml", "nodes.yaml", "ssm:/golden/windows"),
        ("sh", "build.sh", "ec2:123456789012/golden-win-*"),
    ] {
        let examples = fences(&page, language);
        let found = pins(path, examples[0]);
        let found: Vec<_> = found.iter().map(known).collect();
        assert_eq!(found, [("eu-west-1", follows.to_owned(), false)], "{language}");
    }
}

#[test]
fn rows_in_the_text_are_rows_of_a_configuration() {
    let mut count = 0;
    for name in ["pins.md", "configuration.md"] {
        for row in fences(&page(name), "text")
            .into_iter()
            .filter(|text| text.contains("pins:\n"))
        {
            let (config, found) = config::read(&Source::new("amiforge.yaml", row));
            assert_eq!(found, [], "{name}: {row}");
            count += config.hints().rows.len();
        }
    }
    assert_eq!(count, 2);
}

#[test]
fn every_reason_to_leave_an_id_alone_is_listed() {
    let page = page("pins.md");
    let table = page
        .split("\n## What is left alone\n")
        .nth(1)
        .expect("the heading");
    let table = table.split("\n## ").next().unwrap_or_default();
    let listed: Vec<&str> = table
        .lines()
        .filter_map(|row| row.strip_prefix("| ")?.split(" | ").next())
        .filter(|cell| !matches!(*cell, "reason" | "---"))
        .collect();
    let known: Vec<&str> = Reason::ALL.iter().map(|reason| reason.text()).collect();
    assert_eq!(listed, known);
}

#[test]
fn every_rule_about_pins_is_listed() {
    let page = page("pins.md");
    let listed: BTreeSet<&str> = page
        .lines()
        .filter_map(|row| row.strip_prefix("| [`")?.split('`').next())
        .collect();
    let known: BTreeSet<&str> = rules::all()
        .filter(|rule| rule.group() == "pins")
        .map(|rule| rule.id)
        .collect();
    assert_eq!(listed, known);
}
