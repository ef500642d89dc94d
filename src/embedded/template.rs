//! Templates of HCL: quoted strings, heredocs, and the strings of Terraform's JSON.
//! <https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#template-expressions>

use std::ops::Range;

use super::Unknown;
use super::mapped::Mapped;
use crate::source::Span;

/// What a template is written in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `"…"`: a backslash escapes.
    Quoted,
    /// `<<EOT`, and a string of JSON whose own escapes are undone.
    Plain,
    /// `<<-EOT`: what all lines are indented by goes.
    Flush,
}

/// The text of an expression that is a quoted string or a heredoc; nothing for any other expression.
pub(super) fn read(host: &str, span: Span) -> Option<Result<Mapped, Unknown>> {
    let written = host.get(span.range())?;
    if let Some(behind) = written.strip_prefix('"') {
        let inner = behind.strip_suffix('"')?;
        let start = span.start as usize + 1;
        let raw = Mapped::of_host(host, Span::new(start, start + inner.len()));
        return Some(expand(&raw, Form::Quoted));
    }
    let (form, header) = match written.strip_prefix("<<-") {
        Some(header) => (Form::Flush, header),
        None => (Form::Plain, written.strip_prefix("<<")?),
    };
    let line_end = header.find('\n')?;
    let name = header.get(..line_end)?.trim();
    let start = span.start as usize + (written.len() - header.len()) + line_end + 1;
    let body = host.get(start..span.end as usize).unwrap_or_default();
    // The last line is the one with the name.
    let length = body.rfind(name).map_or(body.len(), |at| {
        body.get(..at)
            .and_then(|before| before.rfind('\n'))
            .map_or(0, |at| at + 1)
    });
    let raw = Mapped::of_host(host, Span::new(start, start + length)).with_lines();
    Some(expand(&raw, form))
}

/// A part of a template.
enum Token {
    /// Text that stands for itself.
    Literal,
    /// One character that was escaped.
    Escaped(char),
    /// `$${` or `%%{`, which lose their first character.
    Marker,
    /// `${…}`, or `%{ if … }…%{ endif }` on one line.
    Hole,
}

/// The text of a template whose `${…}` are holes.
pub(super) fn expand(raw: &Mapped, form: Form) -> Result<Mapped, Unknown> {
    let text = raw.text();
    let tokens = tokens(raw, form)?;
    let cut = if form == Form::Flush {
        indentation(text, &tokens)
    } else {
        0
    };
    let mut out = Mapped::like(raw);
    let mut line_start = true;
    for (token, range) in tokens {
        match token {
            Token::Literal => {
                for line in lines(text, range) {
                    let written = text.get(line.clone()).unwrap_or_default();
                    let blank = written.trim_start().is_empty() && written.ends_with('\n');
                    let dropped = if line_start && !blank {
                        leading(written, cut)
                    } else {
                        0
                    };
                    out.append(raw, line.start + dropped..line.end);
                    line_start = written.ends_with('\n');
                }
                continue;
            }
            Token::Escaped(c) => out.made(c.encode_utf8(&mut [0; 4]), place(raw, &range)),
            Token::Marker => out.append(raw, range.start + 1..range.end),
            Token::Hole => {
                let inner = text.get(range.clone()).unwrap_or_default();
                let name = inner
                    .trim_start_matches(['$', '%', '{'])
                    .trim_end_matches('}')
                    .trim();
                let whole = range.start == 0 && range.end == text.len();
                out.hole(name, place(raw, &range), whole);
            }
        }
        line_start = false;
    }
    Ok(out)
}

fn place(raw: &Mapped, range: &Range<usize>) -> Span {
    raw.place(Span::new(range.start, range.end))
}

/// The lines of a part of the text, line breaks included.
fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let part = text.get(range.clone()).unwrap_or_default();
    let mut at = range.start;
    part.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        start..at
    })
}

/// The length of up to `most` white characters at the start of a line.
fn leading(line: &str, most: usize) -> usize {
    line.chars()
        .take(most)
        .take_while(|c| c.is_whitespace())
        .map(char::len_utf8)
        .sum()
}

/// How many white characters all lines begin with that are not blank.
fn indentation(text: &str, tokens: &[(Token, Range<usize>)]) -> usize {
    let (mut least, mut line_start) = (usize::MAX, true);
    for (token, range) in tokens {
        if !matches!(token, Token::Literal) {
            if line_start {
                least = 0;
            }
            line_start = false;
            continue;
        }
        for line in lines(text, range.clone()) {
            let written = text.get(line).unwrap_or_default();
            let blank = written.trim_start().is_empty() && written.ends_with('\n');
            if line_start && !blank {
                least = least.min(written.chars().take_while(|c| c.is_whitespace()).count());
            }
            line_start = written.ends_with('\n');
        }
    }
    if least == usize::MAX { 0 } else { least }
}

fn tokens(raw: &Mapped, form: Form) -> Result<Vec<(Token, Range<usize>)>, Unknown> {
    let text = raw.text();
    let bytes = text.as_bytes();
    let mut found: Vec<(Token, Range<usize>)> = Vec::new();
    let (mut at, mut from) = (0, 0);
    while at < bytes.len() {
        let rest = bytes.get(at..).unwrap_or_default();
        let next = match rest {
            [b'$', b'$', b'{', ..] | [b'%', b'%', b'{', ..] => Some((Token::Marker, at + 3)),
            [b'$', b'{', ..] => {
                let end = closing(text, at + 2).unwrap_or(text.len());
                if trims(text, at + 2, end) {
                    return Err(trimmed(raw, at, end));
                }
                Some((Token::Hole, end))
            }
            [b'%', b'{', ..] => Some((Token::Hole, directive(raw, at)?)),
            [b'\\', ..] if form == Form::Quoted => escape(text, at).map(|(c, end)| (Token::Escaped(c), end)),
            _ => None,
        };
        let Some((token, end)) = next else {
            at += 1;
            continue;
        };
        if from < at {
            found.push((Token::Literal, from..at));
        }
        found.push((token, at..end));
        (at, from) = (end, end);
    }
    if from < text.len() {
        found.push((Token::Literal, from..text.len()));
    }
    Ok(found)
}

/// Behind the `}` that closes what was opened before byte `at`. Strings inside may hold braces and templates of their own.
fn closing(text: &str, at: usize) -> Option<usize> {
    // What is open: `{` of an expression, `"` of a string.
    let mut open = vec![b'{'];
    let bytes = text.as_bytes();
    let mut at = at;
    while let Some(byte) = bytes.get(at) {
        let in_string = open.last() == Some(&b'"');
        match byte {
            b'\\' if in_string => at += 1,
            b'"' if in_string => {
                open.pop();
            }
            b'{' if in_string => {
                let starts = at > 0 && matches!(bytes.get(at - 1), Some(b'$' | b'%'));
                let escaped = at > 1 && starts && bytes.get(at - 2) == bytes.get(at - 1);
                if starts && !escaped {
                    open.push(b'{');
                }
            }
            b'"' | b'{' if !in_string => open.push(*byte),
            b'}' if !in_string => {
                open.pop();
                if open.is_empty() {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// Whether `${~ … ~}` takes away the white space around it.
fn trims(text: &str, from: usize, end: usize) -> bool {
    let inner = text.get(from..end.saturating_sub(1)).unwrap_or_default();
    inner.starts_with('~') || inner.ends_with('~')
}

fn trimmed(raw: &Mapped, at: usize, end: usize) -> Unknown {
    Unknown::new(
        place(raw, &(at..end)),
        "`~` takes away white space there, so the text is known only when Terraform runs",
    )
}

/// Behind the `%{ endif }` or `%{ endfor }` of the directive at a byte; on one line it is a hole like others.
fn directive(raw: &Mapped, start: usize) -> Result<usize, Unknown> {
    let text = raw.text();
    let lines = || {
        Unknown::new(
            place(raw, &(start..start + 2)),
            "`%{ … }` makes lines there that are known only when Terraform runs",
        )
    };
    let (mut at, mut depth) = (start, 0_usize);
    loop {
        let end = closing(text, at + 2).ok_or_else(lines)?;
        if trims(text, at + 2, end) {
            return Err(trimmed(raw, at, end));
        }
        let word = text.get(at + 2..end).unwrap_or_default().trim_start();
        if word.starts_with("end") {
            depth = depth.saturating_sub(1);
        } else if !word.starts_with("else") {
            depth += 1;
        }
        if depth == 0 {
            return Ok(end);
        }
        let rest = text.get(end..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default();
        at = end + line.find("%{").ok_or_else(lines)?;
    }
}

/// The character that a backslash stands for, and the byte behind it.
fn escape(text: &str, at: usize) -> Option<(char, usize)> {
    let letter = text.get(at + 1..)?.chars().next()?;
    let digits = match letter {
        'n' => return Some(('\n', at + 2)),
        'r' => return Some(('\r', at + 2)),
        't' => return Some(('\t', at + 2)),
        '"' | '\\' => return Some((letter, at + 2)),
        'u' => 4,
        'U' => 8,
        _ => return None,
    };
    let end = at + 2 + digits;
    let code = u32::from_str_radix(text.get(at + 2..end)?, 16).ok()?;
    Some((char::from_u32(code)?, end))
}
