//! Runs the rules of the group `pins`.

use std::collections::BTreeSet;

use super::{Settings, one_cause, settle};
use crate::diagnostic::Diagnostic;
use crate::pin::Scanned;
use crate::pin::hints::Hints;
use crate::rules::pins::UNMATCHED_ROW;
use crate::rules::{self, Check, Findings, Review};

/// Judges what the comments of a file say about its pins.
pub fn pin_findings(scanned: &Scanned, settings: &Settings) -> Vec<Diagnostic> {
    run(settings, |check, findings| {
        if let Check::Scanned(check) = check {
            check(scanned, findings);
        }
    })
}

/// Judges the pins of one file, of this number among the review's: whether their images are gone, denied or too old, and
/// whether those of one cluster differ.
pub fn review_findings(review: &Review<'_>, file: usize, settings: &Settings) -> Vec<Diagnostic> {
    run(settings, |check, findings| {
        if let Check::Review(check) = check {
            check(review, file, findings);
        }
    })
}

/// The rows of the configuration that matched nothing in `files`, which have to be all files of the repository. Each finding
/// comes with the number of the configuration file that it is in; `settings` are those of that file.
pub fn unmatched_rows(hints: &Hints, files: &[Scanned], settings: &Settings) -> Vec<(usize, Diagnostic)> {
    let used: BTreeSet<usize> = files
        .iter()
        .flat_map(|file| file.rows_used.iter().copied())
        .collect();
    let unused = hints
        .rows
        .iter()
        .enumerate()
        .filter(|(number, _)| !used.contains(number));
    unused
        .flat_map(|(_, row)| {
            let (config, span) = row.place;
            let mut found = Vec::new();
            let mut findings = Findings::new(UNMATCHED_ROW, settings, &mut found);
            if row.at.is_some() {
                findings
                    .report(span, "no file of the row has a pin where this leads")
                    .help("correct `at` or `files`, or remove the row");
            } else {
                findings
                    .report(span, "the row matches no pin")
                    .help("correct `files`, or remove the row");
            }
            drop(findings);
            settle(found, settings)
                .into_iter()
                .map(move |finding| (config, finding))
        })
        .collect()
}

fn run(settings: &Settings, mut check: impl FnMut(&Check, &mut Findings<'_>)) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in rules::all() {
        for one in rule.checks {
            check(one, &mut Findings::new(rule, settings, &mut found));
        }
    }
    settle(one_cause(found), settings)
}
