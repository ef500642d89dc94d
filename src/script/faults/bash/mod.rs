//! A reader of what opens and closes in bash: quotes, brackets, here-documents, `if`, loops, `case`, and of the operators
//! between commands. Grammar: <https://www.gnu.org/software/bash/manual/html_node/Shell-Syntax.html>

mod commands;
mod here;

use std::ops::Range;

use super::{Fault, Verdict};
use crate::script::words::{signs, until};

/// Bytes that mean something to bash wherever they stand.
static MEANING: [bool; 256] = signs(b" \t\n;&|()<>'\"`$\\");

/// Bytes that mean something within double quotes.
static QUOTED: [bool; 256] = signs(b"\"\\$`");

/// What is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The script itself, which nothing closes.
    Script,
    If(Branch),
    Loop {
        body: bool,
    },
    Case(Case),
    Brace,
    Group,
    /// `$( … )`, `<( … )`.
    Substitution,
    Double,
    Parameter,
    /// `(( … ))`, `$(( … ))` with so many brackets open in it.
    Arithmetic {
        depth: u32,
        command: bool,
    },
    Test,
    Array,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Branch {
    Condition,
    Then,
    Else,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Case {
    Word,
    Pattern,
    Body,
}

struct Open {
    kind: Kind,
    /// The word or sign that opened it.
    range: Range<usize>,
    /// The word behind which commands are expected.
    since: Range<usize>,
    /// Whether there has been one.
    filled: bool,
}

/// A here-document whose text begins behind the line.
struct Here {
    range: Range<usize>,
    delimiter: String,
    tabs: bool,
}

/// What ends the reading.
enum End {
    Wrong(Fault),
    Unsure,
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    open: Vec<Open>,
    /// How many of them are texts in double quotes.
    texts: usize,
    here: Vec<Here>,
    /// Whether a command may begin here.
    start: bool,
    /// Whether a word goes on here.
    in_word: bool,
    /// Where a compound command has just ended: only a closing word, a redirection or an operator may follow.
    closed: Option<Range<usize>>,
    /// `&&`, `||` or `|` that waits for its right side.
    waiting: Option<Range<usize>>,
    /// Whether the words of `for NAME in …` are read.
    in_for: bool,
    /// The first text in double or single quotes over several lines that a word touches at its end: where a quote is
    /// missing, it is probably the one before this text.
    odd: Option<Range<usize>>,
    /// What was closed by a word that is not indented as it is, with that word.
    skewed: Option<(Range<usize>, &'static str)>,
}

pub(super) fn check(text: &str) -> Verdict {
    // To bash a carriage return is a part of the word before it.
    if text.contains('\r') {
        return Verdict::Unsure;
    }
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        at: 0,
        open: vec![Open {
            kind: Kind::Script,
            range: 0..0,
            since: 0..0,
            filled: false,
        }],
        texts: 0,
        here: Vec::new(),
        start: true,
        in_word: false,
        closed: None,
        waiting: None,
        in_for: false,
        odd: None,
        skewed: None,
    };
    match reader.read() {
        Ok(()) => Verdict::Fine,
        Err(End::Wrong(fault)) => Verdict::Wrong(fault),
        Err(End::Unsure) => Verdict::Unsure,
    }
}

fn wrong<T>(range: Range<usize>, message: impl Into<String>) -> Result<T, End> {
    Err(End::Wrong(Fault::new(range, message)))
}

impl<'t> Reader<'t> {
    fn read(&mut self) -> Result<(), End> {
        while self.at < self.bytes.len() {
            match self.top().kind {
                Kind::Double => self.double()?,
                Kind::Parameter => self.parameter()?,
                Kind::Arithmetic { .. } => self.arithmetic()?,
                Kind::Test => self.test()?,
                Kind::Array => self.array()?,
                Kind::Case(Case::Pattern) => self.pattern()?,
                _ => self.command()?,
            }
        }
        self.end()
    }

    fn top(&mut self) -> &mut Open {
        // The script itself is never closed.
        let last = self.open.len() - 1;
        &mut self.open[last]
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or_default()
    }

    fn push(&mut self, kind: Kind, length: usize) {
        let range = self.at..self.at + length;
        self.at += length;
        self.texts += usize::from(kind == Kind::Double);
        self.open.push(Open {
            kind,
            since: range.clone(),
            range,
            filled: false,
        });
    }

    /// Opens something in which commands stand.
    fn push_commands(&mut self, kind: Kind, length: usize) {
        self.push(kind, length);
        self.start = true;
        self.in_word = false;
        self.closed = None;
    }

    /// A command begins or goes on.
    fn fill(&mut self) {
        self.top().filled = true;
        self.waiting = None;
        self.start = false;
        self.closed = None;
    }

    /// A quote, an escape or an expansion that may stand in any text. `false` when there is none.
    fn special(&mut self, quotes: bool) -> Result<bool, End> {
        match (self.peek(0), self.peek(1), self.peek(2)) {
            (b'\\', ..) => self.at += 2,
            (b'\'', ..) if quotes => self.single()?,
            (b'"', ..) => self.push(Kind::Double, 1),
            (b'`', ..) => self.backtick()?,
            (b'$', b'(', b'(') => self.push(
                Kind::Arithmetic {
                    depth: 0,
                    command: false,
                },
                3,
            ),
            (b'$', b'(', _) => self.push_commands(Kind::Substitution, 2),
            (b'$', b'{', _) => self.push(Kind::Parameter, 2),
            (b'$', b'\'', _) if quotes => self.ansi()?,
            (b'$', b'"', _) if quotes => {
                self.at += 1;
                self.push(Kind::Double, 1);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn single(&mut self) -> Result<(), End> {
        let start = self.at;
        let rest = self.bytes.get(start + 1..).unwrap_or_default();
        match rest.iter().position(|byte| *byte == b'\'') {
            Some(length) => {
                self.at = start + length + 2;
                self.note_odd(start..start + 1);
                Ok(())
            }
            None => self.unclosed_quote(start..start + 1),
        }
    }

    /// Bash looks for the end alone; what stands between is read when it runs.
    fn backtick(&mut self) -> Result<(), End> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek(0) {
                b'\\' => self.at += 2,
                b'`' => break,
                0 if self.at >= self.bytes.len() => return self.unclosed_quote(start..start + 1),
                _ => self.at += 1,
            }
        }
        self.at += 1;
        Ok(())
    }

    fn ansi(&mut self) -> Result<(), End> {
        let start = self.at;
        self.at += 2;
        loop {
            match self.peek(0) {
                b'\\' => self.at += 2,
                b'\'' => {
                    self.at += 1;
                    return Ok(());
                }
                0 if self.at >= self.bytes.len() => return self.unclosed_quote(start + 1..start + 2),
                _ => self.at += 1,
            }
        }
    }

    /// Remembers a text over several lines that a word touches at its end.
    fn note_odd(&mut self, quote: Range<usize>) {
        let lines = self
            .text
            .get(quote.start..self.at)
            .is_some_and(|text| text.contains('\n'));
        if lines && self.odd.is_none() && (self.peek(0).is_ascii_alphanumeric() || self.peek(0) == b'/') {
            self.odd = Some(quote);
        }
    }

    fn unclosed_quote<T>(&self, quote: Range<usize>) -> Result<T, End> {
        let same = |odd: &Range<usize>| self.text.get(odd.clone()) == self.text.get(quote.clone());
        let place = self.odd.clone().filter(same).unwrap_or(quote);
        let message = match self.text.get(place.clone()) {
            Some("`") => "this backquote is never closed".to_owned(),
            sign => format!("this `{}` is never closed", sign.unwrap_or_default()),
        };
        wrong(place, message)
    }

    fn double(&mut self) -> Result<(), End> {
        if self.peek(0) == b'"' {
            self.at += 1;
            let quote = self.top().range.clone();
            self.open.pop();
            self.texts -= 1;
            self.note_odd(quote);
            return Ok(());
        }
        if !self.special(false)? {
            self.at += 1;
            self.at += until(self.bytes.get(self.at..).unwrap_or_default(), &QUOTED);
        }
        Ok(())
    }

    fn parameter(&mut self) -> Result<(), End> {
        if self.peek(0) == b'}' {
            self.at += 1;
            self.open.pop();
            return Ok(());
        }
        // Within double quotes a single one is a character like others.
        let quotes = self.texts == 0;
        if !self.special(quotes)? {
            self.at += 1;
        }
        Ok(())
    }

    fn arithmetic(&mut self) -> Result<(), End> {
        let Kind::Arithmetic { depth, command } = self.top().kind else {
            return Err(End::Unsure);
        };
        let deeper = |depth| Kind::Arithmetic { depth, command };
        match (self.peek(0), self.peek(1)) {
            (b'(', _) => self.top().kind = deeper(depth + 1),
            (b')', _) if depth > 0 => self.top().kind = deeper(depth - 1),
            (b')', b')') => {
                self.open.pop();
                self.at += 1;
                if command {
                    self.close_compound(self.at - 1..self.at + 1);
                }
            }
            // `$((a) | b)`: two brackets, not one sign.
            (b')', _) => return Err(End::Unsure),
            _ if self.special(true)? => return Ok(()),
            _ => {}
        }
        self.at += 1;
        Ok(())
    }

    fn test(&mut self) -> Result<(), End> {
        let before = self.bytes.get(self.at - 1).copied().unwrap_or_default();
        let ends = matches!(
            self.peek(2),
            b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b')' | b'`' | 0
        );
        if self.peek(0) == b']' && self.peek(1) == b']' && matches!(before, b' ' | b'\t' | b'\n') && ends {
            self.at += 2;
            self.open.pop();
            self.close_compound(self.at - 2..self.at);
        } else if matches!(self.peek(0), b'<' | b'>') && self.peek(1) == b'(' {
            self.push_commands(Kind::Substitution, 2);
        } else if !self.special(true)? {
            self.at += 1;
        }
        Ok(())
    }

    fn array(&mut self) -> Result<(), End> {
        let before = self.bytes.get(self.at - 1).copied().unwrap_or_default();
        match self.peek(0) {
            b')' => {
                self.at += 1;
                self.open.pop();
            }
            b'#' if matches!(before, b' ' | b'\t' | b'\n' | b'(') => self.comment(),
            b'<' | b'>' if self.peek(1) == b'(' => self.push_commands(Kind::Substitution, 2),
            b'(' | b'<' | b'>' | b'|' | b'&' | b';' => return Err(End::Unsure),
            _ => {
                if !self.special(true)? {
                    self.at += 1;
                }
            }
        }
        Ok(())
    }

    fn comment(&mut self) {
        while self.at < self.bytes.len() && self.peek(0) != b'\n' {
            self.at += 1;
        }
    }

    /// A pattern of `case`, up to its `)`.
    fn pattern(&mut self) -> Result<(), End> {
        match self.peek(0) {
            b' ' | b'\t' | b'\n' | b'(' if !self.in_word => self.at += 1,
            b' ' | b'\t' | b'|' => self.at += 1,
            b'#' if !self.in_word => self.comment(),
            b')' if self.in_word => {
                let range = self.at..self.at + 1;
                self.at += 1;
                let top = self.top();
                top.kind = Kind::Case(Case::Body);
                top.since = range;
                top.filled = false;
                self.start = true;
                self.in_word = false;
            }
            b';' if !self.in_word && self.peek(1) == b';' => {
                return wrong(
                    self.at..self.at + 2,
                    "`;;` ends a branch of `case`, and there is none before it",
                );
            }
            b'\n' | b';' | b'&' | b'<' | b'>' | b'(' | b')' => return Err(End::Unsure),
            _ => {
                let word = self.plain_word();
                let length = word.len();
                if !self.in_word && word == "esac" && self.ends_word(length) {
                    return self.closer("esac");
                }
                self.in_word = true;
                self.at += length;
                if length == 0 && !self.special(true)? {
                    self.at += 1;
                }
            }
        }
        Ok(())
    }

    /// The characters from here on that mean nothing to bash.
    fn plain_word(&self) -> &'t str {
        let length = until(self.bytes.get(self.at..).unwrap_or_default(), &MEANING);
        self.text.get(self.at..self.at + length).unwrap_or_default()
    }

    /// Whether a word of so many bytes ends there.
    fn ends_word(&self, length: usize) -> bool {
        matches!(
            self.peek(length),
            b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b'(' | b')' | b'<' | b'>' | 0
        )
    }
}
