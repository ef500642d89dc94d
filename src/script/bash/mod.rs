//! The calls of a bash script, in one pass.
//!
//! It reads as bash does as far as calls are concerned: which words are one command, what is quoted, where a pipe, a
//! branch or a substitution begins and ends. It refuses nothing: what opens or closes without a partner is passed over.
//! Grammar: <https://www.gnu.org/software/bash/manual/html_node/Shell-Syntax.html>

mod compound;
mod here;
mod word;

use self::here::Here;
use super::call::{Call, Redirect, Word};
use super::reading::{Reader, Surroundings};
use super::words::{signs, until};
use super::{Shell, Variable};

/// Commands in commands; a script that nests deeper is made to cost.
const MOST_DEPTH: usize = 60;

/// Words that end a list of commands where a command could begin.
const CLOSERS: &[&str] = &["then", "elif", "else", "fi", "do", "done", "esac", "}"];

/// Bytes that mean something to bash wherever they stand.
static MEANING: [bool; 256] = signs(b" \t\r\n;&|()<>'\"`$\\");

/// Commands whose arguments may be assignments.
const DECLARATIONS: &[&str] = &["export", "declare", "typeset", "readonly", "local"];

/// The state of the pass.
struct Lexer<'l, 'r> {
    reader: &'l mut Reader<'r>,
    /// The script with harmless letters for what is not known; all of it is ASCII.
    bytes: &'r [u8],
    at: usize,
    /// Where it ends, or the backquotes that are being read.
    end: usize,
    depth: usize,
    /// Here-documents whose text begins behind the line.
    heres: Vec<Here>,
}

/// What a simple command is made of.
#[derive(Default)]
struct Parts {
    words: Vec<Word>,
    assignments: Vec<Variable>,
    redirects: Vec<Redirect>,
    /// How many here-documents waited before it.
    heres: usize,
    end: usize,
}

pub(super) fn calls(reader: &mut Reader<'_>) {
    let bytes = reader.masked.text.as_bytes();
    let mut lexer = Lexer {
        end: bytes.len(),
        bytes,
        reader,
        at: 0,
        depth: 0,
        heres: Vec::new(),
    };
    lexer.lists(Surroundings::default(), None);
    lexer.here_documents();
}

impl<'r> Lexer<'_, 'r> {
    fn peek(&self, ahead: usize) -> u8 {
        let at = self.at + ahead;
        if at < self.end { self.bytes[at] } else { 0 }
    }

    fn starts_with(&self, sign: &str) -> bool {
        self.bytes
            .get(self.at..self.end)
            .is_some_and(|rest| rest.starts_with(sign.as_bytes()))
    }

    /// The script as it is written there.
    fn written(&self, from: usize, to: usize) -> &'r str {
        self.reader.text.get(from..to).unwrap_or_default()
    }

    fn calls(&self) -> usize {
        self.reader.reading.calls.len()
    }

    /// Lists up to a closing sign, or to the end. What closes nothing is passed over.
    fn lists(&mut self, around: Surroundings, close: Option<u8>) {
        while self.at < self.end {
            self.list(around);
            if close.is_some_and(|close| self.peek(0) == close) {
                self.at += 1;
                return;
            }
            self.at = (self.at + self.plain_word().len().max(1)).min(self.end);
        }
    }

    /// Commands up to a word or sign that closes something, which stays.
    fn list(&mut self, around: Surroundings) {
        loop {
            self.skip_separators();
            if self.at >= self.end || self.is_closer() {
                return;
            }
            self.and_or(around);
        }
    }

    /// Pipelines between `&&` and `||`.
    fn and_or(&mut self, mut around: Surroundings) {
        loop {
            let first = self.calls();
            self.pipeline(around);
            if !self.starts_with("&&") && !self.starts_with("||") {
                return;
            }
            self.at += 2;
            for call in self.reader.reading.calls.iter_mut().skip(first) {
                call.tested |= call.within == around.within;
            }
            around.conditional = true;
            self.skip_lines();
            if self.at >= self.end || self.is_closer() {
                return;
            }
        }
    }

    fn pipeline(&mut self, around: Surroundings) {
        let first = self.calls();
        let mut stage = around;
        loop {
            self.skip_blanks();
            while self.keyword() == "!" {
                self.at += 1;
                self.skip_blanks();
            }
            let before = self.at;
            self.command(stage);
            self.skip_blanks();
            if self.peek(0) != b'|' || self.peek(1) == b'|' {
                // What begins no command is no reason to stand still.
                if self.at == before
                    && !matches!(self.peek(0), b'\n' | b';' | b'&' | b'|')
                    && !self.is_closer()
                {
                    self.at += 1;
                }
                return;
            }
            self.at += if self.peek(1) == b'&' { 2 } else { 1 };
            stage.reads = self.reader.last_since(first, around.within);
            self.skip_lines();
            if self.at >= self.end || self.is_closer() {
                return;
            }
        }
    }

    fn command(&mut self, around: Surroundings) {
        if self.depth >= MOST_DEPTH {
            self.at = self.end;
            return;
        }
        self.depth += 1;
        let first = self.calls();
        if self.compound(around) {
            self.redirect_all(first, around);
        } else {
            self.simple(around);
        }
        self.depth -= 1;
    }

    fn simple(&mut self, around: Surroundings) {
        let (start, first) = (self.at, self.calls());
        let mut parts = Parts {
            heres: self.heres.len(),
            end: start,
            ..Parts::default()
        };
        while self.part(&mut parts, around) {}
        let Parts {
            words,
            assignments,
            redirects,
            heres,
            end,
        } = parts;
        if words.is_empty() {
            self.reader.reading.variables.extend(assignments);
            return;
        }
        let mut call = Call::new(words, start..end, Shell::Bash);
        call.assignments = assignments.into_iter().map(|set| self.whole(&set)).collect();
        call.redirects = redirects;
        let number = self.reader.wrap(first, call, around);
        for here in self.heres.iter_mut().skip(heres) {
            here.calls = number..number + 1;
        }
    }

    /// Takes one word, assignment or redirection of a simple command. `false` behind the last one.
    fn part(&mut self, parts: &mut Parts, around: Surroundings) -> bool {
        self.skip_blanks();
        if self.at >= self.end {
            return false;
        }
        if self.redirect(around, &mut parts.redirects) {
            parts.end = self.at;
            return true;
        }
        match self.peek(0) {
            b'\n' | b';' | b'&' | b'|' | b')' => return false,
            b'#' => {
                self.comment();
                return false;
            }
            b'(' => return self.brackets(parts, around),
            _ => {}
        }
        let declares = parts
            .words
            .first()
            .is_some_and(|word| DECLARATIONS.contains(&word.text.as_str()));
        if (parts.words.is_empty() || declares) && self.assignment_name().is_some() {
            let set = self.assignment(around);
            if declares {
                parts.words.push(self.whole(&set));
                self.reader.reading.variables.push(set);
            } else {
                parts.assignments.push(set);
            }
        } else {
            let word = self.word(around);
            parts.words.push(word);
        }
        parts.end = self.at;
        true
    }

    /// `name()` begins a function; any other bracket among words is passed over.
    fn brackets(&mut self, parts: &mut Parts, around: Surroundings) -> bool {
        self.at += 1;
        self.skip_blanks();
        if self.peek(0) != b')' {
            return true;
        }
        self.at += 1;
        if parts.words.len() != 1 || !parts.assignments.is_empty() {
            return true;
        }
        self.reader.reading.functions.append(&mut parts.words);
        self.body(around);
        false
    }

    /// The length of `name=`, `name+=` or `name[…]=` with which an assignment begins here.
    fn assignment_name(&self) -> Option<usize> {
        let rest = self.bytes.get(self.at..self.end)?;
        let letters = rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
            .count();
        if letters == 0 || rest[0].is_ascii_digit() {
            return None;
        }
        let mut length = letters;
        if rest.get(length) == Some(&b'[') {
            let inner = rest.get(length..)?;
            length += inner.iter().take(80).position(|byte| *byte == b']')? + 1;
        }
        length += usize::from(rest.get(length) == Some(&b'+'));
        (rest.get(length) == Some(&b'=')).then_some(length + 1)
    }

    /// `name=value`.
    fn assignment(&mut self, around: Surroundings) -> Variable {
        let start = self.at;
        self.at += self.assignment_name().unwrap_or_default();
        let name = self
            .written(start, self.at)
            .trim_end_matches(['=', '+'])
            .to_owned();
        let value = if self.peek(0) == b'(' {
            self.array(around)
        } else {
            self.word(around)
        };
        Variable {
            name,
            value,
            range: start..self.at,
            conditional: around.conditional,
        }
    }

    /// An assignment as one word.
    fn whole(&self, set: &Variable) -> Word {
        let name = self.written(set.range.start, set.value.range.start);
        Word {
            text: format!("{name}{}", set.value.text),
            range: set.range.clone(),
            literal: set.value.literal && !self.reader.masked.is_open(&set.range),
        }
    }

    /// Whether what is here closes something: `)`, `;;`, `fi` and the like.
    fn is_closer(&self) -> bool {
        match self.peek(0) {
            b')' => true,
            b';' => matches!(self.peek(1), b';' | b'&'),
            b't' | b'e' | b'f' | b'd' | b'}' => CLOSERS.contains(&self.keyword()),
            _ => false,
        }
    }

    /// The characters from here on that mean nothing to bash.
    fn plain_word(&self) -> &'r str {
        let rest = self.bytes.get(self.at..self.end).unwrap_or_default();
        self.written(self.at, self.at + until(rest, &MEANING))
    }

    /// The same when it is a whole word, for a comparison with reserved ones.
    fn keyword(&self) -> &'r str {
        let word = self.plain_word();
        match self.peek(word.len()) {
            b'\'' | b'"' | b'`' | b'$' | b'\\' => "",
            _ => word,
        }
    }

    /// Blanks, and line breaks that do not count.
    fn skip_blanks(&mut self) {
        loop {
            match (self.peek(0), self.peek(1)) {
                (b' ' | b'\t' | b'\r', _) => self.at += 1,
                (b'\\', b'\n') => self.at += 2,
                _ => return,
            }
        }
    }

    /// Blanks, comments and line breaks, behind which here-documents stand.
    fn skip_lines(&mut self) {
        loop {
            self.skip_blanks();
            match self.peek(0) {
                b'\n' => {
                    self.at += 1;
                    self.here_documents();
                }
                b'#' => self.comment(),
                _ => return,
            }
        }
    }

    /// The same, and the signs between two commands.
    fn skip_separators(&mut self) {
        loop {
            self.skip_lines();
            match (self.peek(0), self.peek(1)) {
                (b';', b';' | b'&') | (b'&', b'>') => return,
                (b';' | b'&', _) => self.at += 1,
                _ => return,
            }
        }
    }

    fn comment(&mut self) {
        let rest = self.bytes.get(self.at..self.end).unwrap_or_default();
        let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        self.reader.reading.remarks.push(self.at..self.at + length);
        self.at += length;
    }
}
