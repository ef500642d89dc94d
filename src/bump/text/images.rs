//! The images that pins move from and to, as a body shows them.

use std::collections::BTreeMap;

use super::body::{CELL, ROWS, capped, place};
use super::notes::{kubelet, notes, windows_build};
use super::{Located, counted, day, days};
use crate::bump::{Built, Candidate, Verdict};
use crate::markdown::{Block, Inline, cut};
use crate::release::{Architecture, Identity, Image, families};

/// Places of a pin that are named in a row of the table.
pub(super) const PLACES: usize = 3;

/// What happens to the pins of one region that stand on one text.
pub(super) struct Step<'a> {
    pub(super) region: &'a str,
    pub(super) from: &'a str,
    pub(super) text: &'a str,
    pub(super) verdict: &'a Verdict,
    pub(super) to: &'a Candidate,
    pub(super) places: Vec<Located<'a>>,
}

/// Old above new.
fn pair(old: Inline, new: &Inline) -> Inline {
    old.line_break().text("→ ").join(new)
}

/// What is written for an image and when it was made; its name in a line of its own, because both are long.
fn shown(text: &str, image: Option<&Image>, made: Option<String>, age: Option<i64>) -> Inline {
    let mut line = Inline::default().code(&cut(text, CELL));
    if let Some(id) = image.map(|image| image.id.as_str()).filter(|id| *id != text) {
        line = line.text(" ").code(id);
    }
    let age = age.map(|days| counted(usize::try_from(days).unwrap_or_default(), "day"));
    let known: Vec<String> = [made, age].into_iter().flatten().collect();
    if !known.is_empty() {
        line = line.text(&format!(" ({})", known.join(", ")));
    }
    match image.map(|image| image.name.as_str()) {
        Some(name) if name == text => line,
        Some(name) => line.line_break().code(&cut(name, CELL)),
        None => line.line_break().text("name not known"),
    }
}

/// Old and new side by side, a row a step.
pub(super) fn images(steps: &[Step<'_>]) -> Block {
    let header = ["Region", "Image", "In"];
    Block::Table(
        header.map(Inline::new).to_vec(),
        steps.iter().map(image_row).collect(),
    )
}

/// The first places of a step, and how many more there are.
fn first_places(step: &Step<'_>) -> Inline {
    let places = step.places.iter().take(PLACES).map(place);
    let left = step.places.len().checked_sub(PLACES).filter(|left| *left > 0);
    let rest = left.map(|left| Inline::new(&format!("and {left} more")));
    let lines = places
        .chain(rest)
        .reduce(|lines, line| lines.line_break().join(&line));
    lines.unwrap_or_default()
}

fn image_row(step: &Step<'_>) -> Vec<Inline> {
    let current = &step.verdict.current;
    let (old, new) = (current.image.as_ref(), &step.to.image);
    let made = |image: &Image| day(image.created).to_string();
    let before = old.map(made).or_else(|| Some(current.released?.to_string()));
    vec![
        Inline::default().code(&cut(step.region, CELL)),
        pair(
            shown(step.from, old, before, current.age),
            &shown(
                step.text,
                Some(new),
                Some(made(new)),
                days(new.created, new.read_at),
            ),
        ),
        first_places(step),
    ]
}

/// What is known of each image that pins move to, beyond its name.
pub(super) fn about(steps: &[Step<'_>]) -> Vec<Inline> {
    let mut seen: Vec<(&Identity, Option<&str>)> = Vec::new();
    let mut lines = Vec::new();
    for step in steps {
        let Some(identity) = &step.to.identity else {
            continue;
        };
        let key = (identity, kubelet(step.to));
        if seen.contains(&key) || seen.len() == ROWS {
            continue;
        }
        seen.push(key);
        let mut facts = Vec::new();
        if let Some(build) = windows_build(identity) {
            facts.push(format!("Windows build {build}"));
        }
        if let Some(version) = &identity.kubernetes {
            facts.push(format!("Kubernetes {version}"));
        }
        if let Some(version) = key.1 {
            facts.push(format!("kubelet {version}"));
        }
        facts.extend(
            identity
                .architecture
                .map(|architecture| Architecture::word(architecture).to_owned()),
        );
        if facts.is_empty() {
            continue;
        }
        let label = cut(&identity.label(), CELL);
        lines.push(Inline::new(&format!("{label}: {}", cut(&facts.join(", "), CELL))));
        let before = step.verdict.current.identity.as_ref().and_then(windows_build);
        if let (Some(old), Some(new)) = (before, windows_build(identity))
            && old != new
        {
            let text = format!("Containers have to be built for {new}: those for {old} do not start there");
            lines.push(Inline::new(&text));
        }
    }
    lines.extend(made_from(steps));
    lines.extend(launching(steps));
    lines
}

/// What images that Image Builder built were made from, each build once.
fn made_from(steps: &[Step<'_>]) -> Vec<Inline> {
    let mut builds: BTreeMap<&str, &Built> = BTreeMap::new();
    for built in steps.iter().filter_map(|step| step.to.built.as_ref()) {
        builds.entry(&built.name).or_insert(built);
    }
    capped(builds.into_values(), |built| {
        let line = Inline::new("Built by Image Builder as ").code(&cut(&built.name, CELL));
        let Some(parent) = &built.parent else {
            return line.text("; from which parent image could not be read");
        };
        let line = line.text(" on the parent image ").code(&cut(parent, CELL));
        match &built.parent_name {
            Some(name) => line.text(" (").code(&cut(name, CELL)).text(")"),
            None => line,
        }
    })
}

/// When images of families that AWS makes private after a while stop launching, each sentence once.
fn launching(steps: &[Step<'_>]) -> Vec<Inline> {
    let mut seen = BTreeMap::new();
    for step in steps {
        let (current, new) = (&step.verdict.current, &step.to.image);
        let today = day(new.read_at);
        // When an image is gone, its day is past whatever was expected.
        let old = current.image.as_ref().filter(|_| current.gone.is_none());
        if let (Some(old), Some(on)) = (old, current.forecast) {
            seen.entry((on, old.name.as_str())).or_insert(today);
        }
        let identity = step.to.identity.as_ref();
        let released = families::of_name(&new.name).and_then(|named| named.released);
        let next = identity.and_then(|identity| families::stops_launching(identity, released));
        if let Some(on) = next {
            seen.entry((on, new.name.as_str())).or_insert(today);
        }
    }
    capped(seen.iter(), |((on, name), today)| {
        let verb = if on < today {
            "should have stopped launching"
        } else {
            "stops launching"
        };
        Inline::default()
            .code(&cut(name, CELL))
            .text(&format!(" {verb} on or about {on}"))
    })
}

/// Newer releases that are not taken yet.
pub(super) fn held_back(steps: &[Step<'_>]) -> Option<Block> {
    let mut rows = BTreeMap::new();
    for step in steps {
        for held in &step.verdict.held_back {
            rows.entry((step.region, held.image.as_str())).or_insert(held);
        }
    }
    let lines = capped(rows.iter(), |((region, image), held)| {
        let line = Inline::default()
            .code(image)
            .text(" (")
            .code(&cut(&held.name, CELL))
            .text(&format!(") in {}: ", cut(region, CELL)))
            .prose(&cut(&held.reason, CELL));
        match held.eligible {
            Some(time) => line.text(&format!("; can be taken from {} on", day(time))),
            None => line.text("; nobody knows when it can be taken"),
        }
    });
    (!lines.is_empty()).then_some(Block::List(lines))
}

/// Where the new releases are described.
pub(super) fn release_notes(steps: &[Step<'_>]) -> Option<Block> {
    let mut lines: BTreeMap<String, Inline> = BTreeMap::new();
    for step in steps {
        let release = cut(&step.to.version.text, CELL);
        let found = step
            .to
            .identity
            .as_ref()
            .and_then(|identity| notes(identity, &step.to.version));
        let (key, line) = match found {
            Some(notes) if notes.own => {
                let line = Inline::default().link(notes.title, &notes.url);
                let line = line.text(&format!(
                    " {release}, if it is published yet: that was not looked up"
                ));
                (notes.url, line)
            }
            Some(notes) => {
                let line = Inline::default().link(notes.title, &notes.url);
                let line = line.text(&format!(
                    ": whether {release} is described there yet was not looked up"
                ));
                (format!("{} {release}", notes.url), line)
            }
            // What an image of one's own brings, its repository and its parent image tell.
            None if step.to.built.is_some() => {
                let parent = step
                    .to
                    .built
                    .as_ref()
                    .and_then(|built| built.parent_name.as_deref());
                let named = parent.and_then(families::of_name);
                let Some(notes) = named.and_then(|named| notes(&named.identity, &named.version)) else {
                    continue;
                };
                let line = Inline::new("Of the parent image: ").link(notes.title, &notes.url);
                (notes.url, line)
            }
            None => {
                let line = Inline::new(&format!(
                    "{release}: no page is known where its publisher describes it"
                ));
                (format!("~{release}"), line)
            }
        };
        lines.entry(key).or_insert(line);
    }
    let lines = capped(lines.into_values(), |line| line);
    (!lines.is_empty()).then_some(Block::List(lines))
}
