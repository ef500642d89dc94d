//! Places while a text is edited: which are taken, and where they are afterwards.

use std::collections::BTreeMap;

use crate::source::{EditSet, Span};

/// Spans of which none touches another, by start.
#[derive(Default)]
pub(super) struct Taken(BTreeMap<u32, u32>);

impl Taken {
    /// Takes these spans, unless one of them touches one that is taken. They may touch each other.
    pub(super) fn take(&mut self, spans: &[Span]) -> bool {
        let mut spans = spans.to_vec();
        spans.sort_unstable();
        let mut joined: Vec<Span> = Vec::new();
        for span in spans {
            match joined.last_mut() {
                Some(last) if span.start <= last.end => *last = last.cover(span),
                _ => joined.push(span),
            }
        }
        let is_free = |span: &Span| {
            let last = self.0.range(..=span.end).next_back();
            last.is_none_or(|(_, end)| *end < span.start)
        };
        if !joined.iter().all(is_free) {
            return false;
        }
        self.0.extend(joined.iter().map(|span| (span.start, span.end)));
        true
    }
}

/// Where places are after edits.
#[derive(Default)]
pub(super) struct Moves(Vec<EditSet>);

impl Moves {
    pub(super) fn of(edits: EditSet) -> Self {
        Self(vec![edits])
    }

    /// These edits, then those.
    pub(super) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Where a byte is after all edits: one that was replaced is where its replacement begins.
    pub(super) fn moved(&self, at: u32) -> u32 {
        self.0.iter().fold(at, |at, edits| moved(edits, at))
    }
}

fn moved(edits: &EditSet, at: u32) -> u32 {
    let mut now = i64::from(at);
    for edit in edits.edits() {
        let (start, end) = (edit.span.start, edit.span.end);
        if start >= at && !(edit.span.is_empty() && start == at) {
            break;
        }
        if end > at {
            now -= i64::from(at - start);
            break;
        }
        let grown = i64::try_from(edit.text.len()).unwrap_or_default();
        now += grown - i64::from(end - start);
    }
    u32::try_from(now).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Edit;

    #[test]
    fn spans_that_touch_are_not_taken_together() {
        let span = Span::new;
        let mut taken = Taken::default();
        assert!(taken.take(&[span(10, 20), span(12, 15), span(30, 31)]));
        for touching in [span(0, 10), span(20, 25), span(13, 14), span(5, 40), span(31, 31)] {
            assert!(!taken.take(&[touching]), "{touching:?}");
        }
        assert!(taken.take(&[span(0, 9)]) && taken.take(&[span(21, 29)]) && taken.take(&[span(32, 33)]));
        assert!(!taken.take(&[span(50, 60), span(9, 9)]));
        assert!(taken.take(&[span(50, 60)]), "nothing was taken of the one before");
    }

    #[test]
    fn places_move_with_what_is_before_them() {
        let edit = |start, end, text: &str| Edit {
            span: Span::new(start, end),
            text: text.to_owned(),
        };
        let edits = EditSet::new(vec![edit(2, 4, "xyz"), edit(6, 6, "++"), edit(8, 9, "")]).expect("apart");
        let moves = Moves::of(edits);
        let now: Vec<u32> = (0..12).map(|at| moves.moved(at)).collect();
        assert_eq!(now, [0, 1, 2, 2, 5, 6, 9, 10, 11, 11, 12, 13]);
    }
}
