//! Runs the rules of the group `recipe`.

use super::Settings;
use crate::diagnostic::Diagnostic;
use crate::recipe::Review;
use crate::rules::{self, Check, Findings, SINCE};

/// A file among those of a review.
#[derive(Clone, Copy, Debug)]
pub struct Together<'a> {
    /// All files that declare recipes and components.
    pub review: &'a Review,
    /// The number of the file.
    pub file: usize,
    /// Whether nothing is said but what changed without a new version: the file itself did not change.
    pub since_only: bool,
}

impl Together<'_> {
    /// How many recipes the file declares.
    pub(super) fn recipes(&self) -> usize {
        self.review.file(self.file).map_or(0, |file| file.recipes.len())
    }

    /// What is found in the file. It has yet to be settled, with what else is found there.
    pub(super) fn findings(&self, settings: &Settings) -> Vec<Diagnostic> {
        let mut found = recipe_findings(self.review, self.file, settings);
        if self.since_only {
            found.retain(|finding| SINCE.contains(&finding.rule));
        }
        found
    }
}

/// Judges what the file of this number, among the review's, declares. What is found has yet to be settled, with what else
/// is found in the file.
pub fn recipe_findings(review: &Review, file: usize, settings: &Settings) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in rules::all() {
        for check in rule.checks {
            if let Check::Recipe(check) = check {
                check(review, file, &mut Findings::new(rule, settings, &mut found));
            }
        }
    }
    found
}
