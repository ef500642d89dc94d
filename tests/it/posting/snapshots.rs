//! What each target shows of findings and plans, few and many.

use std::collections::BTreeMap;

use amiforge::bump::outcome::{Document, Pin};
use amiforge::posting::{bump, findings, releases, run};

use super::shown;
use crate::texts;

#[test]
fn no_findings() {
    insta::assert_snapshot!(shown(&findings::posting(&super::findings(0))));
}

#[test]
fn one_finding() {
    insta::assert_snapshot!(shown(&findings::posting(&super::findings(1))));
}

#[test]
fn five_thousand_findings() {
    insta::assert_snapshot!(shown(&findings::posting(&super::findings(5_000))));
}

/// A plan of so many pins, half of which move, in groups of ten, and a quarter needs a person.
fn plan(number: usize) -> Document {
    let (files, plan) = texts::sample();
    let sample = texts::document(&plan, &files, None);
    if number == 0 {
        return Document {
            counts: BTreeMap::default(),
            groups: Vec::new(),
            removed: Vec::new(),
            notes: Vec::new(),
            pins: Vec::new(),
            ..sample
        };
    }
    let mut document = sample.clone();
    let mut group = document.groups.remove(0);
    let pin = |index: usize| {
        let mut pin: Pin = sample.pins[index % sample.pins.len()].clone();
        pin.path = format!("clusters/{:02}/images.tf", index / 7);
        pin.line = 3;
        pin.group = index.is_multiple_of(2).then(|| format!("group-{}", index / 20));
        pin
    };
    document.pins = (0..number).map(pin).collect();
    document.counts = std::iter::once(("current".to_owned(), number)).collect();
    for index in 0..number.div_ceil(20) {
        group.group = format!("group-{index}");
        group.branch = format!("amiforge/group-{index}");
        document.groups.push(group.clone());
    }
    document
}

#[test]
fn a_plan_without_pins() {
    insta::assert_snapshot!(shown(&bump::posting(&plan(0))));
}

#[test]
fn a_plan_of_hundreds_of_pins() {
    insta::assert_snapshot!(shown(&bump::posting(&plan(800))));
}

#[test]
fn a_run_without_a_result_and_a_file_of_facts() {
    let ended = run::without_result("bump", &["`main` is no commit <b>".to_owned()]);
    let facts = releases::posting(&["facts.json: 3 parameters".to_owned()], "0a1b", false);
    insta::assert_snapshot!([shown(&ended), shown(&facts)].join("\n#####\n"));
}
