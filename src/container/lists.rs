//! Lists of texts as PowerShell and Bash write them.

use std::ops::Range;

use super::variables::{Known, variable};

/// The longest text or line that is followed.
pub(super) const LONGEST: usize = 1_024;
/// The farthest that a list, a loop or a right side is followed; so reading a script stays linear.
const FARTHEST: usize = 32 * 1_024;
/// What stands on the right side.
#[derive(Debug, Default)]
pub(super) struct List {
    /// The texts.
    pub(super) values: Vec<Known>,
    /// Whether there is more than these.
    pub(super) open: bool,
}

impl List {
    /// Of one text.
    pub(super) fn of(known: Known) -> Self {
        Self {
            values: vec![known],
            open: false,
        }
    }
}

/// Reads a text, or texts with commas between them, with or without `@( … )`. Tells where it ends.
pub(super) fn powershell_list(code: &str, start: usize) -> (List, usize) {
    let mut list = List::default();
    let mut at = skip(code, start, " \t");
    if code[at..].starts_with("@'\n") || code[at..].starts_with("@\"\n") {
        return here_string(code, at);
    }
    let farthest = at + FARTHEST;
    let brackets = code[at..].starts_with('(') || code[at..].starts_with("@(");
    if brackets {
        at += code[at..].find('(').unwrap_or(0) + 1;
    }
    let between = if brackets { " \t\r\n,;`" } else { " \t" };
    loop {
        at = skip(code, at, between);
        let Some(first) = code[at..].chars().next().filter(|_| at < farthest) else {
            list.open = true;
            break;
        };
        if brackets && first == ')' {
            at += 1;
            // What is done with the list is not known.
            let next = skip(code, at, " \t");
            list.open |= code[next..].starts_with(['-', '.', '+', '[', '|']);
            break;
        }
        let item = match first {
            '\'' | '"' => quoted(code, at, first),
            '$' => variable(code, at).map(|(_, end)| (at..end, end)),
            _ => None,
        };
        let Some((range, end)) = item else {
            list.open = true;
            break;
        };
        list.values.push(Known {
            text: code[range.clone()].to_owned(),
            range,
        });
        at = end;
        if !brackets {
            let next = skip(code, at, " \t");
            match code[next..].chars().next() {
                Some(',') => at = skip(code, next + 1, " \t\r\n`"),
                None | Some('\n' | '\r' | ';' | ')' | '}' | '{') => break,
                Some(_) => {
                    list = List {
                        open: true,
                        ..List::default()
                    };
                    break;
                }
            }
        }
    }
    (list, at.max(line_end(code, at)))
}

/// `@'` to `'@`: one text, or its lines where it is split.
fn here_string(code: &str, at: usize) -> (List, usize) {
    let close = if code[at..].starts_with("@'") {
        "\n'@"
    } else {
        "\n\"@"
    };
    let first = at + 3;
    let Some(length) = near(code, first - 1, FARTHEST).find(close) else {
        return (
            List {
                values: Vec::new(),
                open: true,
            },
            first,
        );
    };
    let body = first..(first - 1 + length).max(first);
    let behind = first - 1 + length + close.len();
    let end = line_end(code, behind);
    let whole = Known {
        text: code[body.clone()].to_owned(),
        range: body,
    };
    let splits = code[behind..end].to_ascii_lowercase().contains("split");
    let values = if splits { split(&whole) } else { vec![whole] };
    (List { values, open: false }, end)
}

/// A quoted text: the range between the quotes, and where it ends. None for one with escapes or without an end on its line.
fn quoted(code: &str, at: usize, quote: char) -> Option<(Range<usize>, usize)> {
    let start = at + 1;
    let length = near(code, start, LONGEST).find([quote, '\n', '`'])?;
    let end = start + length;
    let closed = code[end..].starts_with(quote) && !code[end + 1..].starts_with(quote);
    closed.then_some((start..end, end + 1))
}

/// Reads `( … )` or one word.
pub(super) fn bash_list(code: &str, start: usize) -> (List, usize) {
    if let Some(rest) = near(code, start, FARTHEST).strip_prefix('(') {
        let Some(end) = rest.find(')').map(|at| start + 1 + at) else {
            return (
                List {
                    values: Vec::new(),
                    open: true,
                },
                start + 1,
            );
        };
        let (values, open) = bash_words(code, start + 1..end);
        return (List { values, open }, end);
    }
    let rest = near(code, start, LONGEST);
    let end = match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => quoted(code, start, quote).map_or(start, |(_, end)| end),
        _ => {
            start
                + rest
                    .find([' ', '\t', '\n', ';', '&', '|', ')'])
                    .unwrap_or(rest.len())
        }
    };
    let (values, open) = bash_words(code, start..end);
    let behind = code[end..].chars().next();
    let open = open || behind.is_some_and(|c| !c.is_whitespace() && !matches!(c, ';' | '&' | '|' | ')'));
    let values = if open { Vec::new() } else { values };
    (List { values, open }, end)
}

/// The words of a range that are quoted as a whole or not at all, and whether there are others.
pub(super) fn bash_words(code: &str, range: Range<usize>) -> (Vec<Known>, bool) {
    let (mut words, mut open) = (Vec::new(), false);
    let mut at = skip(code, range.start, " \t\r\n");
    while at < range.end {
        let first = code[at..].chars().next().unwrap_or(' ');
        let word = if matches!(first, '"' | '\'') {
            quoted(code, at, first)
        } else {
            let rest = near(code, at, LONGEST);
            let end = at + rest.find(char::is_whitespace).unwrap_or(rest.len());
            Some((at..end.min(range.end), end))
        };
        let Some((inside, end)) = word.filter(|(inside, _)| inside.end <= range.end) else {
            return (words, true);
        };
        let text = &code[inside.clone()];
        if text.contains('`') || text.contains("$(") {
            return (words, true);
        }
        if text.contains(['"', '\'', '\\']) {
            open = true;
        } else {
            words.push(Known {
                text: text.to_owned(),
                range: inside,
            });
        }
        at = skip(code, end.max(at + 1), " \t\r\n");
    }
    (words, open)
}

/// The words of a text, each with its place.
pub(super) fn split(known: &Known) -> Vec<Known> {
    let mut words = Vec::new();
    let mut start = None;
    let ends = known.text.char_indices().chain([(known.text.len(), ' ')]);
    for (at, c) in ends {
        match (c.is_whitespace() || c == ',', start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                words.push(Known {
                    text: known.text[from..at].to_owned(),
                    range: known.range.start + from..known.range.start + at,
                });
                start = None;
            }
            _ => {}
        }
    }
    words
}

fn skip(code: &str, at: usize, blanks: &str) -> usize {
    let rest = code.get(at..).unwrap_or_default();
    code.len() - rest.trim_start_matches(|c| blanks.contains(c)).len()
}

/// The end of the line, or where a long one is no longer followed.
fn line_end(code: &str, at: usize) -> usize {
    let rest = near(code, at, LONGEST);
    at + rest.find('\n').unwrap_or(rest.len())
}

/// What stands from `at` on, at most so many bytes.
pub(super) fn near(code: &str, at: usize, most: usize) -> &str {
    let rest = code.get(at..).unwrap_or_default();
    let mut end = most.min(rest.len());
    while !rest.is_char_boundary(end) {
        end -= 1;
    }
    &rest[..end]
}
