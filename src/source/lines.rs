//! From bytes to lines and columns.
//!
//! Lines end at LF, CR LF or a lone CR, as YAML reads them. A column is a Unicode code point: a tab
//! is one, a byte order mark at the very start is none.

/// Line and column, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column in code points, from 1.
    pub column: u32,
}

/// The byte offsets at which lines start.
#[derive(Debug)]
pub struct Lines {
    starts: Vec<u32>,
    /// How many code points lie before each [`STRIDE`]th byte, so that a column in a line of megabytes is not counted
    /// from its start each time.
    points: Vec<u32>,
}

/// Bytes between two entries of [`Lines::points`].
const STRIDE: usize = 1_024;

impl Lines {
    /// Indexes a text.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\r', b'\n', bytes) {
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                starts.push(offset(at + 1));
            }
        }
        let mut count = 0;
        let points = bytes.chunks(STRIDE).map(|chunk| {
            let before = offset(count);
            count += code_points(chunk);
            before
        });
        let mut points: Vec<u32> = points.collect();
        points.push(offset(count));
        Self { starts, points }
    }

    /// Position of a byte offset in the text that was indexed; past the end means the end.
    pub fn position(&self, text: &str, at: u32) -> Position {
        let at = at.min(offset(text.len()));
        let line = self.line_index(at);
        let mark = u32::from(line == 0 && at > 0 && text.starts_with('\u{feff}'));
        let before = self.points_before(text, at) - self.points_before(text, self.starts[line]);
        Position {
            line: offset(line + 1),
            column: before - mark + 1,
        }
    }

    /// How many code points start before a byte.
    fn points_before(&self, text: &str, at: u32) -> u32 {
        let near = at as usize / STRIDE;
        let from = near * STRIDE;
        let rest = text.as_bytes().get(from..at as usize).unwrap_or_default();
        self.points.get(near).copied().unwrap_or_default() + offset(code_points(rest))
    }

    /// The number (from 0) of the line that holds a byte offset.
    pub fn line_index(&self, at: u32) -> usize {
        self.starts.partition_point(|start| *start <= at).max(1) - 1
    }

    /// Byte offset at which a line (from 0) starts, if there is such a line.
    pub fn start(&self, line: usize) -> Option<u32> {
        self.starts.get(line).copied()
    }

    /// How many lines the text has; a text that ends in a line break has an empty last one.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The text of a line (from 0) without its line break.
    pub fn text<'t>(&self, text: &'t str, line: usize) -> &'t str {
        let Some(start) = self.start(line) else {
            return "";
        };
        let end = self.start(line + 1).map_or(text.len(), |next| next as usize);
        text.get(start as usize..end)
            .unwrap_or_default()
            .trim_end_matches(['\r', '\n'])
    }
}

/// How many code points start in a piece of UTF-8 text.
fn code_points(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, offset: u32) -> (u32, u32) {
        let position = Lines::new(text).position(text, offset);
        (position.line, position.column)
    }

    #[test]
    fn counts_code_points_and_every_kind_of_line_break() {
        assert_eq!(at("a\nb", 2), (2, 1));
        assert_eq!(at("a\r\nbc", 4), (2, 2));
        assert_eq!(at("a\rb", 2), (2, 1));
        assert_eq!(at("é\tx", 3), (1, 3));
        assert_eq!(at("\u{feff}ab", 4), (1, 2));
        assert_eq!(at("", 0), (1, 1));
        assert_eq!(at("ab", 99), (1, 3));
        assert_eq!(at("\u{feff}", 3), (1, 1));
    }

    #[test]
    fn columns_of_long_lines_are_counted_in_code_points_too() {
        let text = format!("{}\n{}", "é🦀a".repeat(1_000), "漢\t".repeat(1_000));
        let lines = Lines::new(&text);
        for (at, c) in text.char_indices() {
            let before = text[..at].rsplit('\n').next().expect("a line");
            let found = lines.position(&text, offset(at));
            assert_eq!(found.column as usize, before.chars().count() + 1, "{at} {c:?}");
        }
        let long = "x".repeat(4 * STRIDE);
        assert_eq!(at(&long, offset(long.len())), (1, offset(4 * STRIDE + 1)));
    }

    #[test]
    fn a_line_comes_without_its_break() {
        let text = "one\r\ntwo\nthree";
        let lines = Lines::new(text);
        assert_eq!(lines.count(), 3);
        assert_eq!(lines.text(text, 0), "one");
        assert_eq!(lines.text(text, 2), "three");
        assert_eq!(lines.text(text, 7), "");
    }
}
