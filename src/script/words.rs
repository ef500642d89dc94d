//! Words as their shell hands them over: quotes and escapes undone.

use std::ops::Range;

/// A table of these bytes, for a look at each byte of a text.
pub(super) const fn signs(of: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut at = 0;
    while at < of.len() {
        table[of[at] as usize] = true;
        at += 1;
    }
    table
}

/// How many bytes stand before the first of these signs.
pub(super) fn until(bytes: &[u8], signs: &[bool; 256]) -> usize {
    let found = bytes.iter().position(|byte| signs[usize::from(*byte)]);
    found.unwrap_or(bytes.len())
}

/// What was made of a word.
#[derive(Debug, Default)]
pub(super) struct Plain {
    pub(super) text: String,
    /// Whether something in it is known only when the script runs.
    pub(super) open: bool,
}

impl Plain {
    /// Text inside of double quotes in bash: a backslash means something before few characters only.
    pub(super) fn quoted(&mut self, text: &str) {
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('\\') {
            self.text.push_str(before);
            rest = match behind.as_bytes().first() {
                Some(b'\n') => &behind[1..],
                Some(b'$' | b'`' | b'"' | b'\\') => {
                    self.text.push_str(&behind[..1]);
                    &behind[1..]
                }
                _ => {
                    self.text.push('\\');
                    behind
                }
            };
        }
        self.text.push_str(rest);
    }

    /// Text inside of `$'…'`.
    pub(super) fn ansi(&mut self, text: &str) {
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            if c != '\\' {
                self.text.push(c);
                continue;
            }
            match rest.next() {
                Some('n') => self.text.push('\n'),
                Some('t') => self.text.push('\t'),
                Some('r') => self.text.push('\r'),
                Some('e' | 'E') => self.text.push('\u{1b}'),
                Some(c @ ('\\' | '\'' | '"' | '?')) => self.text.push(c),
                // Numbers are left as they are written.
                Some(c) => self.text.extend(['\\', c]),
                None => self.text.push('\\'),
            }
        }
    }

    /// What stays as it is written, because only the shell knows what it becomes.
    pub(super) fn unknown(&mut self, text: &str) {
        self.text.push_str(text);
        self.open = true;
    }
}

/// What means something within a word of PowerShell.
static POWERSHELL: [bool; 256] = signs(b"'\"@({`$ \t\r\n");

/// A word of PowerShell, or a list of words between commas.
pub(super) fn powershell(raw: &str) -> Plain {
    let mut plain = Plain::default();
    let bytes = raw.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let end = match byte {
            b'\'' | b'"' | b'@' | b'(' | b'{' => powershell_end(bytes, at),
            _ => at + 1,
        };
        let piece = |from: usize, to: usize| raw.get(from..to).unwrap_or_default();
        match byte {
            b'\'' => plain.text.push_str(&piece(at + 1, end - 1).replace("''", "'")),
            b'"' => expandable(&mut plain, piece(at + 1, end - 1)),
            b'@' if matches!(bytes.get(at + 1), Some(b'\'' | b'"')) => {
                let inner = here_string(piece(at, end));
                if bytes.get(at + 1) == Some(&b'\'') {
                    plain.text.push_str(inner);
                } else {
                    expandable(&mut plain, inner);
                }
            }
            b'@' | b'(' | b'{' if end > at + 1 => plain.unknown(piece(at, end)),
            b'`' => {
                let next = raw.get(at + 1..).and_then(|rest| rest.chars().next());
                plain.text.extend(next.filter(|c| !matches!(c, '\r' | '\n')));
                at += 1 + next.map_or(0, char::len_utf8);
                continue;
            }
            b'$' => plain.unknown("$"),
            // The blanks around a comma are no part of the list.
            b' ' | b'\t' | b'\r' | b'\n' => {}
            _ => {
                let from = at;
                at += 1 + until(bytes.get(at + 1..).unwrap_or_default(), &POWERSHELL);
                plain.text.push_str(piece(from, at));
                continue;
            }
        }
        at = end;
    }
    plain
}

/// Text inside of double quotes in PowerShell.
fn expandable(plain: &mut Plain, text: &str) {
    if !text.contains(['`', '$', '"']) {
        plain.text.push_str(text);
        return;
    }
    plain.open |= text.replace("`$", "").contains('$');
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match (c, rest.peek()) {
            ('`', Some('n')) => {
                plain.text.push('\n');
                rest.next();
            }
            ('`', Some('t')) => {
                plain.text.push('\t');
                rest.next();
            }
            ('`', Some(_)) => plain.text.extend(rest.next().filter(|c| *c != '\n')),
            ('"', Some('"')) => plain.text.extend(rest.next()),
            _ => plain.text.push(c),
        }
    }
}

/// The lines of a here-string.
fn here_string(raw: &str) -> &str {
    let inner = raw.get(2..raw.len().saturating_sub(2)).unwrap_or_default();
    let inner = inner.split_once('\n').map_or("", |(_, lines)| lines);
    let inner = inner.strip_suffix('\n').unwrap_or(inner);
    inner.strip_suffix('\r').unwrap_or(inner)
}

/// The end of what begins at a byte with a quote, a bracket or `@` and one of these; one byte for anything else.
pub(super) fn powershell_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    // Brackets, and `"` for a text in which `$( … )` may stand.
    let mut open: Vec<u8> = Vec::new();
    while let Some(byte) = bytes.get(at) {
        let next = bytes.get(at + 1).copied().unwrap_or_default();
        let within_text = open.last() == Some(&b'"');
        match (byte, next) {
            (b'`', _) | (b'"', b'"') if within_text => at += 2,
            (b'"', _) if within_text => {
                open.pop();
                at += 1;
            }
            (b'$', b'(') if within_text => {
                open.push(b'(');
                at += 2;
            }
            _ if within_text => at += 1,
            (b'@', b'\'' | b'"') if is_here(bytes, at) => at = here_end(bytes, at),
            (b'@', b'(' | b'{') if at == start => {
                open.push(next);
                at += 2;
            }
            (b'\'', _) => at = single_end(bytes, at),
            (b'"' | b'(' | b'{' | b'[', _) => {
                open.push(*byte);
                at += 1;
            }
            (b')' | b'}' | b']', _) => {
                open.pop();
                at += 1;
            }
            (b'`', _) => at += 2,
            _ => at += 1,
        }
        if open.is_empty() {
            break;
        }
    }
    at.min(bytes.len())
}

/// Whether nothing but blanks follows the opening of a here-string in its line.
pub(super) fn is_here(bytes: &[u8], start: usize) -> bool {
    let rest = bytes.get(start + 2..).unwrap_or_default();
    let text = rest.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
    text == Some(&b'\n')
}

pub(super) fn here_end(bytes: &[u8], start: usize) -> usize {
    let quote = bytes.get(start + 1).copied().unwrap_or_default();
    let rest = bytes.get(start..).unwrap_or_default();
    rest.windows(3)
        .position(|three| three == [b'\n', quote, b'@'])
        .map_or(bytes.len(), |found| start + found + 3)
}

pub(super) fn single_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match (byte, bytes.get(at + 1)) {
            (b'\'', Some(b'\'')) => at += 2,
            (b'\'', _) => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Whether a word that has begun ends before a bracket.
fn ends_before(bytes: &[u8], start: usize, at: usize) -> bool {
    let expression = matches!(bytes[start], b'$' | b'(' | b'[' | b'@' | b'\'' | b'"');
    !expression && !matches!(bytes[at - 1], b'$' | b'@' | b':' | b'=' | b',')
}

/// The words of a piece of PowerShell: split at blanks that stand in no quotes and no brackets; blanks around a comma
/// belong to the list. A `>` begins a word of its own.
pub(super) fn powershell_words(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let bytes = text.as_bytes().get(..range.end).unwrap_or_default();
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut at = range.start;
    let blanks = |mut at: usize| {
        while let Some(byte) = bytes.get(at) {
            match (byte, bytes.get(at + 1)) {
                (b' ' | b'\t' | b'\r' | b'\n', _) => at += 1,
                (b'`', Some(b'\n')) => at += 2,
                (b'`', Some(b'\r')) => at += 3,
                _ => break,
            }
        }
        at.min(bytes.len())
    };
    at = blanks(at);
    while at < bytes.len() {
        let start = at;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => {
                    let next = blanks(at);
                    let listed =
                        at > start && bytes.get(at - 1) == Some(&b',') || bytes.get(next) == Some(&b',');
                    if !listed {
                        break;
                    }
                    at = next;
                }
                b'`' if matches!(bytes.get(at + 1), Some(b'\n' | b'\r')) => break,
                // `Write-Host('x')` is two words, `$x.Of('y')` and `-Name:('z')` are one.
                b'(' | b'{' if at > start && ends_before(bytes, start, at) => break,
                b'`' => at += 2,
                b'\'' | b'"' | b'(' | b'{' | b'@' => at = powershell_end(bytes, at),
                _ => at += 1,
            }
        }
        let end = at.min(bytes.len());
        words.push(start..end);
        at = blanks(end);
    }
    words
}
