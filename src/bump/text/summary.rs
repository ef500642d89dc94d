//! The job summary of a bump.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::fold::alike;
use super::{counted, distinct, listed, located, title};
use crate::bump::outcome::Done;
use crate::bump::{Group, Plan, State, Verdict};
use crate::markdown::{Block, Inline, Priority, Summary, cut};
use crate::pin::Scanned;

/// A step may write 1 MiB; above it GitHub drops the whole summary. The rest is for other commands of the step.
const MOST: usize = 900 * 1024;
/// Rows of one table.
const ROWS: usize = 200;
/// Characters of one text.
const CELL: usize = 300;

/// What a run decided and did, for a plan that is bound to the commit `base` and rests on what these accounts see. `done` has one entry a group of the plan, in its
/// order; `removed` names the branches that are gone because nothing was left to change; `notes` are sentences about the run.
pub fn summary(
    plan: &Plan,
    files: &[Scanned],
    base: &str,
    accounts: &[&str],
    done: &[Done],
    removed: &[String],
    notes: &[String],
) -> String {
    let mut out = Summary::default();
    let heading = Inline::new(&verdict(plan, done));
    out.add(Priority::Highest, "verdict", Block::Heading(2, heading));
    let mut bound = Inline::new("As of commit ").code(&cut(base, CELL));
    if !accounts.is_empty() {
        let word = if accounts.len() == 1 {
            "account"
        } else {
            "accounts"
        };
        bound = bound.text(&format!(", and what AWS told {word} {}", listed(accounts)));
    }
    let bound = bound.text(".");
    out.add(Priority::High, "the base commit", Block::Paragraph(bound));
    if !plan.groups.is_empty() {
        out.add(Priority::Highest, "pull requests", groups(plan, done));
    }
    let stopped: Vec<&Done> = done.iter().filter(|done| done.reason.is_some()).collect();
    if !stopped.is_empty() {
        let lines = stopped.iter().take(ROWS).map(|done| why(done)).collect();
        out.add(Priority::Highest, "what was not written", Block::List(lines));
    }
    let lines: Vec<Inline> = remarks(done, notes).take(ROWS).collect();
    if !lines.is_empty() {
        out.add(Priority::High, "notes", Block::List(lines));
    }
    if !removed.is_empty() {
        let lines = removed.iter().take(ROWS).map(|branch| {
            let line = Inline::new("Nothing is left to change on ").code(&cut(branch, CELL));
            line.text(", so it was removed")
        });
        out.add(Priority::High, "what is obsolete", Block::List(lines.collect()));
    }
    let act: Vec<&Verdict> = plan.verdicts.iter().filter(|verdict| verdict.row().act).collect();
    if !act.is_empty() {
        let heading = Block::Heading(3, Inline::new(&format!("{} a person", needing(act.len()))));
        let table = verdicts(&act, files);
        out.add(
            Priority::High,
            "pins that need a person",
            Block::Group(vec![heading, table]),
        );
    }
    if !plan.verdicts.is_empty() {
        out.add(Priority::High, "counts", counts(plan));
    }
    let told = |state: State| !matches!(state, State::Current | State::Ignored | State::Floats);
    let stay: Vec<&Verdict> = plan
        .verdicts
        .iter()
        .filter(|verdict| verdict.group.is_none() && !verdict.row().act && told(verdict.state()))
        .collect();
    if !stay.is_empty() {
        let title = Inline::new(&format!("Held: {}", counted(stay.len(), "pin")));
        let block = Block::Details(title, vec![verdicts(&stay, files)]);
        out.add(Priority::Normal, "pins that are held", block);
    }
    out.render(MOST)
}

/// The result in one line.
fn verdict(plan: &Plan, done: &[Done]) -> String {
    let pins = counted(plan.verdicts.len(), "pin");
    let mut line = match plan.groups.len() {
        0 => format!("amiforge bump: nothing to change in {pins}"),
        number => {
            let moving = plan.verdicts.iter().filter(|v| v.group.is_some()).count();
            let pull_requests = counted(number, "pull request");
            format!("amiforge bump: {pull_requests} for {moving} of {pins}")
        }
    };
    let failed = done.iter().filter(|done| done.outcome == "failed").count();
    if failed > 0 {
        // Writing to a string cannot fail.
        let _ = write!(line, "; {} failed", counted(failed, "pull request"));
    }
    let act = plan.verdicts.iter().filter(|v| v.row().act).count();
    if act > 0 {
        let _ = write!(line, "; {} a person", needing(act));
    }
    line
}

/// What a person should know besides, about a pull request or about the run.
fn remarks<'a>(done: &'a [Done], notes: &'a [String]) -> impl Iterator<Item = Inline> {
    let of_one = done.iter().flat_map(|done| {
        let remarks = done.remarks.iter();
        remarks.map(|remark| {
            let title = Inline::new(&cut(&done.title, CELL)).text(": ");
            title.prose(&cut(remark, 2 * CELL))
        })
    });
    let of_all = notes
        .iter()
        .map(|note| Inline::default().prose(&cut(note, 2 * CELL)));
    of_one.chain(of_all)
}

fn needing(number: usize) -> String {
    let verb = if number == 1 { "needs" } else { "need" };
    format!("{} {verb}", counted(number, "pin"))
}

/// Why a pull request is not as it should be.
fn why(done: &Done) -> Inline {
    let reason = done.reason.as_deref().unwrap_or_default();
    Inline::default()
        .text(&cut(&done.title, CELL))
        .text(": ")
        .code(done.outcome)
        .text(": ")
        .prose(&cut(reason, 2 * CELL))
}

fn groups(plan: &Plan, done: &[Done]) -> Block {
    let header = ["Pull request", "Outcome", "Branch", "Pins", "Regions"]
        .map(Inline::new)
        .to_vec();
    let rows = plan.groups.iter().zip(done).take(ROWS);
    let rows = rows.map(|(group, done)| group_row(plan, group, done));
    let table = Block::Table(header, rows.collect());
    with_rest(table, plan.groups.len())
}

fn group_row(plan: &Plan, group: &Group, done: &Done) -> Vec<Inline> {
    let regions = distinct(
        plan.verdicts_of(group)
            .filter_map(|verdict| verdict.region.as_deref()),
    );
    let draft = if group.draft.is_some() { " (draft)" } else { "" };
    let title = cut(&title(plan, group), CELL);
    let title = match &done.pull_request {
        Some(pull) => Inline::default().link(&format!("#{} {title}", pull.number), &pull.url),
        None => Inline::new(&title),
    };
    vec![
        title.text(draft),
        Inline::default().code(done.outcome),
        Inline::default().code(&cut(&format!("amiforge/{}", group.key), CELL)),
        Inline::new(&group.pins.len().to_string()),
        Inline::new(&cut(&listed(&regions), CELL)),
    ]
}

/// Pins, each with its reason. Many of one file for one reason are one row.
fn verdicts(verdicts: &[&Verdict], files: &[Scanned]) -> Block {
    let header = ["Place", "Value", "State", "Why"].map(Inline::new).to_vec();
    let mut rows = Vec::new();
    for kind in alike(verdicts.iter().copied()) {
        let why = Inline::default().prose(&cut(&kind.reason, 2 * CELL));
        let state = Inline::default().code(kind.state.word());
        let found = kind
            .verdicts
            .iter()
            .filter_map(|verdict| located(files, verdict.pin));
        if kind.is_folded() {
            let path = found.map(|found| found.path).next().unwrap_or_default();
            let count = Inline::new(&counted(kind.verdicts.len(), "pin"));
            rows.push(vec![Inline::default().code(&cut(path, CELL)), count, state, why]);
            continue;
        }
        rows.extend(found.map(|found| {
            let place = format!("{}:{}", cut(found.path, CELL), found.line);
            let value = cut(found.pin.value.text(), CELL);
            let (place, value) = (Inline::default().code(&place), Inline::default().code(&value));
            vec![place, value, state.clone(), why.clone()]
        }));
    }
    let number = rows.len();
    rows.truncate(ROWS);
    with_rest(Block::Table(header, rows), number)
}

fn with_rest(table: Block, number: usize) -> Block {
    match number.checked_sub(ROWS).filter(|left| *left > 0) {
        Some(left) => {
            let more = Inline::new(&format!("and {left} more"));
            Block::Group(vec![table, Block::Paragraph(more)])
        }
        None => table,
    }
}

fn counts(plan: &Plan) -> Block {
    let mut counts: BTreeMap<State, usize> = BTreeMap::new();
    for verdict in &plan.verdicts {
        *counts.entry(verdict.state()).or_default() += 1;
    }
    let header = ["State", "Pins"].map(Inline::new).to_vec();
    let rows = counts.iter().map(|(state, number)| {
        vec![
            Inline::default().code(state.word()),
            Inline::new(&number.to_string()),
        ]
    });
    Block::Table(header, rows.collect())
}
