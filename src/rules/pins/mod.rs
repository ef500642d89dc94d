//! Pinned images: the comments about them, the rows of the configuration that should find them, and what is wrong with the
//! images themselves.

mod dead;
mod denied;
mod malformed_annotation;
mod mismatch;
mod review;
mod split;
mod too_old;
mod unbound_annotation;
mod unmatched_row;

use super::{Findings, Rule};
use crate::pin::{ProblemKind, Scanned};

pub use review::Review;

/// A row of the configuration that matches nothing.
pub(crate) const UNMATCHED_ROW: &Rule = &unmatched_row::RULE;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[
    &dead::RULE,
    &denied::RULE,
    &malformed_annotation::RULE,
    &mismatch::RULE,
    &split::RULE,
    &too_old::RULE,
    &unbound_annotation::RULE,
    &unmatched_row::RULE,
];

/// Reports the problems of one kind that were met when the file was scanned.
fn problems(scanned: &Scanned, kind: ProblemKind, found: &mut Findings<'_>) {
    for problem in scanned.problems.iter().filter(|problem| problem.kind == kind) {
        found
            .report(problem.span, problem.message.clone())
            .help(problem.help.clone());
    }
}
