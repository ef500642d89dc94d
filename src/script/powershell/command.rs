//! Commands: a name and words up to the end of the line, a pipe or a closing bracket.

use std::ops::Range;

use super::super::Shell;
use super::super::call::{Call, Redirect, Word};
use super::super::reading::Surroundings;
use super::super::words::{powershell, powershell_words};
use super::{Lexer, conditional, untested};

impl Lexer<'_, '_> {
    /// Whether a command begins here, and no expression.
    pub(super) fn begins_command(&self) -> bool {
        match (self.peek(0), self.peek(1)) {
            (b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'?' | b'%' | b'\\' | b'/' | b'~', _) => true,
            (b'&', next) => next != b'&',
            (b'.', next) => !next.is_ascii_digit(),
            (b'0'..=b'9', _) => self.is_name(),
            _ => false,
        }
    }

    /// Whether what begins with a digit is the name of a program (`7z`) and no number (`1.5`, `10GB`, `0x1f`).
    fn is_name(&self) -> bool {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest
            .iter()
            .position(|byte| b" \t\r\n;|&(){}[],+*'\"$".contains(byte));
        let word = self
            .written(self.at, self.at + length.unwrap_or(rest.len()))
            .to_ascii_lowercase();
        let digits = word.trim_start_matches(|c: char| c.is_ascii_digit());
        let number = digits.is_empty()
            || digits.starts_with(['.', '-', '/', '=', '%', '<', '>'])
            || digits.starts_with('e') && digits.len() > 1 && digits[1..].bytes().all(|b| b.is_ascii_digit())
            || word.starts_with("0x")
            || matches!(digits, "l" | "d" | "kb" | "mb" | "gb" | "tb" | "pb");
        !number && digits.starts_with(|c: char| c.is_ascii_alphabetic())
    }

    pub(super) fn command(&mut self, around: Surroundings) {
        let (start, first) = (self.at, self.calls());
        let inside = untested(around);
        // `&` and `.` before the name.
        self.at += usize::from(matches!(self.peek(0), b'&' | b'.'));
        while !self.ended() {
            let before = self.bytes.get(self.at.wrapping_sub(1)).copied().unwrap_or(b' ');
            let apart = matches!(before, b' ' | b'\t');
            match (self.peek(0), self.peek(1)) {
                (b'\n' | b';' | b'|' | b')' | b'}', _) => break,
                (b'&', _) if before != b'>' => break,
                (b'#', _) if apart => break,
                (b'-', b'-') if apart && self.peek(2) == b'%' => {
                    let rest = self.bytes.get(self.at..).unwrap_or_default();
                    self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                }
                (b'`', b'\r') => self.at += 3,
                (b'`', _) => self.at += 2,
                (b'<', b'#') => self.comment(),
                (b'\'' | b'"', _) => self.text(inside),
                (b'@', b'\'' | b'"') if self.is_here_string() => self.text(inside),
                (b'$' | b'(', _) | (b'@', b'(' | b'{') => self.primary(inside),
                (b'{', _) => {
                    self.at += 1;
                    self.nested(b'}', conditional(inside));
                }
                _ => self.at += 1,
            }
        }
        self.at = self.at.min(self.bytes.len());
        self.push(start..self.at, first, around);
    }

    /// Makes a call of the words of a range; the calls since `first` stand in them.
    pub(super) fn push(&mut self, range: Range<usize>, first: usize, around: Surroundings) {
        let (words, redirects) = self.words(range.clone());
        if words.is_empty() {
            return;
        }
        let targets = redirects.iter().map(|redirect| &redirect.target);
        let end = words.iter().chain(targets).map(|word| word.range.end).max();
        let mut call = Call::new(words, range.start..end.unwrap_or(range.end), Shell::PowerShell);
        call.redirects = redirects;
        self.reader.wrap(first, call, around);
    }

    /// The words of a command and where its streams go.
    fn words(&mut self, range: Range<usize>) -> (Vec<Word>, Vec<Redirect>) {
        let mut words = Vec::new();
        let mut redirects: Vec<Redirect> = Vec::new();
        if !self.reader.spend(range.len()) {
            return (words, redirects);
        }
        let mut waiting: Option<String> = None;
        for range in powershell_words(&self.reader.masked.text, range) {
            let raw = self.written(range.start, range.end);
            if let Some(operator) = waiting.take() {
                let target = self.word(range);
                redirects.push(Redirect { operator, target });
                continue;
            }
            let digits = raw.len()
                - raw
                    .trim_start_matches(|c: char| c.is_ascii_digit() || c == '*')
                    .len();
            let arrows = raw[digits..].bytes().take_while(|byte| *byte == b'>').count();
            if arrows == 0 || digits > 1 {
                words.push(self.word(range));
                continue;
            }
            let behind = digits + arrows;
            let rest = &raw[behind..];
            let operator = raw[..behind].to_owned();
            if rest.is_empty() {
                waiting = Some(operator);
            } else {
                let joined = rest.starts_with('&');
                let operator = if joined { operator + "&" } else { operator };
                let start = range.start + behind + usize::from(joined);
                let target = self.word(start..range.end);
                redirects.push(Redirect { operator, target });
            }
        }
        (words, redirects)
    }

    /// A word with quotes and escapes undone.
    pub(super) fn word(&self, range: Range<usize>) -> Word {
        let plain = powershell(self.written(range.start, range.end));
        Word {
            literal: !plain.open && !self.reader.masked.is_open(&range),
            text: plain.text,
            range,
        }
    }
}
