//! How the text of a scalar lies in the file.
//!
//! A scalar's text is not what stands in the file: quotes, escapes, indentation and folded lines are undone. Who finds
//! something in the text asks here for its place. The way from the file to the text is walked once more, side by side
//! with the text that the parser made; where the two part company, the rest is one piece that stands for itself.

use std::ops::Range;

use super::mend::is_allowed;
use super::node::{Node, Style};
use crate::source::Span;

/// A piece of a scalar's text and what it was made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it begins in the text.
    pub start: u32,
    /// Where it ends in the text; never where it begins.
    pub end: u32,
    /// What the file has for it.
    pub span: Span,
    /// Whether the file has exactly these bytes.
    pub verbatim: bool,
}

/// The map between a scalar's text and the file.
#[derive(Clone, Debug)]
pub struct Written {
    /// In order, without gaps in the text; no two that are verbatim touch in the file.
    pieces: Vec<Piece>,
    /// The scalar.
    whole: Span,
}

impl Node<'_> {
    /// How its text lies in the file; without pieces for what is no scalar. Takes time in proportion to the text.
    pub fn written(self) -> Written {
        let mut walk = Walk {
            file: self.tree().text(),
            text: self.text().unwrap_or_default(),
            at: 0,
            pieces: Vec::new(),
        };
        let span = self.span();
        let (start, end) = (span.start as usize, span.end as usize);
        let reached = match self.style() {
            None => start,
            Some(Style::Plain) => walk.flow(start, end, Style::Plain),
            Some(style @ (Style::SingleQuoted | Style::DoubleQuoted)) => {
                walk.flow(start + 1, end.saturating_sub(1), style)
            }
            Some(Style::Literal | Style::Folded) => walk.block(start),
        };
        let left = walk.text.len() - walk.at;
        walk.piece(left, reached, reached.max(end), false);
        Written {
            pieces: walk.pieces,
            whole: span,
        }
    }
}

impl Written {
    /// The smallest span of the file that holds a range of the text: exact where the file has these bytes, else with all that
    /// they were made of. What is behind the text is its end.
    pub fn place(&self, range: &Range<usize>) -> Span {
        let (start, end) = (offset(range.start), offset(range.end));
        let Some(first) = self.at(start) else {
            let end = self.pieces.last().map(|piece| Span::empty(piece.span.end));
            return end.unwrap_or(self.whole);
        };
        if end <= start {
            return Span::empty(first.byte(start));
        }
        let last = self.at(end - 1).unwrap_or(self.pieces[self.pieces.len() - 1]);
        let start = first.byte(start);
        let end = if last.verbatim {
            last.byte(end.min(last.end))
        } else {
            last.span.end
        };
        Span {
            start,
            end: end.max(start),
        }
    }

    /// Where the file has exactly these bytes of the text, so that they can be replaced there; none where escapes, doubled
    /// quotes, indentation or folded lines are among them.
    pub fn verbatim(&self, range: &Range<usize>) -> Option<Span> {
        let (start, end) = (offset(range.start), offset(range.end));
        let number = self.pieces.partition_point(|piece| piece.end < end);
        let fits = |piece: &&Piece| piece.verbatim && piece.start <= start && end <= piece.end;
        // An empty range may stand at the end of one piece or at the start of the next.
        let piece = self.pieces.get(number..)?.iter().take(2).find(fits)?;
        (start <= end).then(|| Span {
            start: piece.byte(start),
            end: piece.byte(end),
        })
    }

    /// The pieces, in order, without gaps in the text.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The piece that holds a byte of the text.
    fn at(&self, byte: u32) -> Option<Piece> {
        let number = self.pieces.partition_point(|piece| piece.end <= byte);
        self.pieces.get(number).copied()
    }
}

impl Piece {
    /// Where a byte of the text stands in the file.
    fn byte(&self, at: u32) -> u32 {
        if self.verbatim {
            self.span.start + (at - self.start)
        } else {
            self.span.start
        }
    }
}

/// The way through file and text.
struct Walk<'a> {
    file: &'a str,
    text: &'a str,
    /// How much of the text has its piece.
    at: usize,
    pieces: Vec<Piece>,
}

impl Walk<'_> {
    /// The next bytes of the text are made of these bytes of the file.
    fn piece(&mut self, length: usize, start: usize, end: usize, verbatim: bool) {
        if length == 0 {
            return;
        }
        let from = self.at;
        self.at += length;
        let (text_start, text_end) = (offset(from), offset(self.at));
        let span = Span::new(start, end);
        if let Some(last) = self.pieces.last_mut()
            && verbatim
            && last.verbatim
            && last.span.end == span.start
        {
            last.end = text_end;
            last.span.end = span.end;
            return;
        }
        self.pieces.push(Piece {
            start: text_start,
            end: text_end,
            span,
            verbatim,
        });
    }

    /// Whether the text goes on with this. A character that is not allowed was read as `_`, once for each byte.
    fn same(&mut self, start: usize, end: usize) -> bool {
        let mut at = start;
        while at < end {
            let rest = self.file.get(at..end).unwrap_or_default();
            let allowed = rest.find(|c| !is_allowed(c)).unwrap_or(rest.len());
            let bare = rest[allowed..].chars().next().map_or(0, char::len_utf8);
            if !self.left().starts_with(&rest[..allowed]) {
                return false;
            }
            self.piece(allowed, at, at + allowed, true);
            at += allowed;
            if self.run(b'_', bare) != bare {
                return false;
            }
            self.piece(bare, at, at + bare, false);
            at += bare;
        }
        true
    }

    /// The text that has no piece yet.
    fn left(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// How many of this byte the text goes on with, up to so many.
    fn run(&self, byte: u8, most: usize) -> usize {
        let left = self.left().bytes().take(most);
        left.take_while(|next| *next == byte).count()
    }

    /// Plain and quoted text between two bytes of the file. Gives the byte up to which file and text go together.
    fn flow(&mut self, start: usize, end: usize, style: Style) -> usize {
        let file = self.file;
        let mut at = start;
        while let Some(c) = file.get(at..end).and_then(|rest| rest.chars().next()) {
            let next = at + c.len_utf8();
            let went = match c {
                ' ' | '\t' | '\r' | '\n' => {
                    let white = white(file.get(at..end).unwrap_or_default());
                    let behind = at + white.length;
                    let fits = if white.breaks == 0 {
                        self.same(at, behind)
                    } else {
                        self.folded(white.breaks, at, behind)
                    };
                    fits.then_some(behind)
                }
                '\'' if style == Style::SingleQuoted => self.made(at, at + 2),
                '\\' if style == Style::DoubleQuoted => self.escape(at, end),
                _ => {
                    let rest = file.get(next..end).unwrap_or_default();
                    let special = |c| matches!(c, ' ' | '\t' | '\r' | '\n' | '\'' | '\\');
                    let behind = next + rest.find(special).unwrap_or(rest.len());
                    self.same(at, behind).then_some(behind)
                }
            };
            let Some(went) = went else { break };
            at = went;
        }
        at
    }

    /// One character of the text that was made of these bytes.
    fn made(&mut self, start: usize, end: usize) -> Option<usize> {
        let made = self.left().chars().next()?;
        self.piece(made.len_utf8(), start, end, false);
        Some(end)
    }

    /// A backslash in double quotes.
    fn escape(&mut self, at: usize, end: usize) -> Option<usize> {
        let behind = self.file.get(at + 1..end)?;
        let letter = behind.chars().next()?;
        if !matches!(letter, '\r' | '\n') {
            let digits = match letter {
                'x' => 2,
                'U' => 8,
                // Two of these may be the halves of one character.
                'u' if self.left().chars().next().is_some_and(|c| c.len_utf8() == 4) => 10,
                'u' => 4,
                _ => 0,
            };
            return self.made(at, (at + 1 + letter.len_utf8() + digits).min(end));
        }
        let white = white(behind);
        let made = white.breaks - 1;
        let behind = at + 1 + white.length;
        (self.run(b'\n', made) == made).then(|| {
            self.piece(made, at, behind, false);
            behind
        })
    }

    /// Line breaks in plain or quoted text: a single one is a blank, of more all but the first are kept.
    fn folded(&mut self, breaks: usize, start: usize, end: usize) -> bool {
        let (byte, length) = if breaks == 1 {
            (b' ', 1)
        } else {
            (b'\n', breaks - 1)
        };
        let fits = self.run(byte, length) == length;
        if fits {
            self.piece(length, start, end, false);
        }
        fits
    }

    /// A block scalar whose first line is at byte `start`. Gives the byte up to which file and text go together.
    fn block(&mut self, start: usize) -> usize {
        let content = self.text.trim_end_matches('\n').len();
        let (mut at, indent) = self.block_start(start);
        // The line breaks since the last line that is not empty.
        let mut breaks: Vec<Span> = Vec::new();
        let mut reached = at;
        while self.at < self.text.len() && at < self.file.len() {
            let line = Line::at(self.file, at);
            let blanks = self.file.as_bytes()[at..line.end].iter().take(indent);
            let from = at + blanks.take_while(|byte| **byte == b' ').count();
            if from < line.end && self.at < content {
                if !self.between(&breaks, reached, from) || !self.same(from, line.end) {
                    return reached;
                }
                breaks.clear();
                reached = line.end;
            }
            if line.next > line.end {
                breaks.push(Span::new(line.end, line.next));
            }
            at = line.next;
            if self.at >= content && breaks.len() >= self.text.len() - self.at {
                break;
            }
        }
        let left = self.text.len() - self.at;
        self.each_break(breaks.get(..left).unwrap_or(&breaks));
        self.pieces
            .last()
            .map_or(reached, |piece| piece.span.end as usize)
    }

    /// The start of the first line below the header of a block, and how far its lines are indented.
    fn block_start(&self, start: usize) -> (usize, usize) {
        let line_start = |at: usize| {
            let before = self.file.get(..at).unwrap_or_default();
            before.rfind(['\n', '\r']).map_or(0, |found| found + 1)
        };
        // Between the header and the first text there are only blanks.
        let before = self.file.get(..start).unwrap_or_default();
        let header = line_start(before.trim_end_matches([' ', '\t', '\r', '\n']).len());
        let first = Line::at(self.file, header).next;
        let lead = self.text.bytes().take_while(|byte| *byte == b'\n').count();
        let filled = (0..lead).fold(first, |line, _| Line::at(self.file, line).next);
        let spaces = |text: Option<&str>| {
            let text = text.unwrap_or_default();
            text.bytes().take_while(|byte| *byte == b' ').count()
        };
        let indent = spaces(self.file.get(filled..)).saturating_sub(spaces(self.text.get(lead..)));
        (first, indent)
    }

    /// What stands between two lines of a block that have text: line breaks as they are, or folded.
    fn between(&mut self, breaks: &[Span], start: usize, end: usize) -> bool {
        let lines = self.run(b'\n', breaks.len());
        if lines == breaks.len() {
            self.each_break(breaks);
        } else if lines > 0 {
            self.piece(lines, start, end, false);
        } else if self.run(b' ', 1) == 1 && breaks.len() == 1 {
            self.piece(1, start, end, false);
        } else {
            return false;
        }
        true
    }

    fn each_break(&mut self, breaks: &[Span]) {
        for span in breaks {
            let same = self.file.get(span.range()) == Some("\n");
            self.piece(1, span.start as usize, span.end as usize, same);
        }
    }
}

/// One line of the file.
struct Line {
    /// Its end without the line break.
    end: usize,
    /// Where the next one begins.
    next: usize,
}

impl Line {
    fn at(file: &str, at: usize) -> Self {
        let rest = file.get(at..).unwrap_or_default();
        let end = at + rest.find(['\n', '\r']).unwrap_or(rest.len());
        let next = match file.as_bytes().get(end..) {
            Some([b'\r', b'\n', ..]) => end + 2,
            Some([_, ..]) => end + 1,
            _ => end,
        };
        Self { end, next }
    }
}

/// The white space that a text begins with.
struct White {
    length: usize,
    breaks: usize,
}

fn white(text: &str) -> White {
    let length = text.len() - text.trim_start_matches([' ', '\t', '\r', '\n']).len();
    let bytes = text.as_bytes();
    let ends_line = |at: &usize| match bytes[*at] {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    White {
        length,
        breaks: (0..length).filter(ends_line).count(),
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
