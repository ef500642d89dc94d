//! The body of a pull request: what a reviewer needs to approve it, the weightiest first.

use std::collections::{BTreeMap, BTreeSet};

use super::commit::why;
use super::images::{PLACES, Step, about, held_back, images, release_notes};
use super::marker::marker;
use super::proofs::{open_count, open_proofs, proofs};
use super::witness::Witness;
use super::{Located, counted, distinct, listed, located, title};
use crate::bump::{Group, Kind, PinRef, Plan, State, Verdict};
use crate::markdown::{Block, Inline, Priority, Summary, cut};
use crate::pin::Scanned;
use crate::release::facts::Call;

/// GitHub takes 65,536 characters. The rest is for what others may add.
const MOST: usize = 64_000;
/// Rows of one table of images. More make another one, so that the first stays when not all have room.
const TABLE: usize = 20;
/// Rows of another table, and lines of a list.
pub(super) const ROWS: usize = 100;
/// Characters of one text.
pub(super) const CELL: usize = 300;

/// The body of a group's pull request for a plan that is bound to the commit `base` and rests on the facts of a witness.
pub fn body(plan: &Plan, group: &Group, files: &[Scanned], base: &str, witness: &Witness) -> String {
    let marker = marker(plan, group, base);
    let body = Body {
        plan,
        group,
        files,
        witness,
    };
    // The marker is never left out.
    let text = body.summary().render(MOST - marker.len() - 2);
    format!("{text}{marker}\n")
}

struct Body<'a> {
    plan: &'a Plan,
    group: &'a Group,
    files: &'a [Scanned],
    witness: &'a Witness,
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
        let behind = self.behind();
        let lines = capped(behind.iter(), |verdict| match &verdict.region {
            Some(region) => Inline::default()
                .code(&cut(region, CELL))
                .text(", ")
                .join(&self.staying(verdict)),
            None => self.staying(verdict),
        });
        let lines = (!lines.is_empty()).then_some(Block::List(lines));
        section(&mut out, High, "Stays behind", lines);
        section(
            &mut out,
            High,
            "Merging does more than roll machines",
            self.effects(),
        );
        section(&mut out, High, "Held back", held_back(&steps));
        section(&mut out, High, "Worth knowing", self.remarks());
        section(&mut out, High, "Not proved", open_proofs(&steps));
        section(&mut out, High, "Who asked AWS", Some(self.asked()));
        section(
            &mut out,
            High,
            "Look at this a second time",
            Some(self.second_look(&steps)),
        );
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

    /// Pins that follow what the group follows, in its environment, and do not move although somebody could expect it.
    fn behind(&self) -> Vec<&'a Verdict> {
        let environment = |verdict: &Verdict| {
            let found = located(self.files, verdict.pin)?;
            found.pin.environment.as_deref()
        };
        let is_sibling = |verdict: &Verdict| {
            self.verdicts().any(|moved| {
                let follows = match (&moved.expected, &verdict.expected) {
                    (Some(moved), Some(staying)) => moved == staying,
                    _ => moved.track.is_some() && moved.track == verdict.track,
                };
                follows && environment(moved) == environment(verdict)
            })
        };
        let staying = self
            .plan
            .verdicts
            .iter()
            .filter(|verdict| verdict.group.is_none());
        let unwanted = staying
            .filter(|verdict| !matches!(verdict.state(), State::Current | State::Ignored | State::Floats));
        unwanted.filter(|verdict| is_sibling(verdict)).collect()
    }

    /// `main.tf:3` `held-age`: why.
    fn staying(&self, verdict: &Verdict) -> Inline {
        let sentence = verdict.row().reason(&verdict.holes);
        let place = located(self.files, verdict.pin).map(|found| place(&found));
        place
            .unwrap_or_default()
            .text(" ")
            .code(verdict.state().word())
            .text(": ")
            .prose(&cut(&sentence, CELL))
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
        text = text.text(".");
        let behind = self.behind();
        let regions = distinct(behind.iter().filter_map(|verdict| verdict.region.as_deref()));
        if !behind.is_empty() {
            let pins = counted(behind.len(), "pin");
            let place = match regions.as_slice() {
                [] => String::new(),
                regions => format!(" in {}", cut(&listed(regions), CELL)),
            };
            let told = format!(" Not everything moves: {pins} of the same image{place}, see “Stays behind”.");
            text = text.text(&told);
        }
        Block::Paragraph(text)
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

    /// Who asked AWS, and what AWS did not answer where the pins are.
    fn asked(&self) -> Block {
        let regions: BTreeSet<&str> = self
            .verdicts()
            .filter_map(|verdict| verdict.region.as_deref())
            .collect();
        // What instances tell is asked for the sake of images that are gone.
        let gone = self.verdicts().any(|verdict| verdict.current.gone.is_some());
        self.witness
            .block(|place, call| regions.contains(place.region.as_str()) && (gone || call != Call::Instances))
    }

    /// What nobody but a reviewer can judge, and how to have the rest judged independently.
    fn second_look(&self, steps: &[Step<'_>]) -> Block {
        let mut lines = vec![self.witness.second_look()];
        let open = open_count(steps);
        if open > 0 {
            lines.push(Inline::new(&format!("Open proofs: {open}, see “Not proved”")));
        }
        // Where a comment or a row says what the pin follows, nothing was concluded.
        let concluded = |verdict: &Verdict| verdict.current.gone.is_some() && !verdict.notes.is_empty();
        if self.verdicts().any(concluded) {
            let text = "What an image that is gone was cannot be read any more, it is concluded: see “Worth knowing”";
            lines.push(Inline::new(text));
        }
        if steps
            .iter()
            .any(|step| step.verdict.next.as_ref().is_some_and(|next| next.backward))
        {
            lines.push(Inline::new(
                "An older release is taken: see at its publisher why the newer one is not recommended any more",
            ));
        }
        if let Some(from) = &self.group.from {
            let text = format!(
                "The pins stop being {}: that is more than a new release",
                cut(from, CELL)
            );
            lines.push(Inline::new(&text));
        }
        Block::List(lines)
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

    /// The other pins that no pull request moves: counts by state, and lines for those about which there is something to say.
    fn stays(&self, which: impl Fn(&Verdict) -> bool, title: &str) -> Option<Block> {
        let behind: BTreeSet<PinRef> = self.behind().iter().map(|verdict| verdict.pin).collect();
        let staying: Vec<&Verdict> = self
            .plan
            .verdicts
            .iter()
            .filter(|verdict| verdict.group.is_none() && which(verdict))
            .filter(|verdict| !behind.contains(&verdict.pin))
            .collect();
        if staying.is_empty() {
            return None;
        }
        let total = staying.len();
        let mut counts: BTreeMap<State, usize> = BTreeMap::new();
        for verdict in &staying {
            *counts.entry(verdict.state()).or_default() += 1;
        }
        let counts: Vec<String> = counts
            .iter()
            .map(|(state, number)| format!("{number} {}", state.word()))
            .collect();
        let counts = Block::Paragraph(Inline::new(&format!("By state: {}.", counts.join(", "))));
        let told: Vec<&Verdict> = staying
            .into_iter()
            .filter(|verdict| !matches!(verdict.state(), State::Current | State::Ignored | State::Floats))
            .collect();
        let lines = capped(told.iter(), |verdict| self.staying(verdict));
        let title = Inline::new(&format!("{title}: {total}"));
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
pub(super) fn capped<T>(items: impl ExactSizeIterator<Item = T>, line: impl Fn(T) -> Inline) -> Vec<Inline> {
    let left = items.len().checked_sub(ROWS).filter(|left| *left > 0);
    let rest = left.map(|left| Inline::new(&format!("and {left} more")));
    items.take(ROWS).map(line).chain(rest).collect()
}

/// `path:line`.
pub(super) fn place(found: &Located<'_>) -> Inline {
    Inline::default().code(&format!("{}:{}", cut(found.path, CELL), found.line))
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
