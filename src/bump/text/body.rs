//! The body of a pull request: what a reviewer needs to approve it, the weightiest first.

use std::collections::BTreeMap;

use super::commit::why;
use super::marker::marker;
use super::notes::{kubelet, notes, windows_build};
use super::{Located, counted, day, days, distinct, listed, located, title};
use crate::bump::{Candidate, Evidence, Group, Kind, Plan, Proved, State, Verdict};
use crate::markdown::{Block, Inline, Priority, Summary, cut};
use crate::pin::Scanned;
use crate::release::{Architecture, Identity, Image};

/// GitHub takes 65,536 characters. The rest is for what others may add.
const MOST: usize = 64_000;
/// Rows of one table of images. More make another one, so that the first stays when not all have room.
const TABLE: usize = 20;
/// Places of a pin that are named in such a row.
const PLACES: usize = 3;
/// Rows of another table, and lines of a list.
const ROWS: usize = 100;
/// Characters of one text.
const CELL: usize = 300;

/// The body of a group's pull request for a plan that is bound to the commit `base`.
pub fn body(plan: &Plan, group: &Group, files: &[Scanned], base: &str) -> String {
    let marker = marker(plan, group, base);
    let body = Body { plan, group, files };
    // Some lines more than the text and the marker.
    let text = body.summary().render(MOST - marker.len() - 2);
    format!("{text}{marker}\n")
}

struct Body<'a> {
    plan: &'a Plan,
    group: &'a Group,
    files: &'a [Scanned],
}

/// What happens to the pins of one region that stand on one text.
struct Step<'a> {
    region: &'a str,
    from: &'a str,
    text: &'a str,
    verdict: &'a Verdict,
    to: &'a Candidate,
    places: Vec<Located<'a>>,
}

impl<'a> Body<'a> {
    fn summary(&self) -> Summary {
        use Priority::{High, Highest, Low, Normal};
        let steps = self.steps();
        let mut out = Summary::default();
        out.add(Highest, "the first sentence", self.opening());
        out.add(Highest, "the reasons", self.reasons());
        if let Some(draft) = self.group.draft.as_ref().filter(|reason| !reason.is_empty()) {
            let text = Inline::new("This is a draft, because ")
                .prose(&cut(draft, CELL))
                .text(".");
            out.add(Highest, "why it is a draft", Block::Paragraph(text));
        }
        for (number, chunk) in steps.chunks(TABLE).enumerate() {
            let priority = if number == 0 { High } else { Normal };
            out.add(priority, "images", images(chunk));
        }
        let about = about(&steps);
        if !about.is_empty() {
            out.add(High, "what the images are", Block::List(about));
        }
        section(
            &mut out,
            High,
            "Merging does more than roll machines",
            self.effects(),
        );
        section(&mut out, High, "Held back", held_back(&steps));
        section(&mut out, High, "Worth knowing", self.remarks());
        section(&mut out, High, "Not proved", open_proofs(&steps));
        if steps.iter().any(|step| step.places.len() > PLACES) {
            out.add(Normal, "the places", self.places());
        }
        out.add(Normal, "the proofs", proofs(&steps));
        section(&mut out, Normal, "Release notes", release_notes(&steps));
        if let Some(block) = self.stays(|verdict| verdict.row().act, "Pins that need a person") {
            out.add(Normal, "pins that need a person", block);
        }
        if let Some(block) = self.stays(|verdict| !verdict.row().act, "Pins that stay") {
            out.add(Low, "pins that stay", block);
        }
        if let Some(block) = self.siblings() {
            out.add(Low, "other pull requests", block);
        }
        out.add(Normal, "what to do", how_to());
        out
    }

    fn verdicts(&self) -> impl Iterator<Item = &'a Verdict> {
        self.plan.verdicts_of(self.group)
    }

    fn located(&self) -> impl Iterator<Item = (&'a Verdict, Located<'a>)> {
        self.verdicts()
            .filter_map(|verdict| Some((verdict, located(self.files, verdict.pin)?)))
    }

    /// Each step once, by region.
    fn steps(&self) -> Vec<Step<'a>> {
        let mut steps = BTreeMap::new();
        for (verdict, found) in self.located() {
            let Some(next) = &verdict.next else { continue };
            let region = verdict.region.as_deref().unwrap_or("no region");
            let (from, text) = (found.pin.value.text(), next.text.as_str());
            let step = steps.entry((region, from, text)).or_insert_with(|| Step {
                region,
                from,
                text,
                verdict,
                to: &next.to,
                places: Vec::new(),
            });
            step.places.push(found);
        }
        steps.into_values().collect()
    }

    fn opening(&self) -> Block {
        let group = self.group;
        let before = match group.kind {
            Kind::Dead => "Replaces images that are gone: moves",
            Kind::Denied => "Replaces images that the policy denies: moves",
            Kind::Rollback => "Goes back: moves",
            Kind::Declared | Kind::Routine => "Moves",
        };
        let label = cut(&group.label, CELL);
        let what = match &group.from {
            Some(from) => format!("from {} to {label}", cut(from, CELL)),
            None => format!("of {label}"),
        };
        let mut text = Inline::new(&format!("{before} {} {what}", counted(group.pins.len(), "pin")));
        let regions = distinct(self.verdicts().filter_map(|verdict| verdict.region.as_deref()));
        if !regions.is_empty() {
            text = text.text(&format!(" in {}", cut(&listed(&regions), CELL)));
        }
        if let Some(environment) = &group.environment {
            text = text.text(" of the environment ").code(&cut(environment, CELL));
        }
        let releases = distinct(
            self.verdicts()
                .filter_map(|verdict| Some(verdict.next.as_ref()?.to.version.text.as_str())),
        );
        if !releases.is_empty() {
            let to = if group.from.is_some() {
                ", release"
            } else {
                " to release"
            };
            text = text.text(&format!("{to} {}", cut(&listed(&releases), CELL)));
        }
        Block::Paragraph(text.text("."))
    }

    fn reasons(&self) -> Block {
        let reasons = distinct(self.verdicts().map(why));
        Block::List(capped(reasons.iter(), |reason| {
            Inline::default().prose(&cut(reason, 2 * CELL))
        }))
    }

    /// What a merge does besides rolling machines.
    fn effects(&self) -> Option<Block> {
        let effects = self
            .located()
            .filter_map(|(_, found)| Some((found, found.pin.effect?)));
        let effects: Vec<_> = effects.collect();
        let lines = capped(effects.iter(), |(found, effect)| {
            place(found).text(" ").prose(effect)
        });
        (!lines.is_empty()).then_some(Block::List(lines))
    }

    fn remarks(&self) -> Option<Block> {
        let remarks = distinct(self.verdicts().flat_map(|verdict| &verdict.notes));
        let lines = capped(remarks.iter(), |remark| {
            Inline::default().prose(&cut(remark, CELL))
        });
        (!lines.is_empty()).then_some(Block::List(lines))
    }

    fn places(&self) -> Block {
        let found: Vec<_> = self.located().collect();
        let title = Inline::new(&format!("Where: {}", counted(found.len(), "place")));
        let lines = capped(found.iter(), |(verdict, found)| {
            let line = place(found).text(&format!(" ({}", found.pin.format));
            match &verdict.region {
                Some(region) => line.text(", ").text(&cut(region, CELL)).text(")"),
                None => line.text(")"),
            }
        });
        Block::Details(title, vec![Block::List(lines)])
    }

    /// What else the plan moves.
    fn siblings(&self) -> Option<Block> {
        let others: Vec<&Group> = self
            .plan
            .groups
            .iter()
            .filter(|group| group.key != self.group.key)
            .collect();
        let lines = capped(others.iter(), |group| {
            let pins = counted(group.pins.len(), "pin");
            Inline::new(&cut(&title(self.plan, group), CELL)).text(&format!(" ({pins})"))
        });
        let heading = Inline::new(&format!("Other pull requests of the same run: {}", others.len()));
        (!others.is_empty()).then(|| Block::Details(heading, vec![Block::List(lines)]))
    }

    /// The pins that no pull request moves: counts by state, and lines for those about which there is something to say.
    fn stays(&self, which: impl Fn(&Verdict) -> bool, title: &str) -> Option<Block> {
        let staying: Vec<&Verdict> = self
            .plan
            .verdicts
            .iter()
            .filter(|verdict| verdict.group.is_none() && which(verdict))
            .collect();
        if staying.is_empty() {
            return None;
        }
        let mut counts: BTreeMap<State, usize> = BTreeMap::new();
        for verdict in &staying {
            *counts.entry(verdict.state()).or_default() += 1;
        }
        let counts: Vec<String> = counts
            .iter()
            .map(|(state, number)| format!("{number} {}", state.word()))
            .collect();
        let counts = Block::Paragraph(Inline::new(&format!("By state: {}.", counts.join(", "))));
        let told: Vec<(&Verdict, Located<'_>)> = staying
            .iter()
            .filter(|verdict| !matches!(verdict.state(), State::Current | State::Ignored | State::Floats))
            .filter_map(|verdict| Some((*verdict, located(self.files, verdict.pin)?)))
            .collect();
        let lines = capped(told.iter(), |(verdict, found)| {
            let sentence = verdict.row().reason(&verdict.holes);
            place(found)
                .text(" ")
                .code(verdict.state().word())
                .text(": ")
                .prose(&cut(&sentence, CELL))
        });
        let title = Inline::new(&format!("{title}: {}", staying.len()));
        let mut blocks = vec![counts];
        if !lines.is_empty() {
            blocks.push(Block::List(lines));
        }
        Some(Block::Details(title, blocks))
    }
}

/// Adds a block below a heading of its own.
fn section(out: &mut Summary, priority: Priority, title: &'static str, block: Option<Block>) {
    if let Some(block) = block {
        let heading = Block::Heading(3, Inline::new(title));
        out.add(priority, title, Block::Group(vec![heading, block]));
    }
}

/// A line for each of the first, and one that counts the others.
fn capped<T>(items: impl ExactSizeIterator<Item = T>, line: impl Fn(T) -> Inline) -> Vec<Inline> {
    let left = items.len().checked_sub(ROWS).filter(|left| *left > 0);
    let rest = left.map(|left| Inline::new(&format!("and {left} more")));
    items.take(ROWS).map(line).chain(rest).collect()
}

/// `path:line`.
fn place(found: &Located<'_>) -> Inline {
    Inline::default().code(&format!("{}:{}", cut(found.path, CELL), found.line))
}

/// Old above new.
fn pair(old: Inline, new: &Inline) -> Inline {
    old.line_break().text("→ ").join(new)
}

fn images(steps: &[Step<'_>]) -> Block {
    let header = ["Region", "Image", "Name", "Release", "Made on", "Age", "In"];
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
    let text = |text: Option<String>| Inline::new(&text.unwrap_or_else(|| "not known".to_owned()));
    let code = |text: &str| Inline::default().code(&cut(text, CELL));
    let age =
        |days: Option<i64>| text(days.map(|days| counted(usize::try_from(days).unwrap_or_default(), "day")));
    let made = |image: &Image| day(image.created).to_string();
    let id = |text: &str, id: Option<&str>| match id {
        Some(id) if id != text => code(text).text(" (").code(id).text(")"),
        _ => code(text),
    };
    vec![
        code(step.region),
        pair(
            id(step.from, old.map(|image| image.id.as_str())),
            &id(step.text, Some(new.id.as_str())),
        ),
        pair(
            old.map_or_else(|| text(None), |image| code(&image.name)),
            &code(&new.name),
        ),
        pair(
            text(current.version.as_ref().map(|version| cut(&version.text, CELL))),
            &text(Some(cut(&step.to.version.text, CELL))),
        ),
        pair(
            text(old.map(made).or_else(|| Some(current.released?.to_string()))),
            &text(Some(made(new))),
        ),
        pair(age(current.age), &age(days(new.created, new.read_at))),
        first_places(step),
    ]
}

/// What is known of each image that pins move to, beyond its name.
fn about(steps: &[Step<'_>]) -> Vec<Inline> {
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
    lines
}

fn held_back(steps: &[Step<'_>]) -> Option<Block> {
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

/// All proofs, each once.
fn evidence<'a>(steps: &'a [Step<'a>]) -> Vec<(&'a Step<'a>, &'a Evidence)> {
    let mut all: Vec<(&Step<'_>, &Evidence)> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for step in steps {
        for evidence in step.verdict.next.iter().flat_map(|next| &next.evidence) {
            if seen.insert((
                step.region,
                step.to.image.id.as_str(),
                evidence.what,
                evidence.from.as_str(),
            )) {
                all.push((step, evidence));
            }
        }
    }
    all
}

fn open_proofs(steps: &[Step<'_>]) -> Option<Block> {
    let all = evidence(steps);
    let open: Vec<_> = all
        .iter()
        .filter_map(|(step, evidence)| match &evidence.proved {
            Proved::Proved => None,
            Proved::NotProved(reason) | Proved::Failed(reason) => Some((step, evidence, reason)),
        })
        .collect();
    let lines = capped(open.iter(), |(step, evidence, reason)| {
        Inline::default()
            .code(step.to.image.id.as_str())
            .text(&format!(
                " in {}, {}: ",
                cut(step.region, CELL),
                evidence.what.label()
            ))
            .prose(&cut(reason, CELL))
            .text(" (")
            .prose(&cut(&evidence.from, CELL))
            .text(")")
    });
    (!lines.is_empty()).then_some(Block::List(lines))
}

fn proofs(steps: &[Step<'_>]) -> Block {
    let all = evidence(steps);
    let proved: Vec<_> = all
        .iter()
        .filter(|(_, evidence)| evidence.proved == Proved::Proved)
        .collect();
    let title = format!("Proofs: {} of {} proved", proved.len(), all.len());
    let header = ["Region", "Image", "Proved", "By"].map(Inline::new).to_vec();
    let rows = proved.iter().take(ROWS).map(|(step, evidence)| {
        vec![
            Inline::default().code(&cut(step.region, CELL)),
            Inline::default().code(step.to.image.id.as_str()),
            Inline::new(evidence.what.label()),
            Inline::default().prose(&cut(&evidence.from, CELL)),
        ]
    });
    let read = steps.iter().map(|step| step.to.image.read_at);
    let (first, last) = (read.clone().min(), read.max());
    let when = match (first, last) {
        (Some(first), Some(last)) if first != last => format!("between {first} and {last}"),
        (Some(first), _) => format!("at {first}"),
        _ => "before".to_owned(),
    };
    let witness = format!(
        "Every proof is computed from what AWS said {when}, as another step or job wrote it down. AWS was not asked again."
    );
    let mut blocks = vec![Block::Paragraph(Inline::new(&witness))];
    if !proved.is_empty() {
        blocks.push(Block::Table(header, rows.collect()));
    }
    if let Some(left) = proved.len().checked_sub(ROWS).filter(|left| *left > 0) {
        blocks.push(Block::Paragraph(Inline::new(&format!("and {left} more"))));
    }
    Block::Details(Inline::new(&title), blocks)
}

fn release_notes(steps: &[Step<'_>]) -> Option<Block> {
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

fn how_to() -> Block {
    let lines = [
        "Hold a pin: `# amiforge: hold until=YYYY-MM-DD reason` beside it",
        "Leave a pin alone: `# amiforge: ignore reason` beside it",
        "Refuse a release everywhere: an entry of `deny` in the configuration, with a reason",
        "Build this anew: run `amiforge bump` again. As soon as anybody adds to the branch or changes it, amiforge leaves it alone",
    ];
    let lines = lines.map(|line| Inline::default().prose(line)).to_vec();
    Block::Details(
        Inline::new("Hold, ignore, refuse, run again"),
        vec![Block::List(lines)],
    )
}
