//! Where commands stand: words, operators, and the words that open and close something.

use std::ops::Range;

use super::super::Ground;
use super::{Branch, Case, End, Fault, Kind, Open, Reader, wrong};

/// What opens something, with what closes it.
const PAIRS: &[(&str, &str)] = &[
    ("if", "fi"),
    ("for", "done"),
    ("select", "done"),
    ("while", "done"),
    ("until", "done"),
    ("case", "esac"),
    ("{", "}"),
    ("(", ")"),
    ("((", "))"),
    ("$((", "))"),
    ("$(", ")"),
    ("<(", ")"),
    (">(", ")"),
    ("${", "}"),
    ("[[", "]]"),
    ("\"", "\""),
];

impl Reader<'_> {
    /// One step where commands stand.
    pub(super) fn command(&mut self) -> Result<(), End> {
        match (self.peek(0), self.peek(1)) {
            (b' ' | b'\t', _) => {
                self.at += 1;
                self.in_word = false;
            }
            (b'\\', b'\n') => self.at += 2,
            (b'\n', _) => self.line_break()?,
            (b'#', _) if !self.in_word => self.comment(),
            (b';', _) => self.semicolon()?,
            (b'&', b'>') => self.redirect()?,
            (b'&' | b'|', _) => self.operator()?,
            (b'(', _) => self.bracket()?,
            (b')', _) => self.closing_bracket()?,
            (b'<' | b'>', b'(') => {
                self.fill();
                self.push_commands(Kind::Substitution, 2);
            }
            (b'<' | b'>', _) => self.redirect()?,
            _ => self.word()?,
        }
        Ok(())
    }

    /// Back in the word in which a substitution stood.
    fn reopen_word(&mut self) {
        self.open.pop();
        self.start = false;
        self.closed = None;
        self.in_word = true;
    }

    /// The end of a compound command.
    pub(super) fn close_compound(&mut self, closer: Range<usize>) {
        self.fill();
        self.in_word = false;
        self.closed = Some(closer);
    }

    fn line_break(&mut self) -> Result<(), End> {
        self.at += 1;
        self.separate();
        for here in std::mem::take(&mut self.here) {
            self.here_document(&here)?;
        }
        Ok(())
    }

    /// The next command may begin.
    fn separate(&mut self) {
        self.in_word = false;
        self.start = true;
        self.closed = None;
        self.in_for = false;
    }

    fn semicolon(&mut self) -> Result<(), End> {
        let length = match (self.peek(1), self.peek(2)) {
            (b';', b'&') => 3,
            (b';' | b'&', _) => 2,
            _ => 1,
        };
        let range = self.at..self.at + length;
        if length > 1 {
            if self.top().kind != Kind::Case(Case::Body) {
                let sign = self.text.get(range.clone()).unwrap_or_default().to_owned();
                return self.misplaced(range, &sign);
            }
            self.balanced()?;
            self.top().kind = Kind::Case(Case::Pattern);
        } else if self.start {
            return wrong(range, "there is no command before this `;`");
        }
        self.at += length;
        self.separate();
        Ok(())
    }

    fn operator(&mut self) -> Result<(), End> {
        let length = match (self.peek(0), self.peek(1)) {
            (b'&', b'&') | (b'|', b'|' | b'&') => 2,
            _ => 1,
        };
        let range = self.at..self.at + length;
        let sign = self.text.get(range.clone()).unwrap_or_default().to_owned();
        if self.start {
            return wrong(range, format!("there is no command before this `{sign}`"));
        }
        self.at += length;
        self.separate();
        if sign != "&" {
            self.waiting = Some(range);
        }
        Ok(())
    }

    fn bracket(&mut self) -> Result<(), End> {
        if self.start && !self.in_word {
            self.fill();
            if self.peek(1) == b'(' {
                let kind = Kind::Arithmetic {
                    depth: 0,
                    command: true,
                };
                self.push(kind, 2);
            } else {
                self.push_commands(Kind::Group, 1);
            }
            return Ok(());
        }
        let before = self.at.checked_sub(1).and_then(|at| self.bytes.get(at)).copied();
        if self.in_word && before == Some(b'=') {
            self.push(Kind::Array, 1);
            return Ok(());
        }
        if self.in_for && self.peek(1) == b'(' {
            let kind = Kind::Arithmetic {
                depth: 0,
                command: true,
            };
            self.push(kind, 2);
            return Ok(());
        }
        // `name()`: what follows is its body.
        let rest = self.bytes.get(self.at + 1..).unwrap_or_default();
        let blanks = rest
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        let pattern = self.in_word && matches!(before, Some(b'?' | b'*' | b'+' | b'@' | b'!'));
        if rest.get(blanks) == Some(&b')') && !pattern && self.closed.is_none() {
            self.at += blanks + 2;
            self.start = true;
            self.in_word = false;
            return Ok(());
        }
        if pattern {
            return Err(End::Unsure);
        }
        wrong(self.at..self.at + 1, "bash takes no `(` here")
    }

    fn closing_bracket(&mut self) -> Result<(), End> {
        let range = self.at..self.at + 1;
        match self.top().kind {
            Kind::Group => {
                self.filled(&range, ")")?;
                self.balanced()?;
                self.at += 1;
                self.open.pop();
                self.close_compound(range);
                Ok(())
            }
            Kind::Substitution => {
                self.balanced()?;
                self.at += 1;
                self.reopen_word();
                Ok(())
            }
            _ => self.misplaced(range, ")"),
        }
    }

    fn redirect(&mut self) -> Result<(), End> {
        let start = self.at;
        self.fill();
        let rest = self.bytes.get(start..).unwrap_or_default();
        let operators: &[&[u8]] = &[
            b"<<<", b"&>>", b"<<-", b"<<", b"&>", b">>", b">&", b"<&", b">|", b"<>", b"<", b">",
        ];
        let found = operators.iter().find(|sign| rest.starts_with(sign));
        let Some(sign) = found else {
            return Err(End::Unsure);
        };
        self.at += sign.len();
        self.in_word = false;
        if sign.starts_with(b"<<") && *sign != b"<<<" {
            let here = self.here_start(*sign == b"<<-")?;
            self.here.push(here);
        }
        Ok(())
    }

    fn word(&mut self) -> Result<(), End> {
        let word = self.plain_word();
        let whole = !self.in_word && self.ends_word(word.len()) && !word.is_empty();
        if whole && (self.start || self.closed.is_some()) && self.keyword(word)? {
            return Ok(());
        }
        if whole && word == "in" && self.top().kind == Kind::Case(Case::Word) {
            self.at += word.len();
            self.top().kind = Kind::Case(Case::Pattern);
            self.in_word = false;
            return Ok(());
        }
        // `for x do` has no separator.
        if whole && self.in_for && word == "do" {
            return Err(End::Unsure);
        }
        // `(…)2>&1`.
        let descriptor =
            matches!(self.peek(word.len()), b'<' | b'>') && word.bytes().all(|b| b.is_ascii_digit());
        if let Some(closer) = self.closed.clone().filter(|_| !self.in_word && !descriptor) {
            let sign = self.text.get(closer.clone()).unwrap_or_default();
            let message = format!("no operator and no line break stands between `{sign}` and the next word");
            let end = self.at + word.len().max(1);
            return Err(End::Wrong(
                Fault::new(self.at..end, message).with(closer, "behind this"),
            ));
        }
        self.fill();
        self.in_word = true;
        self.at += word.len();
        if word.is_empty() && !self.special(true)? {
            self.at += 1;
        }
        Ok(())
    }

    /// Takes a word that opens, goes on with or closes something.
    fn keyword(&mut self, word: &str) -> Result<bool, End> {
        let opens = self.start;
        match word {
            "if" if opens => self.opener(Kind::If(Branch::Condition), word),
            "while" | "until" if opens => self.opener(Kind::Loop { body: false }, word),
            "for" | "select" if opens => {
                self.opener(Kind::Loop { body: false }, word);
                self.fill();
                self.in_for = true;
            }
            "case" if opens => {
                self.opener(Kind::Case(Case::Word), word);
                self.fill();
            }
            "{" if opens => self.opener(Kind::Brace, word),
            "[[" if opens => {
                self.fill();
                self.push(Kind::Test, 2);
            }
            "!" if opens => self.at += 1,
            "time" if opens => self.at += word.len(),
            "coproc" if opens => return Err(End::Unsure),
            "function" if opens => {
                self.at += word.len();
                while matches!(self.peek(0), b' ' | b'\t') {
                    self.at += 1;
                }
                self.at += self.plain_word().len();
                let rest = self.text.get(self.at..).unwrap_or_default();
                let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
                if rest[blanks..].starts_with("()") {
                    self.at += blanks + 2;
                }
            }
            "then" | "elif" | "else" | "do" => self.middle(word)?,
            "fi" => self.closer("fi")?,
            "done" => self.closer("done")?,
            "esac" => self.closer("esac")?,
            "}" => self.closer("}")?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn opener(&mut self, kind: Kind, word: &str) {
        self.fill();
        self.push_commands(kind, word.len());
    }

    /// `then`, `elif`, `else`, `do`.
    fn middle(&mut self, word: &str) -> Result<(), End> {
        let range = self.at..self.at + word.len();
        let next = match (self.top().kind, word) {
            (Kind::If(Branch::Condition), "then") => Kind::If(Branch::Then),
            (Kind::If(Branch::Then), "elif") => Kind::If(Branch::Condition),
            (Kind::If(Branch::Then), "else") => Kind::If(Branch::Else),
            (Kind::Loop { body: false }, "do") => Kind::Loop { body: true },
            (Kind::If(Branch::Condition), "elif" | "else") => return self.without(range, word, "then"),
            _ => return self.misplaced(range, word),
        };
        self.filled(&range, word)?;
        self.balanced()?;
        let top = self.top();
        top.kind = next;
        top.since = range;
        top.filled = false;
        self.at += word.len();
        self.start = true;
        self.closed = None;
        Ok(())
    }

    /// `fi`, `done`, `esac`, `}`.
    pub(super) fn closer(&mut self, word: &'static str) -> Result<(), End> {
        let range = self.at..self.at + word.len();
        let kind = self.top().kind;
        match (kind, word) {
            (Kind::If(Branch::Then | Branch::Else), "fi")
            | (Kind::Loop { body: true }, "done")
            | (Kind::Brace, "}") => {
                self.filled(&range, word)?;
            }
            (Kind::Case(Case::Pattern | Case::Body), "esac") => {}
            (Kind::If(Branch::Condition), "fi") => return self.without(range, word, "then"),
            (Kind::Loop { body: false }, "done") => return self.without(range, word, "do"),
            _ => return self.misplaced(range, word),
        }
        self.balanced()?;
        let opener = self.top().range.clone();
        if self.skewed.is_none() && self.indent(opener.start) != self.indent(range.start) {
            self.skewed = Some((opener, word));
        }
        self.open.pop();
        self.at += word.len();
        self.close_compound(range);
        Ok(())
    }

    /// How far a line is indented whose first word stands here; none for a word further in.
    fn indent(&self, at: usize) -> Option<usize> {
        let before = self.text.get(..at)?;
        let line = before.rfind('\n').map_or(0, |found| found + 1);
        before[line..].trim().is_empty().then_some(at - line)
    }

    /// There has to be a command since the word that asked for one.
    fn filled(&mut self, range: &Range<usize>, word: &str) -> Result<(), End> {
        let top = self.top();
        if top.filled {
            return Ok(());
        }
        let since = top.since.clone();
        let before = self.text.get(since.clone()).unwrap_or_default();
        let message = format!("there is no command between `{before}` and `{word}`");
        let fault = Fault::new(range.clone(), message)
            .on(Ground::Nothing)
            .with(since, "behind this");
        Err(End::Wrong(fault))
    }

    /// No operator may wait for its right side.
    fn balanced(&mut self) -> Result<(), End> {
        match self.waiting.take() {
            Some(range) => {
                let sign = self.text.get(range.clone()).unwrap_or_default();
                wrong(range.clone(), format!("no command follows this `{sign}`"))
            }
            None => Ok(()),
        }
    }

    fn without<T>(&mut self, range: Range<usize>, word: &str, missing: &str) -> Result<T, End> {
        let opener = self.top().range.clone();
        let name = self.text.get(opener.clone()).unwrap_or_default();
        let message = format!("there is no `{missing}` between this `{name}` and its `{word}`");
        Err(End::Wrong(
            Fault::new(opener, message).with(range, format!("its `{word}`")),
        ))
    }

    /// A word that does not belong to what is open.
    fn misplaced<T>(&mut self, range: Range<usize>, word: &str) -> Result<T, End> {
        if word.starts_with(';') {
            return wrong(range, format!("`{word}` stands outside of `case`"));
        }
        let wanted = match word {
            "then" | "elif" | "else" | "fi" => "if",
            "do" | "done" => "for`, `while` or `until",
            "esac" => "case",
            word => opener_of(word),
        };
        let names: Vec<&str> = wanted
            .split("`, `")
            .flat_map(|part| part.split("` or `"))
            .collect();
        let is_open = |open: &Open| {
            let name = self.text.get(open.range.clone()).unwrap_or_default();
            open.kind != Kind::Script && (names.contains(&name) || name == "select" && names.contains(&"for"))
        };
        let Some(name) = self.open_name().filter(|_| self.open.iter().any(is_open)) else {
            return wrong(range, format!("`{word}` without `{wanted}`"));
        };
        let opener = self.top().range.clone();
        let closer = closer_of(&name);
        let message = if closer == word || names.contains(&name.as_str()) {
            format!("`{word}` does not belong here in this `{name}`")
        } else {
            format!("`{word}` comes before the `{closer}` of an open `{name}`")
        };
        let fault = Fault::new(range, message).with(opener, format!("this `{name}` is open"));
        Err(End::Wrong(fault))
    }

    /// What is open, in its own words; none for the script itself.
    fn open_name(&self) -> Option<String> {
        let top: &Open = self.open.last().filter(|open| open.kind != Kind::Script)?;
        self.text.get(top.range.clone()).map(str::to_owned)
    }

    /// The end of the script.
    pub(super) fn end(&mut self) -> Result<(), End> {
        for here in std::mem::take(&mut self.here) {
            self.here_document(&here)?;
        }
        if let Some(name) = self.open_name() {
            let opener = self.top().range.clone();
            if self.top().kind == Kind::Double {
                return self.unclosed_quote(opener);
            }
            let closer = closer_of(&name).to_owned();
            // Where a word of this kind closed something that is indented differently, that was left open.
            let skewed = self
                .skewed
                .take()
                .filter(|(range, word)| *word == closer && range.start > opener.start);
            let place = skewed.map_or(opener, |(range, _)| range);
            let name = self.text.get(place.clone()).unwrap_or_default();
            return wrong(place.clone(), format!("this `{name}` has no `{closer}`"));
        }
        self.balanced()
    }
}

fn closer_of(opener: &str) -> &'static str {
    let pair = PAIRS.iter().find(|(open, _)| *open == opener);
    pair.map_or("end", |(_, close)| close)
}

fn opener_of(closer: &str) -> &'static str {
    let pair = PAIRS.iter().find(|(_, close)| *close == closer);
    pair.map_or("start", |(open, _)| open)
}
