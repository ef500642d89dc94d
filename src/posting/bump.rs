//! What a bump decided and did.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

use super::{Annotation, Conclusion, Level, Posting, Target};
use crate::bump::State;
use crate::bump::outcome::{Document, Group, Pin};
use crate::bump::text::listed;
use crate::markdown::{Block, Inline, Priority, Summary, counted, cut};
use crate::visible::visible;

/// Rows of one kind.
const ROWS: usize = 200;
/// Rows of one table. More make another one, so that the first stays when not all have room.
const TABLE: usize = 25;
/// Characters of one text.
const CELL: usize = 300;
/// How many pins of one file, state and reason are listed one by one.
const ONE_BY_ONE: usize = 3;
/// Outcomes of a pull request that make a person act.
const STUCK: [&str; 4] = ["left-alone", "held", "refused", "failed"];

/// The posting of a document, which may be somebody else's. Pull requests that have an address are linked.
pub fn posting(document: &Document) -> Posting {
    let title = verdict(document);
    let conclusion = conclusion(document);
    let acting = document.pins.iter().filter(|pin| pin.act);
    Posting {
        target: Target::only("bump"),
        conclusion,
        body: body(document, &title),
        title,
        annotations: acting.map(annotation).collect(),
        quiet: conclusion == Conclusion::Success,
    }
}

fn conclusion(document: &Document) -> Conclusion {
    let stuck = |group: &Group| STUCK.contains(&group.outcome.as_str());
    if document.pins.iter().any(|pin| pin.act) || document.groups.iter().any(stuck) {
        Conclusion::Failure
    } else if document.groups.is_empty() && document.removed.is_empty() && document.notes.is_empty() {
        Conclusion::Success
    } else {
        Conclusion::Neutral
    }
}

/// The result in one line.
fn verdict(document: &Document) -> String {
    let pins = counted(document.pins.len(), "pin");
    let mut line = match document.groups.len() {
        0 => format!("amiforge bump: nothing to change in {pins}"),
        number => {
            let moving = document.pins.iter().filter(|pin| pin.group.is_some()).count();
            let pull_requests = counted(number, "pull request");
            format!("amiforge bump: {pull_requests} for {moving} of {pins}")
        }
    };
    let failed = document.groups.iter().filter(|group| group.outcome == "failed");
    let failed = failed.count();
    if failed > 0 {
        // Writing to a string cannot fail.
        let _ = write!(line, "; {} failed", counted(failed, "pull request"));
    }
    let act = document.pins.iter().filter(|pin| pin.act).count();
    if act > 0 {
        let _ = write!(line, "; {} a person", needing(act));
    }
    line
}

fn body(document: &Document, title: &str) -> Summary {
    use Priority::{High, Highest, Normal};
    let mut out = Summary::default();
    out.add(Highest, "verdict", Block::Heading(2, Inline::new(title)));
    out.add(High, "the base commit", bound(document));
    groups(document).add(&mut out, Highest, "pull requests", |table| table);
    let stopped: Vec<Inline> = document.groups.iter().filter_map(why).collect();
    add_list(&mut out, Highest, "what was not written", stopped);
    add_list(&mut out, High, "notes", remarks(document));
    let removed = document.removed.iter().map(|branch| {
        let line = Inline::new("Nothing is left to change on ").code(&cut(branch, CELL));
        line.text(", so it was removed")
    });
    add_list(&mut out, High, "what is obsolete", removed.collect());
    let act: Vec<&Pin> = document.pins.iter().filter(|pin| pin.act).collect();
    let heading = Inline::new(&format!("{} a person", needing(act.len())));
    pins(&act).add(&mut out, High, "pins that need a person", |table| {
        Block::Group(vec![Block::Heading(3, heading), table])
    });
    if !document.counts.is_empty() {
        out.add(High, "counts", counts(document));
    }
    let held = document.pins.iter().filter(|pin| is_held(pin));
    let held: Vec<&Pin> = held.collect();
    let title = Inline::new(&format!("Held: {}", counted(held.len(), "pin")));
    pins(&held).add(&mut out, Normal, "pins that are held", |table| {
        Block::Details(title, vec![table])
    });
    out
}

/// What the plan rests on.
fn bound(document: &Document) -> Block {
    let mut text = Inline::new("As of commit ").code(&cut(&document.base, CELL));
    if !document.accounts.is_empty() {
        let accounts: Vec<String> = document.accounts.iter().map(|id| cut(id, CELL)).collect();
        let accounts: Vec<&str> = accounts.iter().map(String::as_str).collect();
        let word = if accounts.len() == 1 {
            "account"
        } else {
            "accounts"
        };
        text = text.text(&format!(", and what AWS told {word} {}", listed(&accounts)));
    }
    Block::Paragraph(text.text("."))
}

/// A table with as many rows as are shown, and how many there are.
struct Table {
    header: &'static [&'static str],
    rows: Vec<Vec<Inline>>,
    left: usize,
}

impl Table {
    fn new(header: &'static [&'static str], mut rows: Vec<Vec<Inline>>) -> Self {
        let left = rows.len().saturating_sub(ROWS);
        rows.truncate(ROWS);
        Self { header, rows, left }
    }

    /// Adds it in pieces. The first one matters most and stands as `first` puts it, the others are folded; the last one says how many
    /// rows are missing.
    fn add(&self, out: &mut Summary, priority: Priority, name: &str, first: impl FnOnce(Block) -> Block) {
        let header = || self.header.iter().map(|text| Inline::new(text)).collect();
        let number = self.rows.len().div_ceil(TABLE);
        let mut first = Some(first);
        for (index, rows) in self.rows.chunks(TABLE).enumerate() {
            let mut block = Block::Table(header(), rows.to_vec());
            if index + 1 == number && self.left > 0 {
                let more = Inline::new(&format!("and {} more", self.left));
                block = Block::Group(vec![block, Block::Paragraph(more)]);
            }
            if let Some(first) = first.take() {
                out.add(priority, name, first(block));
            } else {
                let title = Inline::new(&format!("More {name}"));
                let block = Block::Details(title, vec![block]);
                out.add(Priority::Low, format!("more {name}"), block);
            }
        }
    }
}

fn add_list(out: &mut Summary, priority: Priority, name: &str, mut lines: Vec<Inline>) {
    let left = lines.len().saturating_sub(ROWS);
    lines.truncate(ROWS);
    if left > 0 {
        lines.push(Inline::new(&format!("and {left} more")));
    }
    if !lines.is_empty() {
        out.add(priority, name, Block::List(lines));
    }
}

fn groups(document: &Document) -> Table {
    let mut members: HashMap<&str, (usize, BTreeSet<&str>)> = HashMap::new();
    for pin in &document.pins {
        if let Some(group) = &pin.group {
            let (number, regions) = members.entry(group).or_default();
            *number += 1;
            regions.extend(pin.region.as_deref());
        }
    }
    let row = |group: &Group| {
        let (number, regions) = members.get(group.group.as_str()).cloned().unwrap_or_default();
        let regions: Vec<&str> = regions.into_iter().collect();
        let title = cut(&group.title, CELL);
        let title = match &group.pull_request {
            Some(pull) if pull.url.is_empty() => Inline::new(&format!("#{} {title}", pull.number)),
            Some(pull) => Inline::default().link(&format!("#{} {title}", pull.number), &pull.url),
            None => Inline::new(&title),
        };
        vec![
            title.text(if group.draft { " (draft)" } else { "" }),
            Inline::default().code(&cut(&group.outcome, CELL)),
            Inline::default().code(&cut(&group.branch, CELL)),
            Inline::new(&number.to_string()),
            Inline::new(&cut(&listed(&regions), CELL)),
        ]
    };
    Table::new(
        &["Pull request", "Outcome", "Branch", "Pins", "Regions"],
        document.groups.iter().map(row).collect(),
    )
}

/// Why a pull request is not as it should be.
fn why(group: &Group) -> Option<Inline> {
    let reason = group.reason.as_deref()?;
    let line = Inline::new(&cut(&group.title, CELL)).text(": ");
    let line = line.code(&cut(&group.outcome, CELL)).text(": ");
    Some(line.prose(&cut(reason, 2 * CELL)))
}

/// What a person should know besides, about pull requests or about the run. What is said about several is said once.
fn remarks(document: &Document) -> Vec<Inline> {
    let mut said: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    for group in &document.groups {
        for remark in &group.remarks {
            let number = *numbers.entry(remark).or_insert(said.len());
            match said.get_mut(number) {
                Some((_, titles)) => titles.push(&group.title),
                None => said.push((remark, vec![&group.title])),
            }
        }
    }
    let of_some = said.iter().map(|(remark, titles)| {
        let mut line = Inline::new(&cut(titles.first().unwrap_or(&""), CELL));
        if titles.len() > 1 {
            line = line.text(&format!(" and {} more", titles.len() - 1));
        }
        line.text(": ").prose(&cut(remark, 2 * CELL))
    });
    let of_all = document.notes.iter();
    let of_all = of_all.map(|note| Inline::default().prose(&cut(note, 2 * CELL)));
    of_some.chain(of_all).collect()
}

/// Whether it stays although there is something to say about it.
fn is_held(pin: &Pin) -> bool {
    let rests = [State::Current, State::Ignored, State::Floats];
    pin.group.is_none() && !pin.act && !rests.iter().any(|state| state.word() == pin.state)
}

/// Pins, each with its reason. Many of one file for one reason are one row.
fn pins(pins: &[&Pin]) -> Table {
    let mut kinds: Vec<Vec<&Pin>> = Vec::new();
    let mut numbers: HashMap<(&str, &str, &str), usize> = HashMap::new();
    for pin in pins {
        let key = (pin.path.as_str(), pin.state.as_str(), pin.reason.as_str());
        let number = *numbers.entry(key).or_insert(kinds.len());
        match kinds.get_mut(number) {
            Some(kind) => kind.push(pin),
            None => kinds.push(vec![pin]),
        }
    }
    let code = |text: &str| Inline::default().code(&cut(text, CELL));
    let mut rows = Vec::new();
    for kind in &kinds {
        let folded = kind.len() > ONE_BY_ONE;
        for pin in kind.iter().take(if folded { 1 } else { ONE_BY_ONE }) {
            let (place, value) = if folded {
                (code(&pin.path), Inline::new(&counted(kind.len(), "pin")))
            } else {
                let place = format!("{}:{}", cut(&pin.path, CELL), pin.line);
                (Inline::default().code(&place), code(&pin.value))
            };
            let why = Inline::default().prose(&cut(&pin.reason, 2 * CELL));
            rows.push(vec![place, value, code(&pin.state), why]);
        }
    }
    Table::new(&["Place", "Value", "State", "Why"], rows)
}

/// In the order of the documentation; states that are not known here come last.
fn counts(document: &Document) -> Block {
    let known = |word: &str| State::ALL.iter().position(|state| state.word() == word);
    let sorted: BTreeMap<(usize, &str), usize> = document
        .counts
        .iter()
        .map(|(word, number)| ((known(word).unwrap_or(usize::MAX), word.as_str()), *number))
        .collect();
    let header = ["State", "Pins"].map(Inline::new).to_vec();
    let rows = sorted.iter().take(ROWS).map(|((_, word), number)| {
        let word = Inline::default().code(&cut(word, CELL));
        vec![word, Inline::new(&number.to_string())]
    });
    Block::Table(header, rows.collect())
}

fn needing(number: usize) -> String {
    let verb = if number == 1 { "needs" } else { "need" };
    format!("{} {verb}", counted(number, "pin"))
}

/// A pin that needs a person.
fn annotation(pin: &Pin) -> Annotation {
    let (value, reason) = (cut(&pin.value, CELL), cut(&pin.reason, 2 * CELL));
    Annotation {
        path: pin.path.clone(),
        line: pin.line,
        end_line: pin.line,
        column: None,
        end_column: None,
        level: Level::Warning,
        title: format!("pin: {}", cut(&pin.state, CELL)),
        message: format!("{}: {}", visible(&value), visible(&reason)),
    }
}
