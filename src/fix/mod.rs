//! Repairs a text by the fixes of its findings. Pure: whoever calls says how the text is judged, so that a document, a
//! document inside of another file and a configuration file are repaired alike.
//!
//! A fix is tried, not believed: the text is judged again, and it stays only when its finding is gone and none is new. Of
//! several that are tried together and do not all stay, the bad one is found by halving.

mod places;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Fix, Safety, Severity};
use crate::source::{Edit, EditSet, Span};
use places::{Moves, Taken};

/// What is seen in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Its findings. One that is not to be repaired comes without its fix.
    pub findings: Vec<Diagnostic>,
    /// Whether all of it could be read; behind a syntax error more may be wrong than is seen.
    pub whole: bool,
}

/// A repair that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The rule.
    pub rule: &'static str,
    /// What was wrong.
    pub message: String,
    /// What was done.
    pub title: String,
}

/// What became of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The text as it is now.
    pub text: String,
    /// What was repaired, in the order in which it was done.
    pub done: Vec<Done>,
    /// What is seen in the text as it is now.
    pub left: Seen,
}

/// How much is looked at for one text before no more is tried: bytes that are judged, and findings that are compared. Only a
/// text with many fixes that do not hold gets there.
const MOST_WORK: usize = 64 * 1024 * 1024;
/// So many bytes are as much work as one finding.
const FINDING: usize = 256;
/// A text is judged at least this often, however long it is.
const LEAST_TRIALS: usize = 16;
/// How many fixes may follow out of one another: a key that was misspelled hides the fault of its value.
const DEPTH: usize = 3;

/// Repairs a text. `wanted` is the least sure kind of fix that is made.
pub fn apply(text: &str, wanted: Safety, judge: impl Fn(&str) -> Seen) -> Fixed {
    let mut run = Run {
        wanted,
        judge,
        work: 0,
        most: MOST_WORK.max(text.len().saturating_mul(LEAST_TRIALS)),
        refused: BTreeSet::new(),
        text: text.to_owned(),
        seen: Seen::default(),
        done: Vec::new(),
    };
    run.seen = run.look(text);
    run.repair();
    Fixed {
        text: run.text,
        done: run.done,
        left: run.seen,
    }
}

/// Whether a fix of this safety is made where `wanted` is the least sure kind.
pub fn is_wanted(fix: &Fix, wanted: Safety) -> bool {
    fix.safety <= wanted
}

struct Run<J> {
    wanted: Safety,
    judge: J,
    /// How much was looked at so far, and how much may be.
    work: usize,
    most: usize,
    /// Findings of the text as it is whose fixes did not hold: rule and place.
    refused: BTreeSet<(&'static str, u32)>,
    text: String,
    seen: Seen,
    done: Vec<Done>,
}

/// A text with some fixes made, and how places of the text before moved.
struct Trial {
    text: String,
    seen: Seen,
    moves: Moves,
    done: Vec<Done>,
}

impl<J: Fn(&str) -> Seen> Run<J> {
    fn look(&mut self, text: &str) -> Seen {
        let seen = (self.judge)(text);
        let work = text
            .len()
            .saturating_add(seen.findings.len().saturating_mul(FINDING));
        self.work = self.work.saturating_add(work);
        seen
    }

    /// Tries fixes until none is left that holds. The last pass looks at every fix of the last text, so a second run, which
    /// begins with such a pass, changes nothing.
    fn repair(&mut self) {
        loop {
            let before = self.done.len();
            self.refused.clear();
            let mut together = usize::MAX;
            while self.work < self.most {
                let chosen = self.choose(&self.seen.findings, true, together);
                if chosen.is_empty() {
                    break;
                }
                match self.attempt(&chosen) {
                    Some(trial) => {
                        self.accept(trial);
                        together = together.saturating_mul(2);
                    }
                    None if chosen.len() == 1 => {
                        // Where one does not hold others may not either; each that does doubles the number again.
                        self.refused.insert((chosen[0].rule, chosen[0].span.start));
                    }
                    None => together = chosen.len() / 2,
                }
            }
            if self.done.len() == before || self.work >= self.most {
                return;
            }
        }
    }

    /// Fixes that can be made together, in order of place, `most` at most. As long as the text itself is at fault nothing else is tried:
    /// what it means is not known.
    fn choose(&self, findings: &[Diagnostic], not_refused: bool, most: usize) -> Vec<Diagnostic> {
        let wanted = |finding: &&Diagnostic| {
            finding
                .fix
                .as_ref()
                .is_some_and(|fix| is_wanted(fix, self.wanted))
                && !(not_refused && self.refused.contains(&(finding.rule, finding.span.start)))
        };
        let candidates: Vec<&Diagnostic> = findings.iter().filter(wanted).collect();
        let syntax = candidates.iter().any(|finding| is_syntax(finding.rule));
        let mut taken = Taken::default();
        let mut chosen = Vec::new();
        for finding in candidates {
            if chosen.len() >= most {
                break;
            }
            let edits = finding
                .fix
                .iter()
                .flat_map(|fix| &fix.edits)
                .map(|edit| edit.span);
            let spans: Vec<Span> = edits.chain([finding.span]).collect();
            if is_syntax(finding.rule) == syntax && taken.take(&spans) {
                chosen.push(finding.clone());
            }
        }
        chosen
    }

    /// Makes these fixes; none when one of them does not hold.
    fn attempt(&mut self, chosen: &[Diagnostic]) -> Option<Trial> {
        let mut trial = self.make(&self.text.clone(), chosen)?;
        for _ in 0..DEPTH {
            let new = new_findings(&self.seen, chosen, &trial);
            if new.is_empty() {
                let still_whole = trial.seen.whole || !self.seen.whole;
                return still_whole.then_some(trial);
            }
            // What was hidden behind the fault has to be repaired in the same breath, or the fault stays.
            let next = self.choose(&new, false, usize::MAX);
            if chosen.len() > 1 || next.len() < new.len() || self.work >= self.most {
                return None;
            }
            let following = self.make(&trial.text, &next)?;
            trial.text = following.text;
            trial.seen = following.seen;
            trial.moves.extend(following.moves);
            trial.done.extend(following.done);
        }
        None
    }

    fn make(&mut self, text: &str, chosen: &[Diagnostic]) -> Option<Trial> {
        let fixes = chosen.iter().filter_map(|finding| finding.fix.as_ref());
        let edits = EditSet::new(in_line_breaks_of(text, fixes.flat_map(|fix| &fix.edits))).ok()?;
        let new = edits.apply(text).ok()?;
        let seen = self.look(&new);
        let done = chosen.iter().map(|finding| Done {
            rule: finding.rule,
            message: finding.message.clone(),
            title: finding
                .fix
                .as_ref()
                .map(|fix| fix.title.clone())
                .unwrap_or_default(),
        });
        Some(Trial {
            text: new,
            seen,
            done: done.collect(),
            moves: Moves::of(edits),
        })
    }

    fn accept(&mut self, trial: Trial) {
        let refused = std::mem::take(&mut self.refused);
        let moved = refused
            .into_iter()
            .map(|(rule, at)| (rule, trial.moves.moved(at)));
        self.refused = moved.collect();
        self.text = trial.text;
        self.seen = trial.seen;
        self.done.extend(trial.done);
    }
}

/// The edits with the line breaks that the text has.
fn in_line_breaks_of<'e>(text: &str, edits: impl Iterator<Item = &'e Edit>) -> Vec<Edit> {
    let end = text.find(['\n', '\r']).and_then(|at| text.get(at..));
    let line_break = match end {
        Some(end) if end.starts_with("\r\n") => "\r\n",
        Some(end) if end.starts_with('\r') => "\r",
        _ => "\n",
    };
    edits
        .map(|edit| Edit {
            span: edit.span,
            text: edit.text.replace("\r\n", "\n").replace('\n', line_break),
        })
        .collect()
}

/// What is found after the fixes and was not before: by rule and place, and of those of a rule that went elsewhere, by
/// their number. What was to be repaired and is still there is among it.
fn new_findings(before: &Seen, chosen: &[Diagnostic], trial: &Trial) -> Vec<Diagnostic> {
    let moves = &trial.moves;
    let mut known = Known::default();
    for finding in &before.findings {
        known.add(finding.rule, moves.moved(finding.span.start));
    }
    for finding in chosen {
        known.take(finding.rule, moves.moved(finding.span.start));
    }
    let mut unmatched: Vec<&Diagnostic> = Vec::new();
    for finding in &trial.seen.findings {
        if !known.take(finding.rule, finding.span.start) {
            unmatched.push(finding);
        }
    }
    unmatched.retain(|finding| !known.take_any(finding.rule));
    // An info of another rule is no fault that a fix could bring; it may be about what the fault had hidden.
    unmatched
        .retain(|new| new.severity > Severity::Info || chosen.iter().any(|finding| finding.rule == new.rule));
    // Where the text itself was at fault, what it means is seen for the first time, and so is what stands behind the place
    // at which reading stopped. Never at that place, or it would not end.
    let first = chosen.iter().filter(|finding| is_syntax(finding.rule));
    let first = first.map(|finding| moves.moved(finding.span.end) + u32::from(finding.span.is_empty()));
    if let Some(first) = first.min() {
        unmatched.retain(|finding| is_syntax(finding.rule) && (before.whole || finding.span.start < first));
    }
    unmatched.into_iter().cloned().collect()
}

/// Findings by rule and place.
#[derive(Default)]
struct Known<'r> {
    places: BTreeMap<(&'r str, u32), usize>,
    rules: BTreeMap<&'r str, usize>,
}

impl<'r> Known<'r> {
    fn add(&mut self, rule: &'r str, place: u32) {
        *self.places.entry((rule, place)).or_default() += 1;
        *self.rules.entry(rule).or_default() += 1;
    }

    /// Takes the one at this place out, if there is one.
    fn take(&mut self, rule: &'r str, place: u32) -> bool {
        let found = self.places.get_mut(&(rule, place)).filter(|number| **number > 0);
        let Some(number) = found else { return false };
        *number -= 1;
        self.take_any(rule)
    }

    /// Takes one of those out that are left of a rule, wherever it is. Only once all places are asked for.
    fn take_any(&mut self, rule: &'r str) -> bool {
        let left = self.rules.get_mut(rule).filter(|number| **number > 0);
        left.is_some_and(|number| {
            *number -= 1;
            true
        })
    }
}

fn is_syntax(rule: &str) -> bool {
    rule.starts_with("syntax/")
}

#[cfg(test)]
mod tests;
