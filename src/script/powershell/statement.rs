//! Statements: branches, loops, handlers, functions, assignments, pipelines.

use std::ops::Range;

use super::super::Variable;
use super::super::reading::Surroundings;
use super::{Lexer, conditional, untested};

impl Lexer<'_, '_> {
    /// Statements up to a closing bracket, which stays, or to the end.
    pub(super) fn statements(&mut self, around: Surroundings) {
        loop {
            self.skip_lines();
            match self.peek(0) {
                b';' => self.at += 1,
                b')' | b'}' | b']' => return,
                _ if self.ended() => return,
                _ => {
                    let before = self.at;
                    self.statement(around);
                    // What begins no statement is no reason to stand still.
                    if self.at == before {
                        self.at += 1;
                    }
                }
            }
        }
    }

    pub(super) fn statement(&mut self, around: Surroundings) {
        if !self.deeper() {
            return;
        }
        if !self.keyword(around) {
            self.pipelines(around);
        }
        self.depth -= 1;
    }

    /// A statement that begins with a keyword. `false` when there is none.
    fn keyword(&mut self, around: Surroundings) -> bool {
        let word = self.letters().to_ascii_lowercase();
        let start = self.at;
        match word.as_str() {
            "if" => self.branches(around),
            "while" => {
                self.at += word.len();
                self.bracket(tested(around));
                self.block(conditional(around));
            }
            "do" => {
                self.at += word.len();
                self.block(around);
                self.skip_lines();
                if self.takes("while") || self.takes("until") {
                    self.bracket(tested(around));
                }
            }
            "for" | "foreach" | "switch" => {
                self.at += word.len();
                self.loop_head(around, word == "switch");
            }
            "try" => self.handlers(around),
            "trap" | "function" | "filter" | "class" => {
                self.at += word.len();
                self.definition(around, matches!(word.as_str(), "function" | "filter"));
            }
            "enum" => {
                let first = self.calls();
                self.at += word.len();
                self.definition(around, false);
                // Its values are names and no commands.
                self.reader.reading.calls.truncate(first);
            }
            "param" | "begin" | "process" | "end" | "dynamicparam" | "data" | "clean" => {
                self.at += word.len();
                self.skip_lines();
                match self.peek(0) {
                    b'(' if word == "param" => self.bracket(around),
                    b'{' => self.block(around),
                    // It is the name of a command.
                    _ => {
                        self.at = start;
                        return false;
                    }
                }
            }
            "exit" | "throw" | "return" => self.ending(around),
            "break" | "continue" => self.at += word.len(),
            _ => return false,
        }
        true
    }

    /// `( … )`.
    fn bracket(&mut self, around: Surroundings) {
        self.skip_lines();
        if self.peek(0) == b'(' {
            self.at += 1;
            self.nested(b')', around);
        }
    }

    /// `{ … }`.
    fn block(&mut self, around: Surroundings) {
        self.skip_lines();
        if self.peek(0) == b'{' {
            self.at += 1;
            self.nested(b'}', around);
        }
    }

    fn branches(&mut self, around: Surroundings) {
        self.at += "if".len();
        self.bracket(tested(around));
        self.block(conditional(around));
        loop {
            let before = self.at;
            self.skip_lines();
            if self.takes("elseif") {
                self.bracket(tested(conditional(around)));
                self.block(conditional(around));
            } else if self.takes("else") {
                self.block(conditional(around));
            } else {
                self.at = before;
                return;
            }
        }
    }

    /// `for (…;…;…) {…}`, `foreach ($x in …) {…}`, `switch (…) { … }`.
    fn loop_head(&mut self, around: Surroundings, switch: bool) {
        self.skip_lines();
        while switch && self.peek(0) == b'-' {
            self.at += 1;
            self.at += self.letters().len();
            self.skip_lines();
        }
        let head = if switch { tested(around) } else { around };
        if self.peek(0) == b'(' {
            self.at += 1;
            self.skip_lines();
            if self.peek(0) == b'$' {
                let back = self.at;
                self.variable_name();
                self.skip_lines();
                if !self.takes("in") {
                    self.at = back;
                }
            }
            self.nested(b')', head);
        }
        if switch {
            self.cases(conditional(around));
        } else {
            self.block(conditional(around));
        }
    }

    /// The block of `switch`: patterns, each with a block.
    fn cases(&mut self, around: Surroundings) {
        self.skip_lines();
        if self.peek(0) != b'{' || !self.deeper() {
            return;
        }
        self.at += 1;
        loop {
            self.skip_lines();
            match self.peek(0) {
                _ if self.ended() => break,
                b'}' => {
                    self.at += 1;
                    break;
                }
                b'{' => self.block(around),
                b'$' | b'(' | b'[' | b'\'' | b'"' | b'@' => {
                    let before = self.at;
                    self.primary(around);
                    self.at = self.at.max(before + 1);
                }
                _ => self.at += 1,
            }
        }
        self.depth -= 1;
    }

    fn handlers(&mut self, around: Surroundings) {
        self.at += "try".len();
        self.block(around);
        loop {
            let before = self.at;
            self.skip_lines();
            if self.takes("catch") {
                while !self.ended() && !matches!(self.peek(0), b'{' | b';' | b'}' | b')') {
                    self.at += 1;
                }
                self.block(conditional(around));
            } else if self.takes("finally") {
                self.block(around);
            } else {
                self.at = before;
                return;
            }
        }
    }

    /// What follows `function`, `class` and the like, with its block.
    fn definition(&mut self, around: Surroundings, function: bool) {
        self.skip_lines();
        let start = self.at;
        while !self.ended() && !b" \t\r\n(){};".contains(&self.peek(0)) {
            self.at += 1;
        }
        if function {
            let name = self.word(start..self.at);
            self.reader.reading.functions.push(name);
        }
        while !self.ended() && !matches!(self.peek(0), b'{' | b';' | b'}' | b')') {
            if self.peek(0) == b'(' {
                self.bracket(conditional(around));
            } else {
                self.at += 1;
            }
        }
        self.block(conditional(around));
    }

    /// `exit 3010`, `throw "…"`, `return …`: a call, and what it is given is a statement.
    fn ending(&mut self, around: Surroundings) {
        let (start, first) = (self.at, self.calls());
        self.at += self.letters().len();
        let behind = self.at;
        self.skip_blanks();
        if !self.ended() && !matches!(self.peek(0), b'\n' | b';' | b'}' | b')' | b'#' | b'|') {
            self.pipelines(untested(around));
        } else {
            self.at = behind;
        }
        self.push(start..self.at, first, around);
    }

    /// Pipelines between `&&` and `||`, which newer versions of PowerShell have.
    fn pipelines(&mut self, mut around: Surroundings) {
        loop {
            let first = self.calls();
            self.pipeline(around);
            self.skip_blanks();
            let sign = (self.peek(0), self.peek(1));
            if !matches!(sign, (b'&', b'&') | (b'|', b'|')) {
                return;
            }
            self.at += 2;
            for call in self.reader.reading.calls.iter_mut().skip(first) {
                call.tested |= call.within == around.within;
            }
            around.conditional = true;
            self.skip_lines();
        }
    }

    fn pipeline(&mut self, around: Surroundings) {
        let first = self.calls();
        let mut stage = around;
        loop {
            self.skip_blanks();
            if self.begins_command() {
                self.command(stage);
            } else if let Some(left) = self.expression(stage) {
                self.assignment(left, around);
                return;
            }
            self.skip_blanks();
            if self.peek(0) != b'|' || self.peek(1) == b'|' {
                return;
            }
            self.at += 1;
            // The output of an expression is that of the calls in it.
            let last = self.calls().checked_sub(1).filter(|last| *last >= first);
            stage.reads = self.reader.last_since(first, around.within).or(last);
            self.skip_lines();
        }
    }

    /// `= …` behind the expression that is set.
    fn assignment(&mut self, left: Range<usize>, around: Surroundings) {
        while !self.ended() && self.peek(0) != b'=' {
            self.at += 1;
        }
        self.at = (self.at + 1).min(self.bytes.len());
        self.skip_lines();
        let (from, calls) = (self.at, self.calls());
        let before = std::mem::take(&mut self.compared);
        if !self.ended() && !matches!(self.peek(0), b';' | b')' | b'}') {
            self.statement(untested(around));
        }
        let compared = std::mem::replace(&mut self.compared, before);
        let to = from + self.written(from, self.at).trim_end().len();
        if !self.reader.spend(to - from) {
            return;
        }
        let mut value = self.word(from..to);
        value.literal &= self.calls() == calls && !compared;
        let name = self.written(left.start, left.end).trim();
        // `[string]$name`.
        let behind = name.rsplit(']').next().unwrap_or(name).trim_start();
        let name = if name.starts_with('[') && behind.starts_with('$') {
            behind
        } else {
            name
        };
        self.reader.reading.variables.push(Variable {
            name: name.trim().to_owned(),
            value,
            range: left.start..to,
            conditional: around.conditional,
        });
    }
}

fn tested(around: Surroundings) -> Surroundings {
    Surroundings {
        tested: true,
        ..around
    }
}
