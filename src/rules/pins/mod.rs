//! Pinned images: the comments about them, and the rows of the configuration that should find them.

mod malformed_annotation;
mod unbound_annotation;
mod unmatched_row;

use super::{Findings, Rule};
use crate::pin::{ProblemKind, Scanned};

/// A row of the configuration that matches nothing.
pub(crate) const UNMATCHED_ROW: &Rule = &unmatched_row::RULE;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[
    &malformed_annotation::RULE,
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
