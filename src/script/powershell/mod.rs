//! The calls of a PowerShell script, in one pass.
//!
//! A statement begins as a command (`Get-Item x`) or as an expression (`$x.Trim()`); in each, brackets, blocks and texts
//! in double quotes hold statements again. It refuses nothing: what opens or closes without a partner is passed over.
//! Grammar: <https://learn.microsoft.com/en-us/powershell/scripting/lang-spec/chapter-15>

mod command;
mod expression;
mod statement;

use super::reading::{Reader, Surroundings};
use super::words::{here_end, is_here, single_end};

/// Brackets in brackets; a script that nests deeper is made to cost.
const MOST_DEPTH: usize = 60;

/// The state of the pass.
struct Lexer<'l, 'r> {
    reader: &'l mut Reader<'r>,
    /// The script with harmless letters for what is not known; all of it is ASCII.
    bytes: &'r [u8],
    at: usize,
    depth: usize,
    /// Whether an operator such as `-eq` or `-replace` was met in the expression that is being read.
    compared: bool,
}

pub(super) fn calls(reader: &mut Reader<'_>) {
    let bytes = reader.masked.text.as_bytes();
    let mut lexer = Lexer {
        bytes,
        reader,
        at: 0,
        depth: 0,
        compared: false,
    };
    while lexer.at < bytes.len() {
        lexer.statements(Surroundings::default());
        // What closes nothing is passed over.
        lexer.at += 1;
    }
}

impl<'r> Lexer<'_, 'r> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or_default()
    }

    fn ended(&self) -> bool {
        self.at >= self.bytes.len()
    }

    /// The script as it is written there.
    fn written(&self, from: usize, to: usize) -> &'r str {
        self.reader.text.get(from..to).unwrap_or_default()
    }

    fn calls(&self) -> usize {
        self.reader.reading.calls.len()
    }

    /// The letters from here on: a keyword, perhaps.
    fn letters(&self) -> &'r str {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|byte| !byte.is_ascii_alphabetic());
        let word = self.written(self.at, self.at + length.unwrap_or(rest.len()));
        // `if-else` and `do.exe` are names of commands.
        match self.peek(word.len()) {
            b'-' | b'_' | b'.' | b'\\' | b'/' | b':' | b'0'..=b'9' => "",
            _ => word,
        }
    }

    /// Takes this keyword when it is here.
    fn takes(&mut self, keyword: &str) -> bool {
        let here = self.letters().eq_ignore_ascii_case(keyword);
        if here {
            self.at += keyword.len();
        }
        here
    }

    /// Blanks, and line breaks behind a backtick.
    fn skip_blanks(&mut self) {
        loop {
            match (self.peek(0), self.peek(1), self.peek(2)) {
                (b' ' | b'\t' | b'\r', ..) => self.at += 1,
                (b'`', b'\n', _) => self.at += 2,
                (b'`', b'\r', b'\n') => self.at += 3,
                (b'<', b'#', _) => self.comment(),
                _ => return,
            }
        }
    }

    /// Blanks, comments and line breaks.
    fn skip_lines(&mut self) {
        loop {
            self.skip_blanks();
            match self.peek(0) {
                b'\n' => self.at += 1,
                b'#' => self.comment(),
                _ => return,
            }
        }
    }

    /// `# …` or `<# … #>`.
    fn comment(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = if self.peek(0) == b'<' {
            memchr::memmem::find(rest, b"#>").map(|length| length + 2)
        } else {
            memchr::memchr(b'\n', rest)
        };
        let length = length.unwrap_or(rest.len());
        self.reader.reading.remarks.push(self.at..self.at + length);
        self.at += length;
    }

    /// Goes one level deeper; beyond the last one nothing more is read.
    fn deeper(&mut self) -> bool {
        if self.depth >= MOST_DEPTH {
            self.at = self.bytes.len();
            return false;
        }
        self.depth += 1;
        true
    }

    /// Statements up to behind a closing bracket.
    fn nested(&mut self, close: u8, around: Surroundings) {
        if !self.deeper() {
            return;
        }
        let inside = Surroundings {
            reads: None,
            ..around
        };
        while !self.ended() {
            self.statements(inside);
            let here = self.peek(0);
            self.at = (self.at + 1).min(self.bytes.len());
            if here == close {
                break;
            }
        }
        self.depth -= 1;
    }

    /// A text in quotes, or a here-string. In a text in double quotes statements may stand.
    fn text(&mut self, around: Surroundings) {
        match self.peek(0) {
            b'\'' => self.at = single_end(self.bytes, self.at),
            b'@' if self.peek(1) == b'\'' => self.at = here_end(self.bytes, self.at),
            b'@' => {
                let end = here_end(self.bytes, self.at);
                self.at += 2;
                self.expandable(end, false, around);
                self.at = end;
            }
            _ => {
                self.at += 1;
                self.expandable(self.bytes.len(), true, around);
                self.at = (self.at + 1).min(self.bytes.len());
            }
        }
    }

    /// Reads the statements in a text, up to the `"` that ends it; a here-string ends at `end` alone.
    fn expandable(&mut self, end: usize, quoted: bool, around: Surroundings) {
        while self.at < end {
            match (self.peek(0), self.peek(1)) {
                (b'`', _) => self.at += 2,
                (b'"', b'"') if quoted => self.at += 2,
                (b'"', _) if quoted => return,
                (b'$', b'(') => {
                    self.at += 2;
                    self.nested(b')', untested(around));
                }
                _ => self.at += 1,
            }
        }
        self.at = self.at.min(self.bytes.len());
    }

    /// Whether a here-string begins here.
    fn is_here_string(&self) -> bool {
        self.peek(0) == b'@' && matches!(self.peek(1), b'\'' | b'"') && is_here(self.bytes, self.at)
    }
}

fn untested(around: Surroundings) -> Surroundings {
    Surroundings {
        tested: false,
        reads: None,
        ..around
    }
}

fn conditional(around: Surroundings) -> Surroundings {
    Surroundings {
        conditional: true,
        ..around
    }
}
