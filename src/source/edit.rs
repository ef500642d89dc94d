//! Changes to a text as byte ranges.
//!
//! A file is never written back from a tree: comments, quotes, line endings and a byte order mark stay because nothing
//! but the ranges is touched.

use super::Span;

/// One replacement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The bytes that go.
    pub span: Span,
    /// What stands there instead.
    pub text: String,
}

/// Replacements in one text: sorted, none overlapping another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditSet(Vec<Edit>);

/// Why edits cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// Two edits want to change the same bytes to different texts.
    #[error("two edits overlap at byte {0}")]
    Overlap(u32),
    /// An edit lies outside the text, or cuts a character in two.
    #[error("an edit at byte {0} does not fit the text")]
    Misplaced(u32),
}

impl EditSet {
    /// Takes edits in any order. The same edit twice counts once; two that share bytes are an error.
    pub fn new(mut edits: Vec<Edit>) -> Result<Self, EditError> {
        edits.sort();
        edits.dedup();
        for pair in edits.windows(2) {
            if pair[0].span.overlaps(pair[1].span) {
                return Err(EditError::Overlap(pair[1].span.start));
            }
        }
        Ok(Self(edits))
    }

    /// The edits, in order.
    pub fn edits(&self) -> &[Edit] {
        &self.0
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text with all edits made. Everything outside their spans is byte for byte what it was.
    pub fn apply(&self, text: &str) -> Result<String, EditError> {
        let grown: usize = self.0.iter().map(|edit| edit.text.len()).sum();
        let mut out = String::with_capacity(text.len() + grown);
        let mut at = 0;
        for Edit { span, text: new } in &self.0 {
            let range = span.range();
            let kept = text.get(at..range.start);
            if text.get(range.clone()).is_none() {
                return Err(EditError::Misplaced(span.start));
            }
            out.push_str(kept.ok_or(EditError::Misplaced(span.start))?);
            out.push_str(new);
            at = range.end;
        }
        out.push_str(text.get(at..).unwrap_or_default());
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit {
            span: Span::new(start, end),
            text: text.to_owned(),
        }
    }

    #[test]
    fn only_the_spans_change() {
        let set = EditSet::new(vec![edit(6, 8, ""), edit(0, 1, "xyz"), edit(0, 1, "xyz")]).expect("disjoint");
        assert_eq!(set.edits().len(), 2);
        assert_eq!(set.apply("abc\r\ndéf").expect("fits"), "xyzbc\r\ndf");
        assert_eq!(EditSet::default().apply("a").expect("fits"), "a");
    }

    proptest! {
        /// Everything between the spans stays, and the edits can be undone.
        #[test]
        fn edits_can_be_undone(
            pieces in prop::collection::vec(("[a\r\né\u{1f600}]{0,3}", prop::option::of("[b\né]{0,3}")), 0..8),
            turned in any::<bool>(),
        ) {
            let (mut before, mut after) = (String::new(), String::new());
            let (mut edits, mut undo) = (Vec::new(), Vec::new());
            for (old, new) in &pieces {
                let new = new.as_ref().filter(|_| !old.is_empty());
                if let Some(new) = new {
                    edits.push(edit(before.len(), before.len() + old.len(), new));
                    undo.push(edit(after.len(), after.len() + new.len(), old));
                }
                before.push_str(old);
                after.push_str(new.unwrap_or(old));
                // Two places with nothing between them are one place.
                before.push('|');
                after.push('|');
            }
            if turned {
                edits.reverse();
            }
            let set = EditSet::new(edits).expect("apart");
            prop_assert_eq!(set.apply(&before).expect("places"), after.as_str());
            prop_assert_eq!(EditSet::new(undo).expect("apart").apply(&after).expect("places"), before);
        }

        #[test]
        fn any_edit_is_made_or_refused(text in "[aé\u{1f600}]{0,6}", edits in prop::collection::vec((0..12_usize, 0..4_usize), 0..4)) {
            let edits = edits.into_iter().map(|(start, length)| edit(start, start + length, "x")).collect();
            if let Ok(set) = EditSet::new(edits)
                && let Ok(done) = set.apply(&text)
            {
                let removed: usize = set.edits().iter().map(|edit| edit.span.len()).sum();
                prop_assert_eq!(done.len(), text.len() - removed + set.edits().len());
            }
        }
    }

    #[test]
    fn what_cannot_be_made_is_refused() {
        let overlap = EditSet::new(vec![edit(0, 3, "a"), edit(2, 4, "b")]);
        assert_eq!(overlap, Err(EditError::Overlap(2)));
        let same = EditSet::new(vec![edit(0, 3, "a"), edit(0, 3, "b")]);
        assert_eq!(same, Err(EditError::Overlap(0)));
        let outside = EditSet::new(vec![edit(1, 9, "a")]).expect("one");
        assert_eq!(outside.apply("abc"), Err(EditError::Misplaced(1)));
        let cut = EditSet::new(vec![edit(1, 2, "a")]).expect("one");
        assert_eq!(cut.apply("éa"), Err(EditError::Misplaced(1)));
    }
}
