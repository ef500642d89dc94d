//! A text with the way back to the file that it was made from.

use std::ops::Range;

use crate::source::Span;
use crate::yaml::{Node, Style};

/// A text, for every byte of it the place in the host file, and the parts that are known later only.
///
/// Places never go back: of two bytes the later one comes from the same place or from one behind it.
#[derive(Clone, Debug, Default)]
pub struct Mapped {
    text: String,
    /// In order and without gaps; each reaches up to the next one.
    pieces: Vec<Piece>,
    holes: Vec<Hole>,
    /// Whether the host has its lines as they are but for what they are indented by: a `|` block, a heredoc.
    lines: bool,
}

/// A piece of the text.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// Where it begins in the text.
    start: u32,
    /// What it was made from in the host.
    host: Span,
    /// Whether the host has exactly these bytes.
    verbatim: bool,
}

/// A part of the text that is known later only. A placeholder that reads as `${…}` stands there: rules take it for
/// something unknown, scripts for a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hole {
    /// The placeholder in the text.
    pub at: Span,
    /// What the host has there.
    pub host: Span,
    /// Whether it stands for a value of its own, which may be a list or a map, and not for a part of a text.
    pub value: bool,
}

/// So much of a name is shown in a placeholder.
const LONGEST_NAME: usize = 40;

impl Mapped {
    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The parts that are known later only, in order.
    pub fn holes(&self) -> &[Hole] {
        &self.holes
    }

    /// The text of a YAML or JSON scalar.
    pub(super) fn of_scalar(node: Node<'_>) -> Self {
        let mut out = Self {
            lines: node.style() == Some(Style::Literal),
            ..Self::default()
        };
        let text = node.text().unwrap_or_default();
        for piece in node.written().pieces() {
            let part = text.get(piece.start as usize..piece.end as usize);
            out.push(part.unwrap_or_default(), piece.span, piece.verbatim);
        }
        out
    }

    /// The bytes of the host from `start` on as they are.
    pub(super) fn of_host(host: &str, span: Span) -> Self {
        let mut out = Self::default();
        out.push(host.get(span.range()).unwrap_or_default(), span, true);
        out
    }

    /// An empty text that is written in the way of `raw`.
    pub(super) fn like(raw: &Self) -> Self {
        Self {
            lines: raw.lines,
            ..Self::default()
        }
    }

    /// Says that the host has the lines as they are.
    pub(super) fn with_lines(self) -> Self {
        Self { lines: true, ..self }
    }

    /// Adds a text that is not what the host has at `host`.
    pub(super) fn made(&mut self, text: &str, host: Span) {
        self.push(text, host, false);
    }

    /// Adds bytes that the host has at `host`.
    pub(super) fn verbatim(&mut self, text: &str, host: Span) {
        self.push(text, host, true);
    }

    /// Adds a placeholder for what `written` stands for.
    pub(super) fn hole(&mut self, written: &str, host: Span, value: bool) {
        let start = self.text.len();
        let name: String = written
            .chars()
            .take(LONGEST_NAME)
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
            .collect();
        let name = if name.is_empty() { "_" } else { &name };
        self.made(&format!("${{{name}}}"), host);
        self.holes.push(Hole {
            at: Span::new(start, self.text.len()),
            host,
            value,
        });
    }

    fn push(&mut self, text: &str, host: Span, verbatim: bool) {
        if text.is_empty() {
            return;
        }
        let joins = self
            .pieces
            .last()
            .is_some_and(|last| verbatim && last.verbatim && last.host.end == host.start);
        match self.pieces.last_mut().filter(|_| joins) {
            Some(last) => last.host.end = host.end,
            None => self.pieces.push(Piece {
                start: offset(self.text.len()),
                host,
                verbatim,
            }),
        }
        self.text.push_str(text);
    }

    /// Adds a part of another text.
    pub(super) fn append(&mut self, other: &Self, range: Range<usize>) {
        let base = self.text.len();
        for (part, text, host) in other.cut(range.clone()) {
            self.push(text, host, part.verbatim);
        }
        let first = other
            .holes
            .partition_point(|hole| (hole.at.start as usize) < range.start);
        for hole in other.holes.get(first..).unwrap_or_default() {
            let at = hole.at.range();
            if at.end > range.end {
                break;
            }
            self.holes.push(Hole {
                at: Span::new(base + at.start - range.start, base + at.end - range.start),
                host: hole.host,
                value: false,
            });
        }
    }

    /// Adds another text as it stands between the quotes of a JSON string.
    pub(super) fn append_quoted(&mut self, other: &Self) {
        let whole = 0..other.text.len();
        let (mut at, mut holes) = (0, other.holes.iter());
        for (part, text, host) in other.cut(whole) {
            let mut from = 0;
            for (index, c) in text.char_indices() {
                let Some(escaped) = escaped(c) else { continue };
                self.push_part(text, from..index, host, part.verbatim);
                let end = index + c.len_utf8();
                self.made(&escaped, within(host, index..end, part.verbatim));
                from = end;
            }
            let before = self.text.len();
            self.push_part(text, from..text.len(), host, part.verbatim);
            // A placeholder is a piece of its own and has nothing to escape.
            if let Some(hole) = holes.clone().next().filter(|hole| hole.at.start as usize == at) {
                holes.next();
                self.holes.push(Hole {
                    at: Span::new(before, self.text.len()),
                    ..*hole
                });
            }
            at += text.len();
        }
    }

    fn push_part(&mut self, text: &str, range: Range<usize>, host: Span, verbatim: bool) {
        let host = within(host, range.clone(), verbatim);
        self.push(text.get(range).unwrap_or_default(), host, verbatim);
    }

    /// The pieces of a range, cut where it begins and ends: each with its text and what the host has for it.
    fn cut(&self, range: Range<usize>) -> impl Iterator<Item = (Piece, &str, Span)> {
        let first = self.index(range.start);
        let pieces = self.pieces.get(first..).unwrap_or_default();
        pieces.iter().enumerate().map_while(move |(number, piece)| {
            let (start, end) = (piece.start as usize, self.end(first + number));
            let part = start.max(range.start)..end.min(range.end);
            let text = self.text.get(part.clone()).filter(|text| !text.is_empty())?;
            let host = within(piece.host, part.start - start..part.end - start, piece.verbatim);
            Some((*piece, text, host))
        })
    }

    /// The number of the piece that holds a byte.
    fn index(&self, at: usize) -> usize {
        let behind = self.pieces.partition_point(|piece| piece.start as usize <= at);
        behind.saturating_sub(1)
    }

    /// Where a piece ends in the text.
    fn end(&self, number: usize) -> usize {
        self.pieces
            .get(number + 1)
            .map_or(self.text.len(), |next| next.start as usize)
    }

    /// The smallest span of the host from which the text at `span` was made.
    pub fn place(&self, span: Span) -> Span {
        let start = span.start as usize;
        let Some(last) = self.pieces.last() else {
            return Span::default();
        };
        if start >= self.text.len() {
            return Span::empty(last.host.end);
        }
        let Some(first) = self.pieces.get(self.index(start)) else {
            return Span::empty(last.host.end);
        };
        let from = first.byte(span.start);
        if span.is_empty() {
            return Span::empty(from);
        }
        let end = (span.end as usize).min(self.text.len());
        let to = match self.pieces.get(self.index(end - 1)) {
            Some(piece) if piece.verbatim => piece.byte(offset(end - 1)) + 1,
            Some(piece) => piece.host.end,
            None => from,
        };
        Span {
            start: from,
            end: to.max(from),
        }
    }

    /// Where the host has exactly the text at `span`, in one piece.
    pub fn exact(&self, span: Span) -> Option<Span> {
        let number = self.index(span.start as usize);
        // An empty span may stand at the end of one piece or at the start of the next.
        let before = number.saturating_sub(usize::from(span.is_empty()));
        (before..=number).rev().find_map(|number| {
            let piece = self.pieces.get(number).filter(|piece| piece.verbatim)?;
            let fits = piece.start <= span.start && span.end as usize <= self.end(number);
            fits.then(|| Span {
                start: piece.byte(span.start),
                end: piece.byte(span.end),
            })
        })
    }

    /// Whether the host can have these bytes within a line of the text and mean them.
    pub fn takes(&self, text: &str) -> bool {
        let encoded = |c: char| c.is_control() || matches!(c, '$' | '%' | '{' | '}');
        let quoted = |c: char| matches!(c, '"' | '\'' | '\\' | '#' | ':');
        !text.contains(encoded) && (self.lines || !text.contains(quoted))
    }

    /// Whether a span shares a byte with a part that is known later only, or touches one.
    pub fn touches_hole(&self, span: Span) -> bool {
        let first = self.holes.partition_point(|hole| hole.at.end < span.start);
        self.holes.get(first).is_some_and(|hole| {
            if span.is_empty() {
                hole.at.start <= span.start
            } else {
                hole.at.overlaps(span)
            }
        }) || self
            .holes
            .get(first + 1)
            .is_some_and(|hole| hole.at.overlaps(span))
    }
}

impl Piece {
    fn byte(&self, at: u32) -> u32 {
        if self.verbatim {
            self.host.start + (at - self.start)
        } else {
            self.host.start
        }
    }
}

/// What a part of a piece was made from.
fn within(host: Span, part: Range<usize>, verbatim: bool) -> Span {
    if !verbatim {
        return host;
    }
    let start = host.start as usize;
    Span::new(start + part.start, start + part.end)
}

/// What stands for a character between double quotes, when it cannot stand there itself.
fn escaped(c: char) -> Option<String> {
    Some(match c {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        c if c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}') =>
        {
            format!("\\u{:04x}", c as u32)
        }
        _ => return None,
    })
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
