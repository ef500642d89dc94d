//! Words: quotes, escapes, expansions, substitutions.

use super::super::call::Word;
use super::super::reading::Surroundings;
use super::super::words::{Plain, signs, until};
use super::{Lexer, MOST_DEPTH};

/// Bytes that end a stretch of plain letters.
static SPECIAL: [bool; 256] = signs(b" \t\r\n;&|()<>'\"`$\\{");

/// Bytes that end a word, but for `(`, and `<(` at its start.
static BEHIND: [bool; 256] = signs(b" \t\r\n;&|)<>");

/// Bytes that mean something within double quotes.
static QUOTED: [bool; 256] = signs(b"\"\\$`");

impl Lexer<'_, '_> {
    /// A word with quotes and escapes undone; empty where none begins.
    pub(super) fn word(&mut self, around: Surroundings) -> Word {
        let start = self.at;
        let mut plain = Plain::default();
        while self.at < self.end {
            match self.peek(0) {
                b'<' | b'>' if self.at == start && self.peek(1) == b'(' => {
                    self.at += 2;
                    self.commands(around);
                    plain.unknown(self.written(start, self.at));
                }
                sign if BEHIND[usize::from(sign)] => break,
                b'(' => {
                    let before = self.at.checked_sub(1).filter(|before| *before >= start);
                    let pattern = before.is_some_and(|before| b"?*+@!".contains(&self.bytes[before]));
                    if !pattern {
                        break;
                    }
                    self.brackets_of_pattern(&mut plain);
                }
                _ => self.piece(&mut plain, around),
            }
        }
        self.finish(start, plain)
    }

    /// The pattern behind `=~`: up to a blank that stands in no bracket.
    pub(super) fn regex(&mut self, around: Surroundings) -> Word {
        let start = self.at;
        let mut plain = Plain::default();
        let mut open = 0_usize;
        while self.at < self.end {
            match self.peek(0) {
                b'\n' => break,
                b' ' | b'\t' | b'\r' if open == 0 => break,
                sign @ (b'(' | b')' | b'|' | b'&' | b';' | b'<' | b'>' | b' ' | b'\t' | b'\r') => {
                    open += usize::from(sign == b'(');
                    open -= usize::from(sign == b')' && open > 0);
                    plain.text.push(char::from(sign));
                    self.at += 1;
                }
                _ => self.piece(&mut plain, around),
            }
        }
        self.finish(start, plain)
    }

    /// `( … )` behind the `=` of an array.
    pub(super) fn array(&mut self, around: Surroundings) -> Word {
        let start = self.at;
        let mut plain = Plain::default();
        self.at += 1;
        while self.at < self.end && self.peek(0) != b')' {
            match self.peek(0) {
                b'#' if matches!(self.bytes[self.at - 1], b' ' | b'\t' | b'\n' | b'(') => self.comment(),
                b' ' | b'\t' | b'\r' | b'\n' | b';' | b'&' | b'|' | b'(' | b'<' | b'>' => self.at += 1,
                _ => self.piece(&mut Plain::default(), around),
            }
        }
        self.at = (self.at + 1).min(self.end);
        plain.unknown(self.written(start, self.at));
        self.finish(start, plain)
    }

    fn finish(&mut self, start: usize, plain: Plain) -> Word {
        let range = start..self.at;
        let fits = self.reader.spend(range.len());
        Word {
            literal: !plain.open && !self.reader.masked.is_open(&range),
            text: if fits { plain.text } else { String::new() },
            range,
        }
    }

    /// What belongs to a word wherever it stands. Always takes a byte at least.
    fn piece(&mut self, plain: &mut Plain, around: Surroundings) {
        let start = self.at;
        match self.peek(0) {
            b'\\' => {
                let next = self.written(self.at + 1, self.end).chars().next();
                self.at += 1 + next.map_or(0, char::len_utf8);
                plain.text.extend(next.filter(|c| *c != '\n'));
            }
            b'\'' => {
                self.single();
                plain.text.push_str(self.inner(start + 1, 1));
            }
            b'"' => self.double(plain, around),
            b'`' => self.backquotes(plain, around),
            b'$' => self.dollar(plain, around, false),
            b'{' => self.brace(plain),
            _ => {
                self.at += 1;
                self.at += until(self.bytes.get(self.at..self.end).unwrap_or_default(), &SPECIAL);
                plain.text.push_str(self.written(start, self.at));
            }
        }
    }

    /// What stands between a byte and here, without the sign that ends it.
    fn inner(&self, from: usize, sign: usize) -> &str {
        self.written(from, self.at.saturating_sub(sign).max(from))
    }

    /// `{a,b}` and `{1..3}` become several words, anything else in braces is text.
    fn brace(&mut self, plain: &mut Plain) {
        const MOST: usize = 200;
        let rest = self.bytes.get(self.at..self.end).unwrap_or_default();
        let stop = rest
            .iter()
            .take(MOST)
            .position(|byte| b"} \t\r\n;&|()<>'\"`$\\".contains(byte));
        let inner = stop.and_then(|stop| rest.get(..=stop)).unwrap_or_default();
        let many =
            inner.ends_with(b"}") && (inner.contains(&b',') || inner.windows(2).any(|two| two == b".."));
        plain.open |= many;
        plain.text.push('{');
        self.at += 1;
    }

    /// `@(a|b)`: a pattern in brackets.
    fn brackets_of_pattern(&mut self, plain: &mut Plain) {
        let start = self.at;
        let mut open = 0_usize;
        while self.at < self.end {
            match self.peek(0) {
                b'\n' => break,
                b'(' => open += 1,
                b')' => open -= 1,
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                break;
            }
        }
        plain.text.push_str(self.written(start, self.at));
    }

    /// To behind the next `'`.
    fn single(&mut self) {
        let rest = self.bytes.get(self.at + 1..self.end).unwrap_or_default();
        let length = memchr::memchr(b'\'', rest);
        self.at = length.map_or(self.end, |length| self.at + length + 2);
    }

    fn double(&mut self, plain: &mut Plain, around: Surroundings) {
        self.at += 1;
        self.quoted_text(Some(plain), around);
        self.at = (self.at + 1).min(self.end);
    }

    /// Text in which expansions count and single quotes do not: up to `"`, or without `plain` to the end.
    pub(super) fn quoted_text(&mut self, mut plain: Option<&mut Plain>, around: Surroundings) {
        let ends = plain.is_some();
        let mut from = self.at;
        while self.at < self.end {
            match self.peek(0) {
                b'"' if ends => break,
                b'\\' => self.at = (self.at + 2).min(self.end),
                sign @ (b'$' | b'`') => {
                    let text = self.written(from, self.at);
                    let mut none = Plain::default();
                    let plain = plain.as_deref_mut().unwrap_or(&mut none);
                    plain.quoted(text);
                    if sign == b'$' {
                        self.dollar(plain, around, true);
                    } else {
                        self.backquotes(plain, around);
                    }
                    from = self.at;
                }
                _ => {
                    self.at += 1;
                    self.at += until(self.bytes.get(self.at..self.end).unwrap_or_default(), &QUOTED);
                }
            }
        }
        if let Some(plain) = plain {
            plain.quoted(self.written(from, self.at));
        }
    }

    fn dollar(&mut self, plain: &mut Plain, around: Surroundings, quoted: bool) {
        let start = self.at;
        match (self.peek(1), self.peek(2)) {
            (b'(', b'(') => self.arithmetic(3, around),
            (b'(', _) => {
                self.at += 2;
                self.commands(around);
            }
            (b'{', _) => self.parameter(around, quoted),
            (b'\'', _) if !quoted => return self.ansi(plain),
            (b'"', _) if !quoted => {
                self.at += 1;
                return self.double(plain, around);
            }
            (b'a'..=b'z' | b'A'..=b'Z' | b'_', _) => {
                self.at += 2;
                while self.peek(0).is_ascii_alphanumeric() || self.peek(0) == b'_' {
                    self.at += 1;
                }
            }
            (b'0'..=b'9' | b'@' | b'*' | b'#' | b'?' | b'$' | b'!' | b'-', _) => self.at += 2,
            _ => {
                self.at += 1;
                plain.text.push('$');
                return;
            }
        }
        plain.unknown(self.written(start, self.at));
    }

    /// `$'…'`.
    fn ansi(&mut self, plain: &mut Plain) {
        self.at += 2;
        let start = self.at;
        while self.at < self.end {
            match self.peek(0) {
                b'\\' => self.at += 2,
                b'\'' => break,
                _ => self.at += 1,
            }
        }
        self.at = (self.at + 1).min(self.end);
        plain.ansi(self.inner(start, 1));
    }

    /// `${ … }`.
    fn parameter(&mut self, around: Surroundings, quoted: bool) {
        self.at += 2;
        if !self.deeper() {
            return;
        }
        while self.at < self.end {
            match self.peek(0) {
                b'}' => {
                    self.at += 1;
                    break;
                }
                b'\'' if quoted => self.at += 1,
                b'\\' | b'\'' | b'"' | b'`' | b'$' => self.piece(&mut Plain::default(), around),
                _ => self.at += 1,
            }
        }
        self.depth -= 1;
    }

    /// `(( … ))` or `$(( … ))`, whose opening has this length.
    pub(super) fn arithmetic(&mut self, opening: usize, around: Surroundings) {
        self.at += opening;
        let mut open = 2_usize;
        if !self.deeper() {
            return;
        }
        while self.at < self.end && open > 0 {
            match self.peek(0) {
                b'(' => open += 1,
                b')' => open -= 1,
                b'\\' | b'\'' | b'"' | b'`' | b'$' => {
                    self.piece(&mut Plain::default(), around);
                    continue;
                }
                _ => {}
            }
            self.at += 1;
        }
        self.depth -= 1;
    }

    /// Goes one level deeper; beyond the last one nothing more is read.
    fn deeper(&mut self) -> bool {
        if self.depth >= MOST_DEPTH {
            self.at = self.end;
            return false;
        }
        self.depth += 1;
        true
    }

    /// The commands of a substitution, up to behind its `)`.
    fn commands(&mut self, around: Surroundings) {
        if !self.deeper() {
            return;
        }
        let heres = std::mem::take(&mut self.heres);
        let inside = Surroundings {
            tested: false,
            reads: None,
            ..around
        };
        self.lists(inside, Some(b')'));
        self.heres = heres;
        self.depth -= 1;
    }

    /// Commands between backquotes.
    fn backquotes(&mut self, plain: &mut Plain, around: Surroundings) {
        let start = self.at;
        let mut close = start + 1;
        while close < self.end {
            match self.bytes[close] {
                b'\\' => close += 2,
                b'`' => break,
                _ => close += 1,
            }
        }
        let close = close.min(self.end);
        let end = std::mem::replace(&mut self.end, close);
        self.at = start + 1;
        if self.deeper() {
            let heres = std::mem::take(&mut self.heres);
            let inside = Surroundings {
                tested: false,
                reads: None,
                ..around
            };
            self.lists(inside, None);
            self.heres = heres;
            self.depth -= 1;
        }
        self.end = end;
        self.at = (close + 1).min(end);
        plain.unknown(self.written(start, self.at));
    }
}
