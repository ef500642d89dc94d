//! A reader of what opens and closes in PowerShell: strings, here-strings, comments, `{ }` and `( )`.
//! Grammar: <https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.core/about/about_quoting_rules>
//!
//! `[ ]` is left alone: in the arguments of a command it may be a pattern.

use std::ops::Range;

use super::{Fault, Verdict};
use crate::script::words::{here_end, is_here, signs, single_end};

/// Bytes with which something begins or ends.
static SIGNS: [bool; 256] = signs(b"`\"$@'<#-({)}");

pub(super) fn check(text: &str) -> Verdict {
    let bytes = text.as_bytes();
    // The brackets and `"` that are open.
    let mut open: Vec<Range<usize>> = Vec::new();
    let mut odd: Option<usize> = None;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if !SIGNS[usize::from(*byte)] {
            at += 1;
            continue;
        }
        let next = bytes.get(at + 1).copied().unwrap_or_default();
        let within_text = open.last().is_some_and(|range| bytes[range.start] == b'"');
        match (byte, next) {
            (b'`', _) | (b'"', b'"') if within_text => at += 2,
            (b'"', _) if within_text => {
                at += 1;
                let start = open.pop().map_or(at, |range| range.start);
                note_odd(text, start..at, &mut odd);
            }
            (b'$', b'(') if within_text => {
                open.push(at..at + 2);
                at += 2;
            }
            _ if within_text => at += 1,
            (b'`', _) => at += 2,
            (b'@', b'\'' | b'"') if is_here(bytes, at) => {
                let end = here_end(bytes, at);
                if !ends_here(bytes, at, end) {
                    return Verdict::Wrong(here_without_end(text, at));
                }
                at = end;
            }
            (b'\'', _) => {
                let end = single_end(bytes, at);
                if end - at < 2 || bytes.get(end - 1) != Some(&b'\'') {
                    return Verdict::Wrong(unclosed(text, at, odd));
                }
                note_odd(text, at..end, &mut odd);
                at = end;
            }
            (b'<', b'#') => match text.get(at + 2..).and_then(|rest| rest.find("#>")) {
                Some(length) => at += length + 4,
                None => return Verdict::Wrong(Fault::new(at..at + 2, "this `<#` has no `#>`")),
            },
            (b'#', _) => match comment(bytes, at) {
                Some(true) => at = line_end(bytes, at),
                Some(false) => at += 1,
                None => return Verdict::Unsure,
            },
            // What follows is not read by PowerShell.
            (b'-', b'-') if bytes.get(at + 2) == Some(&b'%') => at = line_end(bytes, at),
            (b'$', b'{') => match text.get(at..line_end(bytes, at)).and_then(|rest| rest.find('}')) {
                Some(length) => at += length + 1,
                None => return Verdict::Unsure,
            },
            (b'$' | b'@', b'(') | (b'@', b'{') => {
                open.push(at..at + 2);
                at += 2;
            }
            (b'"' | b'(' | b'{', _) => {
                open.push(at..at + 1);
                at += 1;
            }
            (b')' | b'}', _) => {
                if let Some(fault) = close(text, at, &mut open) {
                    return Verdict::Wrong(fault);
                }
                at += 1;
            }
            _ => at += 1,
        }
    }
    match open.pop() {
        None => Verdict::Fine,
        Some(quote) if bytes[quote.start] == b'"' => Verdict::Wrong(unclosed(text, quote.start, odd)),
        Some(bracket) => {
            let sign = &text[bracket.clone()];
            let closer = closer_of(sign);
            Verdict::Wrong(Fault::new(
                bracket.clone(),
                format!("this `{sign}` has no `{closer}`"),
            ))
        }
    }
}

fn closer_of(sign: &str) -> char {
    if sign.ends_with('(') { ')' } else { '}' }
}

/// Takes a closing bracket.
fn close(text: &str, at: usize, open: &mut Vec<Range<usize>>) -> Option<Fault> {
    let sign = text[at..].chars().next()?;
    let Some(last) = open.pop() else {
        let opener = if sign == ')' { '(' } else { '{' };
        return Some(Fault::new(at..at + 1, format!("`{sign}` without `{opener}`")));
    };
    let opener = &text[last.clone()];
    let closer = closer_of(opener);
    (closer != sign).then(|| {
        let message = format!("`{sign}` comes before the `{closer}` of an open `{opener}`");
        Fault::new(at..at + 1, message).with(last.clone(), format!("this `{opener}` is open"))
    })
}

/// Whether `#` begins a comment; not known where it follows what may end a token.
fn comment(bytes: &[u8], at: usize) -> Option<bool> {
    match at.checked_sub(1).and_then(|before| bytes.get(before)) {
        None | Some(b' ' | b'\t' | b'\r' | b'\n' | b';' | b'(' | b'{' | b'}' | b')' | b'|' | b',') => {
            Some(true)
        }
        Some(byte) if byte.is_ascii_alphanumeric() || b"_-./\\:?=&%+~*!".contains(byte) => Some(false),
        _ => None,
    }
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter()
        .position(|byte| *byte == b'\n')
        .map_or(bytes.len(), |length| at + length)
}

fn ends_here(bytes: &[u8], start: usize, end: usize) -> bool {
    end >= start + 5 && bytes.get(end - 1) == Some(&b'@') && bytes.get(end - 2) == bytes.get(start + 1)
}

fn here_without_end(text: &str, start: usize) -> Fault {
    let opening = &text[start..start + 2];
    let closing = if opening.ends_with('"') { "\"@" } else { "'@" };
    let fault = Fault::new(
        start..start + 2,
        format!("this here-string has no end: no line begins with `{closing}`"),
    );
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        let blanks = line.len() - line.trim_start().len();
        if at > start && blanks > 0 && line.trim_start().starts_with(closing) {
            return fault.with(at + blanks..at + blanks + 2, "blanks stand before it here");
        }
        at += line.len();
    }
    fault
}

/// Remembers the first string over several lines that a word touches at its end: where a quote is missing, it is probably
/// the one before it.
fn note_odd(text: &str, string: Range<usize>, odd: &mut Option<usize>) {
    let touches = text[string.end..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '\\');
    if odd.is_none() && touches && text[string.clone()].contains('\n') {
        *odd = Some(string.start);
    }
}

fn unclosed(text: &str, quote: usize, odd: Option<usize>) -> Fault {
    let same = odd.filter(|odd| text.as_bytes().get(*odd) == text.as_bytes().get(quote));
    let place = same.unwrap_or(quote);
    let sign = &text[place..=place];
    Fault::new(place..place + 1, format!("this `{sign}` is never closed"))
}
