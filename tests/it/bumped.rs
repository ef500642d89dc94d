//! Files that other people published, with every pin bumped by a plan: each becomes what it was, with other ids and what the
//! tool wants changed beside them.

use std::fs;

use amiforge::bump::{self, History, Policy, Remembered, Request};
use amiforge::pin::hints::Hints;
use amiforge::pin::{self, CompanionKind, Known, Role, Scanned, Track, Value};
use amiforge::release::{Facts, Image, ImageId, Parameter, Place, Time};
use amiforge::source::EditSet;

use crate::corpus::corpus;

const ACCOUNT: &str = "111122223333";

struct NoHistory;

impl History for NoHistory {
    fn stands_since(&self, _: &str, _: &str) -> Remembered {
        Remembered::Unknown
    }

    fn ever_stood(&self, _: &str, _: &str) -> Remembered {
        Remembered::Unknown
    }

    fn versions(&self, _: &str, _: &str) -> Vec<String> {
        Vec::new()
    }
}

fn time(text: &str) -> Time {
    text.parse().expect("a time")
}

fn image(id: &ImageId, name: &str, created: &str) -> Image {
    Image {
        id: id.clone(),
        name: name.to_owned(),
        owner: ACCOUNT.to_owned(),
        platform: None,
        architecture: "x86_64".to_owned(),
        state: "available".to_owned(),
        created: time(created),
        deprecated: None,
        allowed: Some(true),
        read_at: time("2026-08-20T00:00:00Z"),
    }
}

/// Lets every pin of a file follow a parameter of its own that names a newer image. Tells how many pins there are.
fn follow_all(scanned: &mut Scanned, facts: &mut Facts) -> usize {
    let mut count = 0;
    for pin in &mut scanned.pins {
        let Value::Id(old) = &pin.value else { continue };
        if pin.role != Role::Pinned {
            continue;
        }
        count += 1;
        let region = pin.region.get_or_insert_with(|| Known {
            value: "eu-west-1".to_owned(),
            from: "the test",
        });
        pin.follows = Track::parse(&format!("ssm:/of/{old}")).ok();
        pin.declared = None;
        pin.account = None;
        let new: String = old.as_str().chars().rev().take(old.as_str().len() - 4).collect();
        let new = ImageId::parse(&format!("ami-{new}")).expect("an id");
        let place = Place {
            partition: "aws".to_owned(),
            account: ACCOUNT.to_owned(),
            region: region.value.clone(),
        };
        let told = facts.places.entry(place).or_default();
        told.images
            .insert(old.clone(), image(old, "golden-1", "2026-01-01T00:00:00Z"));
        let newer = image(&new, "golden-2", "2026-08-01T00:00:00Z");
        told.images.entry(new.clone()).or_insert(newer);
        let parameter = Parameter {
            version: 2,
            value: new.to_string(),
            modified: None,
            read_at: time("2026-08-20T00:00:00Z"),
        };
        told.parameters.insert(format!("/of/{old}"), parameter);
    }
    count
}

/// The text with every pin that moves replaced, and the versions of recipes.
fn expected(scanned: &Scanned, plan: &bump::Plan) -> String {
    let mut changes: Vec<(usize, usize, String)> = Vec::new();
    for verdict in &plan.verdicts {
        let Some(next) = &verdict.next else { continue };
        let pin = &scanned.pins[verdict.pin.pin];
        changes.push((pin.span.start as usize, pin.span.end as usize, next.text.clone()));
        for companion in &pin.companions {
            if let CompanionKind::RecipeVersion { next } = &companion.kind {
                changes.push((
                    companion.span.start as usize,
                    companion.span.end as usize,
                    next.clone(),
                ));
            }
        }
    }
    changes.sort();
    changes.dedup();
    let mut text = scanned.source.text().to_owned();
    for (start, end, new) in changes.into_iter().rev() {
        text.replace_range(start..end, &new);
    }
    text
}

#[test]
fn every_pin_of_a_published_file_can_be_bumped_and_nothing_else_changes() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("pins");
    let manifest = fs::read_to_string(folder.join("MANIFEST.tsv")).expect("a manifest");
    let mut total = 0;
    for row in manifest.lines().skip(1) {
        let columns: Vec<&str> = row.split('\t').collect();
        let bytes = fs::read(folder.join(columns[0])).expect("a file");
        let Some(mut scanned) = pin::scan(columns[3], bytes, &Hints::default()) else {
            continue;
        };
        let mut facts = Facts::default();
        let pins = follow_all(&mut scanned, &mut facts);
        let files = [scanned];
        let policy = Policy::default();
        let plan = bump::plan(&Request {
            files: &files,
            facts: &facts,
            policy: &policy,
            history: &NoHistory,
            now: time("2026-08-20T00:00:00Z"),
        });
        let moves = plan.verdicts.iter().filter(|verdict| verdict.next.is_some());
        let ids = moves.filter(|verdict| files[0].pins[verdict.pin.pin].value.id().is_some());
        let stuck = plan.verdicts.iter().filter(|verdict| {
            let pin = &files[0].pins[verdict.pin.pin];
            verdict.next.is_none() && pin.value.id().is_some() && pin.role == Role::Pinned
        });
        let stuck: Vec<String> = stuck.map(bump::Verdict::sentence).collect();
        assert_eq!(ids.count(), pins, "{}: {stuck:?}", columns[0]);
        total += pins;
        let mut all = Vec::new();
        for group in &plan.groups {
            for changed in bump::edits(&plan, group, &files).expect(columns[0]) {
                all.extend(changed.edits.edits().to_vec());
            }
        }
        let text = EditSet::new(all)
            .expect("groups are apart")
            .apply(files[0].source.text());
        assert_eq!(
            text.as_deref(),
            Ok(expected(&files[0], &plan).as_str()),
            "{}",
            columns[0]
        );
    }
    assert!(total > 100, "only {total} pins");
}
