//! Go's regular expressions (RE2 syntax: <https://github.com/google/re2/wiki/Syntax>), as far as a pattern can be
//! judged without Go.
//!
//! `regex-syntax` reads nearly the same language. Where Go takes more (a brace that is no repetition, `\Q…\E`,
//! `[` inside a class), the pattern is rewritten before it is parsed; where Go takes less, nothing is said.

use regex_syntax::ast::parse::ParserBuilder;
use regex_syntax::ast::{Error, ErrorKind};

/// Longer patterns are not judged: nobody writes them by hand, and the work stays small.
const LONGEST: usize = 4096;

/// Deeper nesting is not judged either.
const DEEPEST: u32 = 100;

/// What is wrong with a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PatternFault {
    /// `(?=`, `(?!`, `(?<=` or `(?<!` at this byte, so many bytes long.
    LookAround(usize, usize),
    /// `\1`, `\k<name>` or `(?P=name)` at this byte, so many bytes long.
    BackReference(usize, usize),
    /// It does not compile, for this reason.
    Broken(&'static str),
}

/// The first fault of a pattern; of several, one that RE2 can never take.
pub(super) fn fault(pattern: &str) -> Option<PatternFault> {
    if pattern.len() > LONGEST {
        return None;
    }
    let mut scanner = Scanner {
        rest: pattern,
        at: 0,
        out: String::with_capacity(pattern.len() + 8),
        repeated: false,
        fault: None,
    };
    while !scanner.rest.is_empty() && !matches!(scanner.fault, Some(fault) if fault.is_foreign()) {
        scanner.step();
    }
    scanner.fault.or_else(|| compile(&scanner.out))
}

impl PatternFault {
    fn is_foreign(self) -> bool {
        !matches!(self, Self::Broken(_))
    }
}

/// Walks over a pattern and writes it down as `regex-syntax` reads it.
struct Scanner<'p> {
    rest: &'p str,
    at: usize,
    out: String,
    /// Whether the last element was a repetition.
    repeated: bool,
    fault: Option<PatternFault>,
}

impl Scanner<'_> {
    fn step(&mut self) {
        let repeated = std::mem::take(&mut self.repeated);
        match self.rest.as_bytes().first() {
            Some(b'\\') => self.escape(),
            Some(b'[') => self.class(),
            Some(b'(') => self.group(),
            Some(b'*' | b'+' | b'?') => self.repetition(1, repeated),
            Some(b'{') => {
                if let Some(length) = counted(self.rest) {
                    self.repetition(length, repeated);
                } else {
                    self.out.push_str("\\{");
                    self.skip(1);
                }
            }
            _ => self.copy(self.rest.chars().next().map_or(0, char::len_utf8)),
        }
    }

    fn skip(&mut self, length: usize) {
        self.rest = self.rest.get(length..).unwrap_or_default();
        self.at += length;
    }

    fn copy(&mut self, length: usize) {
        self.out.push_str(self.rest.get(..length).unwrap_or(self.rest));
        self.skip(length);
    }

    fn foreign(&mut self, fault: PatternFault) {
        self.fault = Some(fault);
    }

    fn broken(&mut self, reason: &'static str) {
        self.fault.get_or_insert(PatternFault::Broken(reason));
    }

    fn escape(&mut self) {
        let mut following = self.rest.chars().skip(1);
        let (Some(letter), next) = (following.next(), following.next()) else {
            return self.copy(1);
        };
        match letter {
            'Q' => {
                let text = self.rest.get(2..).unwrap_or_default();
                let end = text.find("\\E");
                let literal = end.and_then(|end| text.get(..end)).unwrap_or(text);
                self.out.push_str(&regex_syntax::escape(literal));
                self.skip(2 + literal.len() + if end.is_some() { 2 } else { 0 });
            }
            // Two octal digits are a character, one is a back-reference.
            '1'..='7' if !matches!(next, Some('0'..='7')) => {
                self.foreign(PatternFault::BackReference(self.at, 2));
            }
            '8' | '9' => self.foreign(PatternFault::BackReference(self.at, 2)),
            'k' if matches!(next, Some('<' | '{' | '\'')) => {
                self.foreign(PatternFault::BackReference(self.at, 2));
            }
            'g' if matches!(next, Some('{' | '-' | '0'..='9')) => {
                self.foreign(PatternFault::BackReference(self.at, 2));
            }
            // The braces of `\x{…}` and `\p{…}` are no repetition.
            'x' | 'p' | 'P' if next == Some('{') => {
                let end = self.rest.find('}').map_or(self.rest.len(), |end| end + 1);
                self.copy(end);
            }
            _ => self.copy(1 + letter.len_utf8()),
        }
    }

    /// A class is stepped over: only its end is looked for, as Go finds it.
    fn class(&mut self) {
        let body = self.rest.get(1..).unwrap_or_default();
        let negated = usize::from(body.starts_with('^'));
        let mut at = 1 + negated;
        let mut first = true;
        loop {
            let rest = self.rest.get(at..).unwrap_or_default();
            let Some(letter) = rest.chars().next() else {
                self.broken("a `[` has no `]`");
                return self.skip(self.rest.len());
            };
            at += match letter {
                ']' if !first => break,
                '\\' => 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
                '[' if rest.starts_with("[:") => named_class(rest).unwrap_or(1),
                _ => letter.len_utf8(),
            };
            first = false;
        }
        self.out.push_str("[a]");
        self.skip(at + 1);
    }

    fn group(&mut self) {
        for (opening, length) in [("(?<=", 4), ("(?<!", 4), ("(?=", 3), ("(?!", 3)] {
            if self.rest.starts_with(opening) {
                return self.foreign(PatternFault::LookAround(self.at, length));
            }
        }
        if self.rest.starts_with("(?P=") {
            return self.foreign(PatternFault::BackReference(self.at, 4));
        }
        if self.rest.starts_with("(?") {
            // The `?` is no repetition.
            return self.copy(2);
        }
        self.copy(1);
    }

    fn repetition(&mut self, length: usize, repeated: bool) {
        if repeated {
            self.broken("a repetition follows a repetition");
        }
        self.repeated = true;
        self.copy(length);
        if self.rest.starts_with('?') {
            self.copy(1);
        }
    }
}

/// The length of `{n}`, `{n,}` or `{n,m}` at the start of a text; any other brace is itself.
fn counted(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('{')?;
    let end = inner.find('}')?;
    let (least, most) = match inner.get(..end)?.split_once(',') {
        Some((least, most)) => (least, most),
        None => (inner.get(..end)?, ""),
    };
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    (!least.is_empty() && digits(least) && digits(most)).then_some(end + 2)
}

/// The length of `[:name:]` at the start of a text.
fn named_class(text: &str) -> Option<usize> {
    let name = text.get(2..)?;
    let end = name.find(":]")?;
    let letters = name
        .get(..end)?
        .bytes()
        .all(|b| b.is_ascii_alphabetic() || b == b'^');
    letters.then_some(end + 4)
}

fn compile(pattern: &str) -> Option<PatternFault> {
    let mut parser = ParserBuilder::new().nest_limit(DEEPEST).octal(true).build();
    let error = parser.parse(pattern).err()?;
    reason(&error).map(PatternFault::Broken)
}

/// Why a pattern does not compile, in words; `None` where Go is not known to refuse it too.
fn reason(error: &Error) -> Option<&'static str> {
    Some(match error.kind() {
        ErrorKind::DecimalInvalid | ErrorKind::RepetitionCountInvalid => "a repetition count is not possible",
        ErrorKind::EscapeHexEmpty | ErrorKind::EscapeHexInvalid | ErrorKind::EscapeHexInvalidDigit => {
            "a hexadecimal escape is wrong"
        }
        ErrorKind::EscapeUnexpectedEof => "it ends with a backslash",
        ErrorKind::EscapeUnrecognized | ErrorKind::UnicodeClassInvalid => "a backslash escape does not exist",
        ErrorKind::FlagUnrecognized
        | ErrorKind::FlagUnexpectedEof
        | ErrorKind::FlagRepeatedNegation { .. } => "the words after `(?` are no flags",
        ErrorKind::GroupNameDuplicate { .. } => "two groups have one name",
        ErrorKind::GroupNameEmpty | ErrorKind::GroupNameUnexpectedEof => {
            "the name of a group is not complete"
        }
        ErrorKind::GroupUnclosed => "a `(` has no `)`",
        ErrorKind::GroupUnopened => "a `)` has no `(`",
        ErrorKind::RepetitionMissing if !follows_flags(error) => "a repetition has nothing to repeat",
        _ => return None,
    })
}

/// Whether the repetition stands behind `(?i)`, where Go repeats what is before the flags.
fn follows_flags(error: &Error) -> bool {
    let before = error.pattern().get(..error.span().start.offset);
    before.is_some_and(|text| text.ends_with(')')) || error.pattern().contains("(?)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_go_takes_gets_no_finding() {
        for pattern in [
            "",
            "^[0-9]+$",
            r"\Qa.b(\E+",
            r"\Q(",
            r"\pN+\p{Greek}\P{^Lu}",
            "(?i)abc(?-i:d)",
            r"\A\d+\z",
            r"[\w-.]+@[^[]*",
            "[]a]",
            "[^]a]",
            "[[:alpha:][:^digit:]_]",
            "[a&&b--c~~d]",
            "a{,3}",
            "{name}",
            "x{",
            "a{2}?b{2,}c{2,3}",
            r"\12\0\101",
            r"\x{10FFFF}\x7f",
            "(?P<year>[0-9]{4})-(?<m>x)",
            "(?ii)a",
            "a|b||c",
            r"\_\-\/\@\ \'",
            "a(?i)*",
            "^*",
            "(?P<1a>x)",
            "[[:word:]]",
            "()",
            "a]b}",
            r"[\]\\]",
            "ü+",
            r"\bfoo\B",
            "x*?y+?z??",
            r"(a\{)",
        ] {
            assert_eq!(fault(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn look_around_and_back_references_are_found_also_in_broken_patterns() {
        let look = PatternFault::LookAround;
        let back = PatternFault::BackReference;
        for (pattern, expected) in [
            ("^(?!x)", look(1, 3)),
            ("ab(?<=x)", look(2, 4)),
            ("(?<!x)", look(0, 4)),
            (r"(a)\1", back(3, 2)),
            (r"(a)\18", back(3, 2)),
            (r"\9", back(0, 2)),
            (r"(?P<n>a)(?P=n)", back(8, 4)),
            (r"(?<n>a)\k<n>", back(7, 2)),
            (r"(a)\g{1}", back(3, 2)),
            (r"a++(?=b", look(3, 3)),
            ("(((a(?=b", look(4, 3)),
        ] {
            assert_eq!(fault(pattern), Some(expected), "{pattern}");
        }
    }

    #[test]
    fn what_neither_engine_takes_is_broken() {
        for (pattern, reason) in [
            ("(a", "a `(` has no `)`"),
            ("a)", "a `)` has no `(`"),
            ("[a", "a `[` has no `]`"),
            ("*.txt", "a repetition has nothing to repeat"),
            (r"\Zx", "a backslash escape does not exist"),
            ("a++", "a repetition follows a repetition"),
            ("(?>a)", "the words after `(?` are no flags"),
            ("a\\", "it ends with a backslash"),
            ("a{3,2}", "a repetition count is not possible"),
            (r"\x{zz}", "a hexadecimal escape is wrong"),
            ("(?P<a>x)(?P<a>y)", "two groups have one name"),
        ] {
            assert_eq!(fault(pattern), Some(PatternFault::Broken(reason)), "{pattern}");
        }
    }

    #[test]
    fn an_escaped_or_listed_parenthesis_is_no_group() {
        for pattern in [r"\(?=x", "[(?=]x", r"\\1", r"[\1]"] {
            assert_eq!(fault(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn hostile_patterns_cost_nothing() {
        for pattern in [
            "(".repeat(100_000),
            "(".repeat(4000),
            "[".repeat(4000),
            "a{1000}".repeat(500),
            "\\".repeat(4001),
        ] {
            let _ = fault(&pattern);
        }
        assert_eq!(fault(&format!("{}a{}", "(".repeat(1000), ")".repeat(1000))), None);
    }
}
