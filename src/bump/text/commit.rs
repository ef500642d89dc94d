//! The message of a commit.

use std::fmt::Write as _;

use super::title::shortest_that_fits;
use super::{TRAILER, counted, distinct, plain, standing};
use crate::bump::{Group, Plan, Verdict};

/// Characters of the first line, as tools show it whole.
const SUBJECT: usize = 72;
/// Moves that get a line each.
const MOVES: usize = 40;
/// Characters of one reason.
const REASON: usize = 400;

/// Subject, what moves, why, and the trailer by which the branch is known as ours.
pub fn commit_message(plan: &Plan, group: &Group) -> String {
    let mut out = shortest_that_fits(plan, group, SUBJECT);
    let moves = distinct(plan.verdicts_of(group).filter_map(line));
    out.push_str("\n\n");
    for line in moves.iter().take(MOVES) {
        out.push_str(line);
        out.push('\n');
    }
    if let Some(left) = moves.len().checked_sub(MOVES).filter(|left| *left > 0) {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "and {}", counted(left, "other move"));
    }
    for reason in distinct(plan.verdicts_of(group).map(why)) {
        let short: String = reason.chars().take(REASON).collect();
        let _ = write!(out, "\n{}\n", plain(&short));
    }
    let _ = write!(out, "\n{TRAILER}: {}\n", plain(&group.key));
    out
}

/// `eu-west-1: ami-… -> ami-… (name)`.
fn line(verdict: &Verdict) -> Option<String> {
    let to = &verdict.next.as_ref()?.to.image;
    let region = verdict.region.as_deref().unwrap_or("no region");
    let text = format!("{region}: {} -> {} ({})", standing(verdict), to.id, to.name);
    let short: String = text.chars().take(REASON).collect();
    Some(plain(&short).into_owned())
}

/// Why it moves, without what a reviewer is to do.
pub(super) fn why(verdict: &Verdict) -> String {
    let row = verdict.row();
    let sentence = row.reason(&verdict.holes);
    sentence
        .strip_suffix(row.next)
        .unwrap_or(&sentence)
        .trim_end()
        .to_owned()
}
