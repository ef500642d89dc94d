//! Expressions: variables, texts, brackets, methods of .NET.

use std::ops::Range;

use super::super::Shell;
use super::super::call::{Call, Word};
use super::super::reading::Surroundings;
use super::{Lexer, conditional, untested};

/// Whether an operator gives something else than its sides are made of: `-eq`, `-replace`.
fn compares(operator: &str) -> bool {
    const OPERATORS: &[&str] = &[
        "as",
        "contains",
        "eq",
        "ge",
        "gt",
        "in",
        "is",
        "isnot",
        "le",
        "like",
        "lt",
        "match",
        "ne",
        "notcontains",
        "notin",
        "notlike",
        "notmatch",
        "replace",
        "split",
    ];
    let operator = operator.to_ascii_lowercase();
    // `-ieq` and `-ceq` are `-eq`, with and without letter case.
    let plain = operator.strip_prefix(['i', 'c']).unwrap_or_default();
    OPERATORS.contains(&operator.as_str()) || OPERATORS.contains(&plain)
}

impl Lexer<'_, '_> {
    /// Reads an expression. When it is set to something, gives what is set; `=` comes next then.
    pub(super) fn expression(&mut self, around: Surroundings) -> Option<Range<usize>> {
        let start = self.at;
        loop {
            self.skip_blanks();
            let sign = self.peek(0);
            match (sign, self.peek(1), self.peek(2)) {
                _ if self.ended() => return None,
                (b'=', ..) | (b'+' | b'*' | b'/' | b'%' | b'-', b'=', _) | (b'?', b'?', b'=') => {
                    return Some(start..self.at);
                }
                (b'\n', ..) if self.goes_on(start) => self.at += 1,
                (b'#', ..) if self.goes_on(start) => self.comment(),
                _ if b"\n#;|)}]&".contains(&sign) => return None,
                _ => self.term(around),
            }
        }
    }

    /// Whether the line before a line break ends in an operator.
    fn goes_on(&self, start: usize) -> bool {
        let line = self.written(start, self.at).trim_end();
        let last = line
            .rsplit([' ', '\t', '\n', ')', '('])
            .next()
            .unwrap_or_default();
        let word = last.strip_prefix('-').unwrap_or_default();
        line.ends_with([',', '+', '*', '/', '=', '.', '!'])
            || !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphabetic())
    }

    /// One term or operator. Always takes a byte at least.
    fn term(&mut self, around: Surroundings) {
        match (self.peek(0), self.peek(1)) {
            (b'$' | b'(' | b'[' | b'{' | b'\'' | b'"', _) | (b'@', b'(' | b'{' | b'\'' | b'"') => {
                self.primary(around);
            }
            (b'-', b'a'..=b'z' | b'A'..=b'Z') => {
                self.at += 1;
                let from = self.at;
                self.skip_name();
                self.compared |= compares(self.written(from, self.at));
            }
            (b'`', _) => self.at = (self.at + 2).min(self.bytes.len()),
            (b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_', _) => self.skip_name(),
            _ => self.at += 1,
        }
    }

    fn skip_name(&mut self) {
        while self.peek(0).is_ascii_alphanumeric() || self.peek(0) == b'_' {
            self.at += 1;
        }
    }

    /// `$name`, `${name}`, `$env:NAME`.
    pub(super) fn variable_name(&mut self) {
        self.at += 1;
        match self.peek(0) {
            b'{' => {
                let rest = self.bytes.get(self.at..).unwrap_or_default();
                self.at += memchr::memchr(b'}', rest).map_or(rest.len(), |length| length + 1);
            }
            b'$' | b'?' | b'^' => self.at += 1,
            _ => {
                self.skip_name();
                if self.peek(0) == b':' && (self.peek(1).is_ascii_alphanumeric() || self.peek(1) == b'_') {
                    self.at += 1;
                    self.skip_name();
                }
            }
        }
    }

    /// What an expression is made of, with its members, methods and indexes.
    pub(super) fn primary(&mut self, around: Surroundings) {
        let (start, first) = (self.at, self.calls());
        let inside = untested(around);
        match (self.peek(0), self.peek(1)) {
            (b'$' | b'@', b'(') => {
                self.at += 2;
                self.nested(b')', inside);
            }
            (b'(', _) => {
                self.at += 1;
                self.nested(b')', inside);
            }
            (b'@', b'{') => {
                self.at += 2;
                self.table(inside);
            }
            (b'{', _) => {
                self.at += 1;
                self.nested(b'}', conditional(inside));
            }
            (b'[', _) => self.type_name(),
            (b'$', _) => self.variable_name(),
            (b'@', _) if !self.is_here_string() => self.at += 1,
            _ => self.text(inside),
        }
        self.members(start, first, around);
    }

    /// `[Type]`, with the brackets in it.
    fn type_name(&mut self) {
        let mut open = 0_usize;
        while !self.ended() {
            match self.peek(0) {
                b'[' => open += 1,
                b']' => open -= 1,
                b'\n' => return,
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                return;
            }
        }
    }

    /// `@{ name = value; … }`.
    fn table(&mut self, around: Surroundings) {
        if !self.deeper() {
            return;
        }
        loop {
            self.skip_lines();
            match self.peek(0) {
                _ if self.ended() => break,
                b'}' => {
                    self.at += 1;
                    break;
                }
                b'=' => {
                    self.at += 1;
                    self.skip_lines();
                    if !matches!(self.peek(0), b'}' | b';') {
                        let before = self.at;
                        self.statement(around);
                        self.at = self.at.max((before + 1).min(self.bytes.len()));
                    }
                }
                b'\'' | b'"' | b'$' | b'(' => self.primary(around),
                _ => self.at += 1,
            }
        }
        self.depth -= 1;
    }

    /// `.Member`, `::Member`, `.Method(…)`, `[index]` behind what began at `start`.
    fn members(&mut self, start: usize, first: usize, around: Surroundings) {
        loop {
            let name = match (self.peek(0), self.peek(1)) {
                (b'[', _) => {
                    self.at += 1;
                    self.nested(b']', untested(around));
                    continue;
                }
                (b'.', b'a'..=b'z' | b'A'..=b'Z' | b'_') => self.at + 1,
                (b':', b':') => self.at + 2,
                _ => return,
            };
            let of_type = name == self.at + 2;
            self.at = name;
            self.skip_name();
            if self.peek(0) == b'(' {
                let name = if of_type { start } else { name };
                self.method(start, name..self.at, of_type, first, around);
            }
        }
    }

    /// A call of a method of .NET, whose name stands at `name`.
    fn method(
        &mut self,
        start: usize,
        name: Range<usize>,
        of_type: bool,
        first: usize,
        around: Surroundings,
    ) {
        let text = self.written(name.start, name.end);
        let known = self.reader.spend(name.len());
        let mut words = vec![Word {
            text: if of_type {
                text.to_owned()
            } else {
                format!(".{text}")
            },
            literal: !text.contains('$') && !self.reader.masked.is_open(&name),
            range: name,
        }];
        self.at += 1;
        if !self.deeper() {
            return;
        }
        loop {
            self.skip_lines();
            if self.ended() || matches!(self.peek(0), b')' | b'}' | b']') {
                break;
            }
            let from = self.at;
            while !self.ended() && !matches!(self.peek(0), b',' | b')' | b'}' | b']' | b';') {
                self.term(untested(around));
            }
            let to = from + self.written(from, self.at).trim_end().len();
            if known && self.reader.spend(to - from) {
                words.push(self.word(from..to));
            }
            self.at += usize::from(matches!(self.peek(0), b',' | b';'));
        }
        self.depth -= 1;
        self.at += usize::from(self.peek(0) == b')');
        let call = Call::new(words, start..self.at, Shell::PowerShell);
        self.reader.wrap(first, call, around);
    }
}
