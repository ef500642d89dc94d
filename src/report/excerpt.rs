//! The lines around a finding, cut and cleaned so that they can be shown.
//!
//! The renderer of text is given an excerpt instead of the file, for three reasons: a line of a document can be megabytes long;
//! its characters may act on a terminal; and lines end here where `source` says they end, also at a lone CR. In ordinary
//! documents the rendering is the same as that of the whole file.

use std::ops::Range;

use crate::source::{Source, Span};
use crate::visible;

/// Lines around both ends of a mark that the renderer may show.
const AROUND: usize = 6;
/// Places further apart than this, in lines, get an excerpt each.
const APART: usize = 1_000;
/// Lines longer than this, in bytes, are shown around the marks only.
const LONG: usize = 1_000;
/// How much of a long line is shown on either side of a mark's end, in bytes.
const KEPT: usize = 120;

/// A piece of a source, with the marks in it moved to their places in the piece.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// The lines, each with LF at the end; those that are not shown are empty.
    pub(super) text: String,
    /// The number of the first line, from 1.
    pub(super) first_line: usize,
    /// Where the main mark lies.
    pub(super) main: Range<usize>,
    /// Where each of the others lies; `None` for one that is too far away to be shown together.
    pub(super) others: Vec<Option<Range<usize>>>,
}

impl Excerpt {
    /// The lines that hold `main` and as many of the others as are not far from it.
    pub(super) fn new(source: &Source, main: Span, others: &[Span]) -> Self {
        let mut group = Group::new(Mark::new(source, main));
        let taken: Vec<bool> = others
            .iter()
            .map(|span| group.add(Mark::new(source, *span)))
            .collect();
        let (text, marks) = group.cut(source);
        let mut marks = marks.into_iter();
        Self {
            text,
            first_line: group.first + 1,
            main: marks.next().unwrap_or_default(),
            others: taken
                .into_iter()
                .map(|taken| taken.then(|| marks.next()).flatten())
                .collect(),
        }
    }

    /// The column, in characters from 1, at which the main mark starts in the excerpt.
    pub(super) fn column(&self) -> usize {
        let before = self.text.get(..self.main.start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        line.chars().count() + 1
    }
}

/// A span that lies in the text, on character boundaries.
#[derive(Clone, Copy)]
struct Mark {
    start: Place,
    end: Place,
}

/// A byte offset and its line, from 0.
#[derive(Clone, Copy)]
struct Place {
    line: usize,
    at: usize,
}

impl Place {
    fn new(source: &Source, at: usize) -> Self {
        let line = source.lines().line_index(u32::try_from(at).unwrap_or(u32::MAX));
        Self { line, at }
    }

    /// The end of a line, before its line break.
    fn end_of(source: &Source, line: usize) -> Self {
        let at = line_range(source, line).end;
        Self { line, at }
    }
}

impl Mark {
    fn new(source: &Source, span: Span) -> Self {
        let text = source.text();
        let start = Place::new(source, text.floor_char_boundary(span.start as usize));
        let mut end = Place::new(source, text.ceil_char_boundary(span.end as usize).max(start.at));
        if end.line > start.line && source.lines().start(end.line).map(|at| at as usize) == Some(end.at) {
            // It ends with a line break: nothing of the next line is meant.
            end = Place::end_of(source, end.line - 1);
        }
        if end.line - start.line > APART {
            // A mark over a whole file says no more than one on its first line, and costs the file each time.
            end = Place::end_of(source, start.line);
        }
        if end.at < start.at {
            end = start;
        }
        Self { start, end }
    }

    fn is_near(&self, line: usize) -> bool {
        line.abs_diff(self.start.line) <= AROUND || line.abs_diff(self.end.line) <= AROUND
    }
}

/// Marks that share an excerpt, and their first and last line.
struct Group {
    marks: Vec<Mark>,
    first: usize,
    last: usize,
}

impl Group {
    fn new(mark: Mark) -> Self {
        Self {
            marks: vec![mark],
            first: mark.start.line,
            last: mark.end.line,
        }
    }

    /// Takes a mark in, unless it is too far away.
    fn add(&mut self, mark: Mark) -> bool {
        let first = self.first.min(mark.start.line);
        let last = self.last.max(mark.end.line);
        if last - first > APART {
            return false;
        }
        self.first = first;
        self.last = last;
        self.marks.push(mark);
        true
    }

    /// The lines, and where the marks have gone.
    fn cut(&self, source: &Source) -> (String, Vec<Range<usize>>) {
        let places: Vec<Place> = self
            .marks
            .iter()
            .flat_map(|mark| [mark.start, mark.end])
            .collect();
        let mut moved = vec![0; places.len()];
        let mut text = String::new();
        for line in self.first..=self.last {
            if self.marks.iter().any(|mark| mark.is_near(line)) {
                add_line(source, line, &places, &mut text, &mut moved);
            }
            text.push('\n');
        }
        let marks = moved.chunks(2).map(|ends| ends[0]..ends[1]).collect();
        (text, marks)
    }
}

/// Adds a line in its visible form and notes where the places on it have gone.
fn add_line(source: &Source, line: usize, places: &[Place], out: &mut String, moved: &mut [usize]) {
    let range = line_range(source, line);
    // A place in the byte order mark or in the line break is drawn at the edge of the line.
    let on_line: Vec<(usize, usize)> = places
        .iter()
        .enumerate()
        .filter(|(_, place)| place.line == line)
        .map(|(slot, place)| (slot, place.at.clamp(range.start, range.end)))
        .collect();
    let mut note = |at: usize, now: usize| {
        for (slot, place) in &on_line {
            if *place == at {
                moved[*slot] = now;
            }
        }
    };
    let mut shown = range.start;
    for piece in pieces(source.text(), &range, on_line.iter().map(|(_, at)| *at)) {
        if piece.start > shown {
            out.push('…');
        }
        for (offset, c) in source.text()[piece.clone()].char_indices() {
            note(piece.start + offset, out.len());
            if c == '\t' {
                // The renderer draws it as four blanks.
                out.push(c);
            } else {
                visible::push(out, c);
            }
        }
        note(piece.end, out.len());
        shown = piece.end;
    }
    if shown < range.end {
        out.push('…');
    }
}

/// What is shown of a line: all of it, or of a long one what is around the places.
fn pieces(text: &str, line: &Range<usize>, places: impl Iterator<Item = usize>) -> Vec<Range<usize>> {
    if line.len() <= LONG {
        return vec![line.clone()];
    }
    let mut places: Vec<usize> = places.collect();
    places.sort_unstable();
    if places.is_empty() {
        places.push(line.start);
    }
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for place in places {
        let start = text
            .floor_char_boundary(place.saturating_sub(KEPT))
            .max(line.start);
        let end = text.ceil_char_boundary(place + KEPT).min(line.end);
        match pieces.last_mut() {
            Some(last) if start <= last.end => last.end = end,
            _ => pieces.push(start..end),
        }
    }
    pieces
}

/// The bytes of a line (from 0) without byte order mark and line break.
fn line_range(source: &Source, line: usize) -> Range<usize> {
    let text = source.lines().text(source.text(), line);
    let start = source.lines().start(line).unwrap_or_default() as usize;
    let end = start + text.len();
    let mark = if line == 0 && text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    start + mark..end
}

#[cfg(test)]
mod tests {
    use super::*;

    /// First line, text, and what is under the main mark.
    fn one(text: &str, span: (usize, usize)) -> (usize, String, String) {
        let source = Source::new("a.yaml", text);
        let excerpt = Excerpt::new(&source, Span::new(span.0, span.1), &[]);
        let under = excerpt.text[excerpt.main].to_owned();
        (excerpt.first_line, excerpt.text, under)
    }

    #[test]
    fn a_mark_keeps_its_text_and_its_line() {
        for (text, span, line, excerpt, under) in [
            ("one\ntwo\nthree\n", (4, 7), 2, "two\n", "two"),
            ("one\r\ntwo\r\n", (5, 8), 2, "two\n", "two"),
            ("one\rtwo", (4, 7), 2, "two\n", "two"),
            ("\u{feff}one", (0, 6), 1, "one\n", "one"),
            ("a\u{1b}[31mb", (2, 6), 1, "a\\u{1b}[31mb\n", "[31m"),
            ("\u{202e}ab", (3, 4), 1, "\\u{202e}ab\n", "a"),
            ("a\tb", (2, 3), 1, "a\tb\n", "b"),
            ("one\ntwo\n", (8, 8), 3, "\n", ""),
            ("one\ntwo\n", (0, 4), 1, "one\n", "one"),
            ("one\ntwo", (0, 7), 1, "one\ntwo\n", "one\ntwo"),
            ("", (0, 0), 1, "\n", ""),
            ("é", (1, 1), 1, "é\n", "é"),
            ("ab", (7, 9), 1, "ab\n", ""),
        ] {
            let found = one(text, span);
            assert_eq!(
                found,
                (line, excerpt.to_owned(), under.to_owned()),
                "{text:?} {span:?}"
            );
        }
    }

    #[test]
    fn a_long_line_is_shown_around_its_marks() {
        let text = format!("{}fault{}", "é".repeat(500_000), "x".repeat(500_000));
        let (_, excerpt, under) = one(&text, (1_000_000, 1_000_005));
        assert_eq!(under, "fault");
        assert!(excerpt.len() < 400, "{}", excerpt.len());
        assert!(excerpt.starts_with('…') && excerpt.ends_with("…\n"));
        let (_, excerpt, under) = one(&text, (0, 1_900_000));
        assert!(excerpt.len() < 800 && under.contains('…'), "{under}");
    }

    #[test]
    fn a_place_far_away_is_left_out_and_a_near_one_is_not() {
        let text = "line\n".repeat(5_000);
        let source = Source::new("a.yaml", text.clone());
        let others = [Span::new(0, 4), Span::new(23_990, 23_993)];
        let excerpt = Excerpt::new(&source, Span::new(24_000, 24_004), &others);
        assert_eq!(excerpt.first_line, 4_799);
        assert_eq!(excerpt.text, "line\nline\nline\n");
        assert_eq!(
            (excerpt.main, &excerpt.others[..]),
            (10..14, &[None, Some(0..3)][..])
        );
        let (_, shown, under) = one(&text, (0, 20_000));
        assert_eq!((shown.as_str(), under.as_str()), ("line\n", "line"));
    }
}
