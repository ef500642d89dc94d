//! Redirections and here-documents.

use std::ops::Range;

use super::super::call::{Redirect, Word};
use super::super::inner;
use super::super::reading::Surroundings;
use super::Lexer;

/// A here-document whose text begins behind the line.
pub(super) struct Here {
    delimiter: String,
    /// `<<-`: tabs before its lines do not count.
    tabs: bool,
    /// Whether bash leaves its text as it is.
    raw: bool,
    /// The calls that read it.
    pub(super) calls: Range<usize>,
    around: Surroundings,
}

/// The longest first.
const OPERATORS: &[&str] = &[
    "&>>", "&>", "<<<", "<<-", "<<", "<>", "<&", "<", ">>", ">|", ">&", ">",
];

impl Lexer<'_, '_> {
    /// Takes a redirection. `false` where there is none. One of a here-document is added later, with its text.
    pub(super) fn redirect(&mut self, around: Surroundings, found: &mut Vec<Redirect>) -> bool {
        let start = self.at;
        if !matches!(self.peek(0), b'0'..=b'9' | b'<' | b'>' | b'&') {
            return false;
        }
        while self.peek(0).is_ascii_digit() {
            self.at += 1;
        }
        let sign = OPERATORS.iter().find(|sign| self.starts_with(sign));
        let known = sign.filter(|sign| {
            let process = matches!(**sign, "<" | ">") && self.peek(1) == b'(';
            !process && (self.at == start || !sign.starts_with('&'))
        });
        let Some(sign) = known else {
            self.at = start;
            return false;
        };
        self.at += sign.len();
        let operator = self.written(start, self.at).to_owned();
        self.skip_blanks();
        if matches!(*sign, "<<" | "<<-") {
            self.here(*sign == "<<-", around);
            return true;
        }
        let target = self.word(around);
        found.push(Redirect { operator, target });
        true
    }

    /// The word that ends a here-document.
    fn here(&mut self, tabs: bool, around: Surroundings) {
        let start = self.at;
        let word = self.word(around);
        let raw = self.written(start, self.at).contains(['\'', '"', '\\']);
        self.heres.push(Here {
            delimiter: word.text,
            tabs,
            raw,
            calls: 0..0,
            around,
        });
    }

    /// Redirections behind a command that holds others: they are those of all commands in it.
    pub(super) fn redirect_all(&mut self, first: usize, around: Surroundings) {
        let waiting = self.heres.len();
        let last = self.calls();
        loop {
            self.skip_blanks();
            let since = self.calls();
            let owner = self.reader.last_since(first, around.within);
            let mut found = Vec::new();
            if !self.redirect(around, &mut found) {
                break;
            }
            let calls = &mut self.reader.reading.calls;
            for call in calls.iter_mut().skip(since) {
                call.within = call.within.or(owner);
            }
            for call in calls.iter_mut().take(last).skip(first) {
                if call.within == around.within {
                    call.redirects.extend(found.iter().cloned());
                }
            }
        }
        for here in self.heres.iter_mut().skip(waiting) {
            here.calls = first..last;
        }
    }

    /// Reads the texts of the here-documents that wait for the next line, which begins here.
    pub(super) fn here_documents(&mut self) {
        for here in std::mem::take(&mut self.heres) {
            let start = self.at;
            let mut end = self.end;
            while self.at < self.end {
                let rest = self.bytes.get(self.at..self.end).unwrap_or_default();
                let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                let line = self.written(self.at, self.at + length).trim_end_matches('\r');
                let line = if here.tabs {
                    line.trim_start_matches('\t')
                } else {
                    line
                };
                let from = self.at;
                self.at = (self.at + length + 1).min(self.end);
                if line == here.delimiter {
                    end = from;
                    break;
                }
            }
            self.here_text(&here, start..end.max(start));
        }
    }

    /// Gives the text of a here-document to its calls. A shell runs it; for others it is data.
    fn here_text(&mut self, here: &Here, range: Range<usize>) {
        if here.calls.is_empty() || !self.reader.spend(range.len()) {
            self.reader.reading.remarks.push(range);
            return;
        }
        let text = self.written(range.start, range.end).to_owned();
        let open = !here.raw && text.contains(['$', '`']);
        let target = Word {
            literal: !open && !self.reader.masked.is_open(&range),
            text,
            range: range.clone(),
        };
        let within = here.around.within;
        let owner = self.reader.reading.calls.get(here.calls.clone());
        let number = owner.and_then(|calls| calls.iter().rposition(|call| call.within == within));
        let number = number.map(|number| number + here.calls.start);
        for call in self
            .reader
            .reading
            .calls
            .iter_mut()
            .take(here.calls.end)
            .skip(here.calls.start)
        {
            if call.within == within {
                call.redirects.push(Redirect {
                    operator: "<<".to_owned(),
                    target: target.clone(),
                });
            }
        }
        let shell = number.and_then(|number| inner::reads_script(self.reader.reading.calls.get(number)?));
        if let (Some(shell), Some(number)) = (shell, number) {
            let script = inner::Inner {
                shell,
                text: target.text.clone(),
            };
            self.reader.inner(&script, &target, number);
            return;
        }
        self.reader.reading.remarks.push(range.clone());
        if open {
            self.substitutions(range, here.around, number);
        }
    }

    /// The calls that bash substitutes into a text.
    fn substitutions(&mut self, range: Range<usize>, around: Surroundings, owner: Option<usize>) {
        let (back, end) = (self.at, self.end);
        self.at = range.start;
        self.end = range.end;
        let since = self.calls();
        let heres = std::mem::take(&mut self.heres);
        self.quoted_text(None, around);
        self.heres = heres;
        for call in self.reader.reading.calls.iter_mut().skip(since) {
            if call.within == around.within {
                call.within = owner.or(around.within);
            }
        }
        (self.at, self.end) = (back, end);
    }
}
