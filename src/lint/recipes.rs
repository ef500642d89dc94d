//! Runs the rules of the group `recipe`.

use super::Settings;
use crate::diagnostic::Diagnostic;
use crate::recipe::Review;
use crate::rules::{self, Check, Findings};

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
