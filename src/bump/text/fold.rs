//! Pins that stay in one file for one reason, so that many of them can be told in one line.

use std::collections::BTreeMap;

use crate::bump::{State, Verdict};

/// How many pins of one file, state and reason are listed one by one.
const ONE_BY_ONE: usize = 3;

/// Verdicts about one file with one state and reason, in the order of the text.
pub(super) struct Alike<'p> {
    pub(super) file: usize,
    pub(super) state: State,
    /// Why and what next; not escaped.
    pub(super) reason: String,
    pub(super) verdicts: Vec<&'p Verdict>,
}

impl Alike<'_> {
    /// Whether they are told in one line.
    pub(super) fn is_folded(&self) -> bool {
        self.verdicts.len() > ONE_BY_ONE
    }
}

/// Puts together what is alike within each file; `verdicts` are in the order of the files.
pub(super) fn alike<'p>(verdicts: impl Iterator<Item = &'p Verdict>) -> Vec<Alike<'p>> {
    let mut all: Vec<Alike<'p>> = Vec::new();
    let mut places: BTreeMap<(usize, State, String), usize> = BTreeMap::new();
    for verdict in verdicts {
        let (file, state) = (verdict.pin.file, verdict.state());
        let reason = verdict.row().reason(&verdict.holes);
        let at = *places.entry((file, state, reason.clone())).or_insert(all.len());
        match all.get_mut(at) {
            Some(one) => one.verdicts.push(verdict),
            None => all.push(Alike {
                file,
                state,
                reason,
                verdicts: vec![verdict],
            }),
        }
    }
    all
}
