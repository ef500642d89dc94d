//! What is judged of pins: levels of the configuration, and only the pins that a change brings.

use std::collections::BTreeSet;

use amiforge::bump::{self, History, PinRef, Remembered, Request};
use amiforge::config;
use amiforge::diagnostic::Severity;
use amiforge::lint::{self, Settings};
use amiforge::pin::{self, Scanned};
use amiforge::release::Facts;
use amiforge::release::facts::file::{self, Asked};
use amiforge::rules::Review;
use amiforge::source::Source;

struct Nothing;

impl History for Nothing {
    fn stands_since(&self, _: &str, _: &str) -> Remembered {
        Remembered::Never
    }

    fn ever_stood(&self, _: &str, _: &str) -> Remembered {
        Remembered::Never
    }

    fn versions(&self, _: &str, _: &str) -> Vec<String> {
        Vec::new()
    }
}

const NOW: &str = "2026-09-10T08:00:00Z";
const GONE: [&str; 2] = ["ami-0a1b2c3d4e5f60718", "ami-0b1c2d3e4f5061728"];

/// Both images are gone from one region.
fn facts() -> Facts {
    let missing = GONE
        .map(|id| format!(r#"{{"id": "{id}", "read_at": "2026-09-10T07:00:00Z"}}"#))
        .join(", ");
    let text = format!(
        r#"{{"schema": "amiforge/releases/v1", "places": [{{"partition": "aws", "account": "123456789012",
            "region": "eu-west-1", "missing_images": [{missing}]}}]}}"#
    );
    let asked = Asked {
        now: NOW.parse().expect("a time"),
        repository: None,
        run: None,
        base: None,
        sha256: None,
    };
    file::read(text.as_bytes(), &asked).expect("facts")
}

fn files(config: &config::Config) -> Vec<Scanned> {
    let names = ["a.tf", "b.tf"];
    names
        .into_iter()
        .zip(GONE)
        .map(|(name, id)| {
            let text = format!("locals {{\n  region = \"eu-west-1\"\n  ami    = \"{id}\"\n}}\n");
            pin::scan(name, text.into_bytes(), &config.hints()).expect("a pin")
        })
        .collect()
}

/// Rules and levels of the findings about each file.
fn judged(only: Option<BTreeSet<PinRef>>, settings: &Settings) -> Vec<Vec<(&'static str, Severity)>> {
    let (config, _) = config::read(&Source::new("amiforge.yaml", ""));
    let files = files(&config);
    let (facts, policy) = (facts(), config.policy());
    let request = Request {
        files: &files,
        facts: &facts,
        policy: &policy,
        history: &Nothing,
        now: NOW.parse().expect("a time"),
    };
    let plan = bump::plan(&request);
    let mut review = Review::new(&files, &plan, 180).with_splits(bump::splits(&request));
    if let Some(only) = only {
        review = review.only(only);
    }
    (0..files.len())
        .map(|file| {
            let found = lint::review_findings(&review, file, settings);
            found
                .iter()
                .map(|finding| (finding.rule, finding.severity))
                .collect()
        })
        .collect()
}

#[test]
fn only_the_pins_that_are_asked_for_are_judged() {
    let dead = vec![("pins/dead", Severity::Error)];
    let settings = Settings::default();
    assert_eq!(judged(None, &settings), [dead.clone(), dead.clone()]);
    let second = BTreeSet::from([PinRef { file: 1, pin: 0 }]);
    assert_eq!(judged(Some(second), &settings), [vec![], dead]);
    assert_eq!(judged(Some(BTreeSet::new()), &settings), [vec![], vec![]]);
}

#[test]
fn levels_of_the_configuration_hold() {
    let with = |text: &str| {
        let (config, found) = config::read(&Source::new("amiforge.yaml", text));
        assert_eq!(found, []);
        judged(None, &config.settings_for("a.tf"))[0].clone()
    };
    assert_eq!(
        with("rules: {pins/dead: warning}"),
        [("pins/dead", Severity::Warning)]
    );
    assert_eq!(with("rules: {pins: off}"), []);
    assert_eq!(with("rules: {pins: off}\nlocked: [pins/dead]"), []);
    assert_eq!(
        with("rules: {pins: off, pins/dead: error}"),
        [("pins/dead", Severity::Error)]
    );
}
