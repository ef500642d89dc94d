//! What stopped the parser, in our own terms.

use granit_parser::{ErrorKind, ScanError};

use super::escape::{self, EscapeKind};
use crate::source::Span;

/// Why the parser stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What sort of fault.
    pub kind: FaultKind,
    /// Where it was noticed, or where its cause stands when that is known.
    pub span: Span,
    /// The parser's words.
    pub message: String,
}

/// The sorts of faults. The first three have rules of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// A tab where blanks indent.
    Tab,
    /// A backslash in double quotes that starts no escape.
    Escape,
    /// A character that YAML does not allow.
    Control,
    /// A value that starts with `@`, a backtick or `%`.
    Reserved(char),
    /// Text behind a closing quote.
    BehindQuote,
    /// Text behind a `]` or `}`.
    BehindBracket,
    /// A quote without an end.
    UnclosedQuote,
    /// A `[` or `{` without an end.
    UnclosedBracket(char),
    /// A `]` or `}` that closes nothing.
    StrayBracket,
    /// Something in brackets that is no item and no entry.
    InBrackets,
    /// `*name` without `&name` before it.
    UnknownAlias,
    /// `: ` where no key can stand.
    SecondColon,
    /// A line below a `|` or `>` that is not indented deeply enough to belong to it.
    OutOfBlock,
    /// Text behind the `|` or `>` that starts a block.
    BlockHeader,
    /// A line whose indentation fits no level.
    Indentation,
    /// Text where a key is expected.
    NoKey,
    /// A comment line within text without quotes.
    CommentInText,
    /// More levels than are read.
    TooDeep,
    /// A byte order mark in the middle.
    ByteOrderMark,
    /// Any other fault: the parser's words say which.
    Other,
}

/// What the parser had read when it stopped.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Before {
    /// How many brackets were open.
    pub(super) brackets: usize,
    /// The byte up to which this is known.
    pub(super) reached: usize,
    /// The byte at which the innermost open collection starts.
    pub(super) collection: usize,
    /// The end of the last node, when that is text without quotes.
    pub(super) plain: Option<usize>,
    /// Whether the last node is a `|` or `>` block.
    pub(super) block: bool,
    /// Whether that block has no text.
    pub(super) empty_block: bool,
}

/// Puts the parser's error into our terms.
pub(super) fn fault(text: &str, error: &ScanError, before: Before) -> Fault {
    let at = error.marker().byte_offset().unwrap_or(text.len());
    let at = floor_boundary(text, at);
    let (kind, span) = cause(text, at, kind(text, at, error.kind()), before);
    Fault {
        kind,
        span,
        message: error.info(),
    }
}

/// The kind and the place that people would name, as far as they can be told from where the parser stopped.
fn cause(text: &str, at: usize, kind: FaultKind, before: Before) -> (FaultKind, Span) {
    let here = (kind, character(text, at));
    let in_brackets = open_brackets(text, at, before) > 0;
    let line = Span::new(at, line_end(text, at));
    match kind {
        FaultKind::Tab => tab(text, at).map_or(here, |tab| (kind, Span::new(tab, tab + 1))),
        FaultKind::Escape => escape::escapes(text, at + 1)
            .find(|e| !matches!(e.kind, EscapeKind::Known | EscapeKind::Slash))
            .map_or(here, |e| (kind, e.span)),
        FaultKind::BehindQuote | FaultKind::BehindBracket if in_brackets => {
            (FaultKind::InBrackets, character(text, at))
        }
        FaultKind::BehindQuote | FaultKind::BehindBracket => (kind, line),
        FaultKind::UnknownAlias => {
            let name = text[at..].find(|c: char| c.is_whitespace() || "[]{},".contains(c));
            (kind, Span::new(at, name.map_or(text.len(), |length| at + length)))
        }
        FaultKind::Indentation | FaultKind::NoKey | FaultKind::SecondColon | FaultKind::Other => {
            // Within brackets and behind a dash a tab is allowed, so something else is wrong there.
            if let Some(tab) = indenting_tab(text, at, &[' ', '\t']).filter(|_| !in_brackets) {
                return (FaultKind::Tab, Span::new(tab, tab + 1));
            }
            if before.empty_block {
                return block_header(text, at).map_or(here, |header| (FaultKind::OutOfBlock, header));
            }
            let starts_line = matches!(kind, FaultKind::Indentation | FaultKind::NoKey);
            if before.block && starts_line {
                return (FaultKind::OutOfBlock, line);
            }
            let cut = before.plain.is_some_and(|end| only_comments(text, end, at));
            if cut && starts_line && column(text, at) > column(text, before.collection) {
                return (FaultKind::CommentInText, line);
            }
            here
        }
        _ => here,
    }
}

/// How many brackets are open at byte `at`: those that the parser told of, and those between there and `at`, which it has
/// seen and not yet told of.
fn open_brackets(text: &str, at: usize, before: Before) -> isize {
    let mut depth = isize::try_from(before.brackets).unwrap_or(isize::MAX);
    let mut quote = None;
    for c in text.get(before.reached..at).unwrap_or_default().chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth -= 1,
            _ => {}
        }
    }
    depth
}

/// Whether there are comments between two places, and nothing else.
fn only_comments(text: &str, from: usize, to: usize) -> bool {
    let lines = text
        .get(from..to)
        .unwrap_or_default()
        .split(['\n', '\r'])
        .map(str::trim);
    let (mut comments, mut other) = (0, 0);
    for line in lines.filter(|line| !line.is_empty()) {
        if line.starts_with('#') {
            comments += 1;
        } else {
            other += 1;
        }
    }
    comments > 0 && other == 0
}

fn column(text: &str, at: usize) -> usize {
    at - line_start(text, at)
}

fn kind(text: &str, at: usize, error: &ErrorKind) -> FaultKind {
    match error {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => FaultKind::Tab,
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape
        | ErrorKind::InvalidLowSurrogate
        | ErrorKind::InvalidLowSurrogateHexEscape
        | ErrorKind::MissingLowSurrogate
        | ErrorKind::UnpairedLowSurrogate => FaultKind::Escape,
        ErrorKind::UnexpectedCharacter { character } => match character {
            '@' | '`' | '%' => FaultKind::Reserved(*character),
            c if !super::mend::is_allowed(*c) => FaultKind::Control,
            _ => FaultKind::Other,
        },
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            FaultKind::BehindQuote
        }
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => {
            FaultKind::UnclosedQuote
        }
        ErrorKind::UnclosedFlowCollection { open } | ErrorKind::MismatchedFlowCollectionEnd { open, .. } => {
            FaultKind::UnclosedBracket(*open)
        }
        ErrorKind::MisplacedFlowCollectionEnd => FaultKind::StrayBracket,
        ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::BlockEntryInFlowCollection
        | ErrorKind::PlainScalarStartsWithDashFlowIndicator
        | ErrorKind::FlowMappingValueAdjacentCollection
        | ErrorKind::InvalidColonPlacement => FaultKind::InBrackets,
        ErrorKind::UnknownAnchor => FaultKind::UnknownAlias,
        ErrorKind::MappingValueNotAllowed => FaultKind::SecondColon,
        ErrorKind::CommentInterceptedScalar => FaultKind::CommentInText,
        ErrorKind::RecursionLimitExceeded => FaultKind::TooDeep,
        ErrorKind::BomInsideDocument => FaultKind::ByteOrderMark,
        ErrorKind::InvalidBlockScalarHeader | ErrorKind::ZeroBlockScalarIndent => FaultKind::BlockHeader,
        ErrorKind::InvalidBlockScalarIndent => FaultKind::OutOfBlock,
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::BlockSequenceEntryNotAllowed
        | ErrorKind::InvalidIndentation
        | ErrorKind::SimpleKeyExpected
        | ErrorKind::InvalidSimpleKey => structure(text, at, error),
        _ => FaultKind::Other,
    }
}

/// The parser expects a key or an item and finds something else: what that is shows in the text before it.
fn structure(text: &str, at: usize, error: &ErrorKind) -> FaultKind {
    let before = text[line_start(text, at)..at].trim_end_matches([' ', '\t']);
    match before.chars().next_back() {
        Some(']' | '}') => FaultKind::BehindBracket,
        None if matches!(error, ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey) => {
            FaultKind::NoKey
        }
        None => FaultKind::Indentation,
        Some(_) if before.trim_start().trim_start_matches(['-', ' ']).is_empty() => FaultKind::NoKey,
        Some(_) => FaultKind::Other,
    }
}

/// The tab that is meant by an error of the parser, which may point at the start of the scalar before it.
fn tab(text: &str, at: usize) -> Option<usize> {
    if text.as_bytes().get(at) == Some(&b'\t') {
        return Some(at);
    }
    if let Some(tab) = indenting_tab(text, at, DASHES) {
        return Some(tab);
    }
    let mut start = at;
    while let Some(next) = text[start..].find(['\n', '\r']).map(|i| start + i + 1) {
        if let Some(tab) = indenting_tab(text, next, DASHES) {
            return Some(tab);
        }
        start = next;
    }
    None
}

const DASHES: &[char] = &[' ', '\t', '-'];

/// A tab among the characters of `indent` that the line of byte `at` starts with.
fn indenting_tab(text: &str, at: usize, indent: &[char]) -> Option<usize> {
    let start = line_start(text, at);
    let line = &text[start..line_end(text, start)];
    let length = line.len() - line.trim_start_matches(indent).len();
    line[..length].find('\t').map(|tab| start + tab)
}

/// The `|` or `>` at the end of the last line before byte `at` that ends with one.
fn block_header(text: &str, at: usize) -> Option<Span> {
    let mut end = line_start(text, at);
    for _ in 0..100 {
        let last = text[..end].trim_end_matches(['\n', '\r']).len();
        let start = line_start(text, last);
        let line = &text[start..last];
        let code = line.split(" #").next().unwrap_or(line).trim_end();
        let marked = code.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
        if marked.ends_with(['|', '>']) {
            return Some(Span::new(start + marked.len() - 1, start + code.len()));
        }
        if start == 0 {
            return None;
        }
        end = start;
    }
    None
}

pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind(['\n', '\r']).map_or(0, |i| i + 1)
}

/// The end of the line that holds byte `at`, white space left out.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let line = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
    at + line.trim_end().len()
}

fn character(text: &str, at: usize) -> Span {
    Span::new(at, at + text[at..].chars().next().map_or(0, char::len_utf8))
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
