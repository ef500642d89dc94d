//! Commands that hold others: branches, loops, groups, conditions, functions.

use super::super::Shell;
use super::super::call::{Call, Word};
use super::super::reading::Surroundings;
use super::Lexer;

impl Lexer<'_, '_> {
    /// Reads a command that holds others. `false` when there is none here.
    pub(super) fn compound(&mut self, around: Surroundings) -> bool {
        let conditional = Surroundings {
            conditional: true,
            ..around
        };
        let condition = Surroundings {
            tested: true,
            ..around
        };
        match self.peek(0) {
            b'(' if self.peek(1) == b'(' => self.arithmetic(2, around),
            b'(' => {
                self.at += 1;
                self.list(around);
                self.close(")");
            }
            _ => match self.keyword() {
                "{" => {
                    self.at += 1;
                    self.list(around);
                    self.close("}");
                }
                "if" => self.branches(condition, conditional),
                "while" | "until" => {
                    self.at += 5;
                    self.list(condition);
                    self.loop_body(conditional);
                }
                "for" | "select" => self.for_loop(around, conditional),
                "case" => self.case(around, conditional),
                "[[" => self.test(around),
                "function" => {
                    self.at += "function".len();
                    self.skip_blanks();
                    let name = self.word(around);
                    self.reader.reading.functions.push(name);
                    self.skip_blanks();
                    if self.starts_with("()") {
                        self.at += 2;
                    }
                    self.body(around);
                }
                _ => return false,
            },
        }
        true
    }

    /// Takes a closing word or sign when it is here.
    fn close(&mut self, word: &str) -> bool {
        let here = if word == ")" {
            self.peek(0) == b')'
        } else {
            self.keyword() == word
        };
        if here {
            self.at += word.len();
        }
        here
    }

    fn branches(&mut self, condition: Surroundings, body: Surroundings) {
        self.at += "if".len();
        self.list(condition);
        if self.close("then") {
            self.list(body);
        }
        while self.close("elif") {
            self.list(Surroundings {
                conditional: true,
                ..condition
            });
            if self.close("then") {
                self.list(body);
            }
        }
        if self.close("else") {
            self.list(body);
        }
        self.close("fi");
    }

    /// `do … done`.
    fn loop_body(&mut self, around: Surroundings) {
        if self.close("do") {
            self.list(around);
            self.close("done");
        }
    }

    fn for_loop(&mut self, around: Surroundings, body: Surroundings) {
        self.at += self.keyword().len();
        self.skip_blanks();
        if self.starts_with("((") {
            self.arithmetic(2, around);
        } else {
            self.word(around);
            self.skip_lines();
            if self.close("in") {
                self.skip_blanks();
                while self.at < self.end && !matches!(self.peek(0), b'\n' | b';' | b'&' | b'|' | b')' | b'(')
                {
                    let before = self.at;
                    self.word(around);
                    self.at = self.at.max(before + 1);
                    self.skip_blanks();
                }
            }
        }
        self.skip_separators();
        self.loop_body(body);
    }

    fn case(&mut self, around: Surroundings, body: Surroundings) {
        self.at += "case".len();
        self.skip_blanks();
        self.word(around);
        self.skip_lines();
        if !self.close("in") {
            return;
        }
        loop {
            self.skip_lines();
            if self.at >= self.end || self.close("esac") {
                return;
            }
            if !self.pattern(around) {
                return;
            }
            self.list(body);
            for sign in [";;&", ";;", ";&"] {
                if self.starts_with(sign) {
                    self.at += sign.len();
                    break;
                }
            }
        }
    }

    /// The patterns of a branch of `case`, up to their `)`.
    fn pattern(&mut self, around: Surroundings) -> bool {
        self.at += usize::from(self.peek(0) == b'(');
        loop {
            self.skip_blanks();
            match self.peek(0) {
                b')' => {
                    self.at += 1;
                    return true;
                }
                b'|' => self.at += 1,
                b'\n' | b';' | b'&' | b'(' | b'<' | b'>' | 0 => return false,
                _ => _ = self.word(around),
            }
        }
    }

    /// `[[ … ]]`: its terms and signs are the words of one call.
    fn test(&mut self, around: Surroundings) {
        let (start, first) = (self.at, self.calls());
        let mut words: Vec<Word> = Vec::new();
        loop {
            self.skip_lines();
            if self.at >= self.end {
                break;
            }
            let before = self.at;
            let pattern = words.last().is_some_and(|word| word.text == "=~");
            let word = if pattern {
                self.regex(around)
            } else {
                self.word(around)
            };
            if self.at > before {
                words.push(word);
            } else {
                // A sign: `(`, `&&`, `<`.
                let twice = self.peek(0) == self.peek(1) && matches!(self.peek(0), b'&' | b'|');
                self.at += 1 + usize::from(twice);
                words.push(Word {
                    text: self.written(before, self.at).to_owned(),
                    range: before..self.at,
                    literal: true,
                });
            }
            if words.last().is_some_and(|word| word.text == "]]") {
                break;
            }
        }
        let call = Call::new(words, start..self.at, Shell::Bash);
        self.reader.wrap(first, call, around);
    }

    /// What follows the name of a function.
    pub(super) fn body(&mut self, around: Surroundings) {
        self.skip_lines();
        self.command(Surroundings {
            conditional: true,
            ..around
        });
    }
}
