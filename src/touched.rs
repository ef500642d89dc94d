//! Which lines of a text a change touches. Pure.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};

/// Lines that were added or changed, and those beside lines that went: what is missing is told there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// First and one past the last, numbers from 0, in order.
    ranges: Vec<(usize, usize)>,
}

impl Touched {
    /// Compares two texts, line endings aside.
    pub fn between(old: &str, new: &Source) -> Self {
        let old = Source::new("", old);
        let (old, new) = (lines(&old), lines(new));
        let mut ranges = Vec::new();
        for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
            match op {
                DiffOp::Equal { .. } => {}
                DiffOp::Insert {
                    new_index, new_len, ..
                }
                | DiffOp::Replace {
                    new_index, new_len, ..
                } => {
                    ranges.push((new_index, new_index + new_len));
                }
                DiffOp::Delete { new_index, .. } => ranges.push((new_index.saturating_sub(1), new_index + 1)),
            }
        }
        Self { ranges }
    }

    /// Whether a finding, or a place that explains it, stands on such a line.
    pub fn has(&self, source: &Source, finding: &Diagnostic) -> bool {
        let labels = finding.labels.iter().map(|label| label.span);
        [finding.span]
            .into_iter()
            .chain(labels)
            .any(|span| self.meets(source, span))
    }

    fn meets(&self, source: &Source, span: Span) -> bool {
        let first = source.lines().line_index(span.start);
        let last = source.lines().line_index(span.end.max(span.start + 1) - 1);
        let next = self.ranges.partition_point(|(_, end)| *end <= first);
        self.ranges.get(next).is_some_and(|(start, _)| *start <= last)
    }
}

fn lines(source: &Source) -> Vec<&str> {
    (0..source.lines().count())
        .map(|line| source.lines().text(source.text(), line))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn added_changed_and_what_is_beside_what_went() {
        for (old, new, expected) in [
            ("a\nb\nc\n", "a\nb\nc\n", &[][..]),
            ("a\nb\nc\n", "a\r\nb\r\nc\r\n", &[]),
            ("a\nb\nc\n", "a\nx\nc\n", &[(1, 2)]),
            ("a\nc\n", "a\nb\nb\nc\n", &[(1, 3)]),
            ("a\nb\nc\n", "a\nc\n", &[(0, 2)]),
            ("b\nc\n", "c\n", &[(0, 1)]),
            ("", "a\n", &[(0, 1)]),
            ("a", "a\n", &[(1, 2)]),
        ] {
            let touched = Touched::between(old, &Source::new("", new));
            assert_eq!(touched.ranges, expected, "{old:?} {new:?}");
        }
    }

    #[test]
    fn a_place_of_several_lines_is_touched_by_each() {
        let source = Source::new("", "a\nb\nc\nd\n");
        let touched = Touched::between("a\nb\nx\nd\n", &source);
        for (span, expected) in [
            ((0, 1), false),
            ((0, 4), false),
            ((0, 5), true),
            ((4, 4), true),
            ((6, 7), false),
        ] {
            assert_eq!(
                touched.meets(&source, Span::new(span.0, span.1)),
                expected,
                "{span:?}"
            );
        }
    }
}
