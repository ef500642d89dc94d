//! Private keys: `-----BEGIN … PRIVATE KEY-----` until its end (<https://www.rfc-editor.org/rfc/rfc7468>).

use std::ops::Range;

use memchr::memmem;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";
const KIND: &str = "PRIVATE KEY";

/// Letters between the dashes; `ENCRYPTED PRIVATE KEY` and `PGP PRIVATE KEY BLOCK` are the longest in use.
const LONGEST: usize = 48;

pub(super) fn find(text: &str, found: &mut Vec<Range<usize>>) {
    let begins = marks(text, BEGIN).into_iter().map(|range| (range, true));
    let ends = marks(text, END).into_iter().map(|range| (range, false));
    let mut marks: Vec<(Range<usize>, bool)> = begins.chain(ends).collect();
    marks.sort_unstable_by_key(|(range, _)| range.start);
    let mut open = None;
    let mut done = 0;
    for (range, begins) in marks {
        if begins {
            open = open.or(Some(range.start));
            continue;
        }
        // Without a start it was cut off.
        let start = open
            .take()
            .unwrap_or_else(|| start_of_key(text, done, range.start));
        found.push(start..range.end);
        done = range.end;
    }
    // Without an end the rest is taken for the key: a log is cut anywhere.
    found.extend(open.map(|start| start..text.len()));
}

/// The marks of private keys, dashes included.
fn marks(text: &str, word: &str) -> Vec<Range<usize>> {
    memmem::find_iter(text.as_bytes(), word)
        .filter_map(|start| {
            let inner = start + word.len();
            let rest = text.as_bytes().get(inner..)?;
            let length = rest
                .iter()
                .take(LONGEST)
                .position(|byte| !(byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b' '))?;
            let end = inner + length + DASHES.len();
            let is_key = text.get(inner..inner + length)?.contains(KIND);
            (is_key && text.get(inner + length..end)? == DASHES).then_some(start..end)
        })
        .collect()
}

/// Where lines of base64 before `end` begin, not before `from`. Each may stand behind a prefix of the log.
fn start_of_key(text: &str, from: usize, end: usize) -> usize {
    let mut start = end;
    let mut line_end = end;
    let mut first = true;
    loop {
        let line = text.get(from..line_end).unwrap_or_default();
        let line = line.rsplit('\n').next().unwrap_or_default();
        let last = line.rsplit(char::is_whitespace).next().unwrap_or_default();
        let base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'\\');
        if last.len() >= 8 && last.bytes().all(base64) {
            start = line_end - last.len();
        } else if !first {
            return start;
        }
        first = false;
        match (line_end - line.len()).checked_sub(1).filter(|end| *end >= from) {
            Some(end) => line_end = end,
            None => return start,
        }
    }
}
