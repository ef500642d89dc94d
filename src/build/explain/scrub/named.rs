//! What stands behind the name of a secret: `password=…`, `"token": "…"`, `-Password …`, `Authorization: …`.

use std::ops::Range;

use memchr::memmem;

use super::{HIDDEN, run};
use crate::secret::names_secret;

/// Names that are those of a secret in a query or a header alone: with `=` at once behind them.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>
const IN_QUERIES: [&str; 7] = [
    "x-amz-signature",
    "x-amz-security-token",
    "x-amz-credential",
    "signature",
    "credential",
    "awsaccesskeyid",
    "sig",
];

/// Headers whose whole value is one.
const HEADERS: [&str; 4] = ["authorization", "proxy-authorization", "cookie", "set-cookie"];

/// Programs whose option `-p` takes a password when they log in.
const LOGS_IN: [&str; 2] = ["login", "sshpass"];

/// Programs that take it without a blank: `-psecret`.
const GLUED: [&str; 4] = ["mysql", "mysqldump", "mariadb", "sshpass"];

/// A longer value is a secret whatever it looks like, so that no more than this is looked at twice.
const LONGEST: usize = 256;

/// No ARN has its type of resource behind more bytes than this.
const ARN: usize = 96;

pub(super) fn find(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let mut line = Line::default();
    let mut at = 0;
    while at < bytes.len() {
        if bytes.get(at) == Some(&b'\n') {
            line = line.next(bytes.get(..at).unwrap_or_default());
        }
        if !bytes.get(at).is_some_and(|byte| of_name(*byte)) {
            at += 1;
            continue;
        }
        let end = run(bytes, at, of_name);
        let word = Word { text, start: at, end };
        let secret = word.secret(&line);
        line.saw(&word);
        // What is hidden is not looked at again.
        at = secret.as_ref().map_or(end, |secret| secret.end.max(end));
        found.extend(secret);
    }
}

fn of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'$')
}

/// What was seen of a line of commands.
#[derive(Default)]
struct Line {
    logs_in: bool,
    glued: bool,
    net: bool,
}

impl Line {
    fn saw(&mut self, word: &Word<'_>) {
        let word = word.as_str();
        let any = |list: &[&str]| list.iter().any(|known| word.eq_ignore_ascii_case(known));
        self.logs_in |= any(&LOGS_IN);
        self.glued |= any(&GLUED);
        self.net = any(&["net", "net.exe"]);
    }

    /// The line behind, which is the same command when this one says so.
    fn next(self, before: &[u8]) -> Self {
        let before = before.trim_ascii_end();
        if before.ends_with(b"\\") || before.ends_with(b"`") {
            self
        } else {
            Self::default()
        }
    }
}

/// A word, with the text in which it stands.
struct Word<'t> {
    text: &'t str,
    start: usize,
    end: usize,
}

impl<'t> Word<'t> {
    fn as_str(&self) -> &'t str {
        self.text.get(self.start..self.end).unwrap_or_default()
    }

    fn is(&self, list: &[&str]) -> bool {
        list.iter().any(|name| self.as_str().eq_ignore_ascii_case(name))
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// The secret that this word tells of.
    fn secret(&self, line: &Line) -> Option<Range<usize>> {
        let word = self.as_str();
        let name = word.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '_' | '.'));
        if self.is(&HEADERS) {
            self.header()
        } else if word.eq_ignore_ascii_case("ConvertTo-SecureString") {
            self.secure_string()
        } else if self.is(&["bearer", "basic"]) {
            self.scheme()
        } else if line.net && word.eq_ignore_ascii_case("user") {
            self.net_user()
        } else if self.is(&["-u", "--user"]) {
            self.user()
        } else if line.logs_in && word == "-p" {
            self.value(self.blanks(self.end))
        } else if line.glued && word.starts_with("-p") && word.len() > 2 {
            let not_blank = |byte: u8| !byte.is_ascii_whitespace();
            Some(self.start + 2..run(self.text.as_bytes(), self.start, not_blank))
        } else if self.in_query() || names_secret(name) {
            self.named()
        } else {
            None
        }
    }

    /// `X-Amz-Signature=`, also behind the `\u0026` of JSON.
    fn in_query(&self) -> bool {
        let name = self.as_str();
        let name = name.strip_prefix("u0026").unwrap_or(name);
        self.byte(self.end) == Some(b'=') && IN_QUERIES.iter().any(|known| name.eq_ignore_ascii_case(known))
    }

    fn blanks(&self, at: usize) -> usize {
        run(self.text.as_bytes(), at, |byte| matches!(byte, b' ' | b'\t'))
    }

    /// Behind `Authorization:`, to the end of the text in quotes, or of the line.
    fn header(&self) -> Option<Range<usize>> {
        let start = self.separated()?;
        if self.quote(start).is_some() {
            return self.value(start);
        }
        let end = run(self.text.as_bytes(), start, |byte| {
            !matches!(byte, b'"' | b'\'' | b'\n' | b'\r')
        });
        Some(start..end)
    }

    /// `ConvertTo-SecureString 'secret' -AsPlainText -Force`.
    fn secure_string(&self) -> Option<Range<usize>> {
        let mut start = self.blanks(self.end);
        let option = "-String";
        if let Some(word) = self.text.get(start..start + option.len())
            && word.eq_ignore_ascii_case(option)
        {
            start = self.blanks(start + option.len());
        }
        (start > self.end && self.byte(start) != Some(b'-'))
            .then(|| self.value(start))
            .flatten()
    }

    /// `Bearer secret`.
    fn scheme(&self) -> Option<Range<usize>> {
        let start = self.blanks(self.end);
        let end = run(self.text.as_bytes(), start, |byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'~' | b'+' | b'/' | b'=' | b'-')
        });
        let token = self.text.get(start..end)?;
        let unlike_words = token.bytes().any(|byte| byte.is_ascii_digit() || byte == b'=');
        (start > self.end && token.len() >= 12 && unlike_words).then_some(start..end)
    }

    /// `net user name secret`.
    fn net_user(&self) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        let name = self.blanks(self.end);
        let start = self.blanks(run(bytes, name, |byte| !byte.is_ascii_whitespace()));
        (self.byte(start) != Some(b'/'))
            .then(|| self.value(start))
            .flatten()
    }

    /// `-u name:secret`, and no numbers of a user and a group.
    fn user(&self) -> Option<Range<usize>> {
        let start = match self.byte(self.end)? {
            b'=' => self.end + 1,
            b' ' | b'\t' => self.blanks(self.end),
            _ => return None,
        };
        let value = self.value(start)?;
        if value.len() > LONGEST {
            return Some(value);
        }
        let text = self.text.get(value.clone())?;
        let colon = text.find(':')?;
        let (name, secret) = (text.get(..colon)?, text.get(colon + 1..)?);
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let path = name.is_empty() || secret.starts_with(['/', '\\']);
        (!secret.is_empty() && !digits(secret) && !path && hides(secret, None))
            .then(|| value.start + colon + 1..value.end)
    }

    /// What stands behind the name of a secret.
    fn named(&self) -> Option<Range<usize>> {
        if self.in_arn() {
            return None;
        }
        if let Some(start) = self.separated() {
            return self.value(start);
        }
        if self.byte(self.end) == Some(b'>') && self.start > 0 && self.byte(self.start - 1) == Some(b'<') {
            return self.element();
        }
        let start = self.blanks(self.end);
        let option = self.as_str().starts_with('-') && start > self.end && self.byte(start) != Some(b'-');
        option.then(|| self.value(start)).flatten()
    }

    /// Whether it is a part of an ARN, such as `arn:aws:secretsmanager:eu-west-1:111122223333:secret:name`.
    fn in_arn(&self) -> bool {
        let bytes = self.text.as_bytes();
        let before = bytes.get(self.start.saturating_sub(ARN)..self.start);
        let before = before.unwrap_or_default();
        let blank = before.iter().rposition(u8::is_ascii_whitespace);
        let run = before.get(blank.map_or(0, |at| at + 1)..).unwrap_or_default();
        run.last() == Some(&b':') && memmem::find(run, b"arn:").is_some()
    }

    /// `<Password>secret<`, and `<Password><Value>secret<` of an answer file of Windows.
    fn element(&self) -> Option<Range<usize>> {
        const VALUE: &str = "<Value>";
        let bytes = self.text.as_bytes();
        let mut start = run(bytes, self.end + 1, |byte| byte.is_ascii_whitespace());
        if self.text.get(start..).is_some_and(|rest| rest.starts_with(VALUE)) {
            start += VALUE.len();
        }
        let end = run(bytes, start, |byte| byte != b'<' && byte != b'\n');
        (start < end).then_some(start..end)
    }

    /// Where the value begins, when `:`, `=`, `:=` or `=>` stands between.
    fn separated(&self) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let quotes = run(bytes, self.end, |byte| matches!(byte, b'"' | b'\'' | b'\\'));
        let at = self.blanks(quotes.min(self.end + 4));
        let sign = run(bytes, at, |byte| matches!(byte, b':' | b'=' | b'>')).min(at + 3);
        let separates = match self.text.get(at..sign)? {
            "" | "::" | ">" | ">>" => false,
            sign => sign.starts_with([':', '=']),
        };
        separates.then(|| self.blanks(sign))
    }

    fn quote(&self, start: usize) -> Option<(u8, usize)> {
        let at = run(self.text.as_bytes(), start, |byte| byte == b'\\').min(start + 3);
        let quote = self.byte(at).filter(|byte| matches!(byte, b'"' | b'\''))?;
        Some((quote, at))
    }

    /// The value at `start`, without its quotes.
    fn value(&self, start: usize) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        let range = if let Some((quote, at)) = self.quote(start) {
            at + 1..self.closed(quote, at + 1, at > start)
        } else {
            let query =
                self.in_query() || self.start > 0 && matches!(self.byte(self.start - 1), Some(b'?' | b'&'));
            let ends = |byte: u8| {
                byte.is_ascii_whitespace()
                    || matches!(byte, b'"' | b'\'' | b'<')
                    || query && matches!(byte, b'&' | b'\\' | b'#')
            };
            let end = run(bytes, start, |byte| !ends(byte));
            let value = self.text.get(start..end)?;
            start..start + value.trim_end_matches([',', ';', ')', ']', '}', '.', '\\']).len()
        };
        let value = self.text.get(range.clone())?;
        hides(value, self.quote(start).map(|(quote, _)| quote)).then_some(range)
    }

    /// Where a text in quotes ends. Within another text its quotes have a `\`, as the one that opened it.
    fn closed(&self, quote: u8, start: usize, escaped: bool) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = start;
        while let Some(byte) = self.byte(at) {
            match byte {
                b'\n' => return at,
                b'\\' if escaped => return at,
                b'\\' if self.byte(at + 1).is_some_and(|next| next != b'\n') => at += 2,
                _ if byte == quote && self.byte(at + 1) == Some(quote) && !escaped && quote == b'\'' => {
                    at += 2;
                }
                _ if byte == quote => return at,
                _ => at += 1,
            }
        }
        bytes.len()
    }
}

/// Whether a value can be a secret: neither a variable nor a switch.
fn hides(value: &str, quote: Option<u8>) -> bool {
    const WORDS: [&str; 7] = ["true", "false", "null", "none", "yes", "no", HIDDEN];
    const ELSEWHERE: [&str; 3] = ["{{", "arn:", "@{"];
    if value.len() > LONGEST {
        return true;
    }
    let mut letters = value.chars();
    let variable = quote != Some(b'\'')
        && letters.next() == Some('$')
        && letters
            .next()
            .is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '{' | '(' | '_'))
        && !value.contains(['!', '@', '#', '%', '&', '*', '+']);
    let shown = value.is_empty()
        || variable
        || quote.is_none() && value.starts_with('(')
        || value.starts_with('%') && value.ends_with('%')
        || ELSEWHERE.iter().any(|start| value.starts_with(start))
        || WORDS.iter().any(|word| value.eq_ignore_ascii_case(word))
        || value.bytes().all(|byte| byte == b'*');
    !shown
}
