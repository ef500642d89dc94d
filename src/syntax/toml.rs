//! TOML, over the events of `toml_parser`, which come in the order of the text.
//!
//! A header `[a.b]` makes maps within maps. Headers that follow each other share what their names have in common; where
//! another stands between them, the map is there twice, as blocks of HCL are. Repeated keys are no fault here.
//! <https://toml.io/en/v1.0.0>

use std::collections::HashMap;
use std::ops::Range;

use toml_parser::decoder::Encoding;
use toml_parser::parser::{Event, EventKind, RecursionGuard, ValidateWhitespace, parse_document};
use toml_parser::{ParseError, Source};

use super::builder::Builder;
use super::{Content, Document, Key, Syntax};
use crate::source::Span;

/// How deep brackets are read: the parser calls itself for each.
const MOST_BRACKETS: u32 = 64;

/// Reads a file of tables.
pub(super) fn read(text: &str) -> Option<Document> {
    let start = super::start(text);
    let source = Source::new(text.get(start..)?);
    let tokens = source.lex().into_vec();
    let mut events: Vec<Event> = Vec::new();
    let mut error: Option<ParseError> = None;
    let mut checked = ValidateWhitespace::new(&mut events, source);
    parse_document(
        &tokens,
        &mut RecursionGuard::new(&mut checked, MOST_BRACKETS),
        &mut error,
    );
    let mut reader = Reader {
        out: Builder::new(text, start),
        source,
        error,
        path: Vec::new(),
        frames: Vec::new(),
        items: HashMap::new(),
        end: start,
    };
    let whole = reader.out.span(0..text.len() - start);
    reader.out.open(Key::Root, whole, Content::Map);
    for event in events {
        reader.event(event);
        if reader.error.is_some() || reader.out.is_full() {
            return None;
        }
    }
    reader.close_to(0);
    reader.out.close();
    reader.out.finish(Syntax::Toml)
}

/// What is open.
enum Frame {
    /// A table of a header, by name.
    Table(String),
    /// The list of `[[name]]`.
    Tables(String),
    /// One table of such a list.
    Item,
    /// What a dotted key leads through, by name.
    Dotted(String),
    /// `{ … }`.
    Inline,
    /// `[ … ]`, and how many items it has.
    Array(usize),
}

struct Reader<'t> {
    out: Builder<'t>,
    source: Source<'t>,
    error: Option<ParseError>,
    /// The names of the header or key that is being read.
    path: Vec<(String, Span)>,
    frames: Vec<Frame>,
    /// How many tables each list of `[[name]]` has, by the names that lead to it.
    items: HashMap<String, usize>,
    /// The end of what was read last.
    end: usize,
}

impl Reader<'_> {
    fn event(&mut self, event: Event) {
        let range = event.span().start()..event.span().end();
        let span = self.out.span(range.clone());
        match event.kind() {
            EventKind::StdTableOpen | EventKind::ArrayTableOpen => self.path.clear(),
            EventKind::StdTableClose => self.header(span, false),
            EventKind::ArrayTableClose => self.header(span, true),
            EventKind::SimpleKey => self.key(&event, span),
            EventKind::KeyValSep => self.through_dots(),
            EventKind::Scalar => self.scalar(&event, range),
            EventKind::ArrayOpen => self.open_value(span, Content::List, Frame::Array(0)),
            EventKind::InlineTableOpen => self.open_value(span, Content::Map, Frame::Inline),
            EventKind::ArrayClose | EventKind::InlineTableClose => self.close_value(span),
            EventKind::Comment => self.out.comment(span),
            EventKind::KeySep
            | EventKind::ValueSep
            | EventKind::Whitespace
            | EventKind::Newline
            | EventKind::Error => {}
        }
    }

    fn key(&mut self, event: &Event, span: Span) {
        let mut name = String::new();
        if let Some(raw) = self.source.get(*event) {
            raw.decode_key(&mut name, &mut self.error);
        }
        self.path.push((name, span));
    }

    /// Goes to the table that a header names.
    fn header(&mut self, close: Span, is_item: bool) {
        self.close_dots();
        let path = std::mem::take(&mut self.path);
        let shared = self.shared(&path, is_item);
        self.close_to(shared.frames);
        let body = close.start as usize;
        let mut known = shared.known;
        for (index, (name, span)) in path.iter().enumerate().skip(shared.names) {
            known.push_str(name);
            known.push('\0');
            let last = index + 1 == path.len();
            let start = path.get(index + 1).map_or(body, |(_, next)| next.start as usize);
            let key = Key::Name(name.clone(), *span);
            let place = Span::new(start, start);
            if last && is_item {
                self.out.open(key, place, Content::List);
                self.frames.push(Frame::Tables(name.clone()));
            } else {
                self.out.open(key, place, Content::Map);
                self.frames.push(Frame::Table(name.clone()));
            }
        }
        if is_item {
            let count = self.items.entry(known).or_default();
            let index = *count;
            *count += 1;
            self.out
                .open(Key::Index(index), Span::new(body, body), Content::Map);
            self.frames.push(Frame::Item);
        }
        self.end = close.end as usize;
    }

    /// How much of the open tables a header stands in.
    fn shared(&self, path: &[(String, Span)], is_item: bool) -> Shared {
        let mut shared = Shared::default();
        // A table that is named in full begins anew; a list goes on with its next item.
        while let Some((name, _)) = path.get(shared.names) {
            let last = shared.names + 1 == path.len();
            match self.frames.get(shared.frames) {
                Some(Frame::Table(open)) if open == name && !last => shared.frames += 1,
                Some(Frame::Tables(open)) if open == name && last && is_item => shared.frames += 1,
                Some(Frame::Tables(open)) if open == name && !last => shared.frames += 2,
                _ => break,
            }
            shared.names += 1;
            shared.known.push_str(name);
            shared.known.push('\0');
            if matches!(self.frames.get(shared.frames - 1), Some(Frame::Item)) {
                let count = self.items.get(&shared.known).copied().unwrap_or_default();
                shared.known.push_str(&count.to_string());
                shared.known.push('\0');
            }
        }
        shared
    }

    /// Goes through all names of a key but its last, which is left for the value.
    fn through_dots(&mut self) {
        let last = self.path.pop();
        let path = std::mem::take(&mut self.path);
        let from = self
            .frames
            .iter()
            .rposition(|frame| !matches!(frame, Frame::Dotted(_)));
        let from = from.map_or(0, |at| at + 1);
        let shared = self.frames[from..]
            .iter()
            .zip(&path)
            .take_while(|(frame, (name, _))| matches!(frame, Frame::Dotted(open) if open == name))
            .count();
        self.close_to(from + shared);
        for (index, (name, span)) in path.iter().enumerate().skip(shared) {
            let next = path
                .get(index + 1)
                .map(|(_, span)| *span)
                .or(last.as_ref().map(|(_, span)| *span));
            let start = next.map_or(span.end, |next| next.start) as usize;
            let key = Key::Name(name.clone(), *span);
            self.out.open(key, Span::new(start, start), Content::Map);
            self.frames.push(Frame::Dotted(name.clone()));
        }
        self.path.extend(last);
    }

    /// The key of the value that is read now.
    fn value_key(&mut self) -> Key {
        if let Some(Frame::Array(count)) = self.frames.last_mut() {
            *count += 1;
            return Key::Index(*count - 1);
        }
        let (name, span) = self.path.pop().unwrap_or_default();
        Key::Name(name, span)
    }

    fn scalar(&mut self, event: &Event, range: Range<usize>) {
        let key = self.value_key();
        let span = self.out.span(range);
        self.end = span.end as usize;
        let Some(raw) = self.source.get(*event) else {
            return;
        };
        let mut text = String::new();
        let _kind = raw.decode_scalar(&mut text, &mut self.error);
        let written = self.out.slice(span);
        let content = match event.encoding() {
            None => self.out.scalar(span, written, false),
            Some(Encoding::BasicString | Encoding::LiteralString) => {
                self.out.scalar(super::unquoted(span), text, true)
            }
            Some(Encoding::MlBasicString | Encoding::MlLiteralString) => {
                // A line break right behind the quotes is none of the text.
                let rest = written.get(3..).unwrap_or_default();
                let skipped = match rest {
                    _ if rest.starts_with("\r\n") => 2,
                    _ => usize::from(rest.starts_with('\n')),
                };
                let inner = Span::new(
                    span.start as usize + 3 + skipped,
                    (span.end as usize).saturating_sub(3),
                );
                self.out.scalar(inner, text, true)
            }
        };
        self.out.leaf(key, span, content);
    }

    fn open_value(&mut self, span: Span, content: Content, frame: Frame) {
        let key = self.value_key();
        self.out.open(key, span, content);
        self.frames.push(frame);
        self.end = span.end as usize;
    }

    fn close_value(&mut self, span: Span) {
        self.close_dots();
        self.end = span.end as usize;
        self.close_to(self.frames.len().saturating_sub(1));
    }

    fn close_dots(&mut self) {
        let kept = self
            .frames
            .iter()
            .rposition(|frame| !matches!(frame, Frame::Dotted(_)));
        self.close_to(kept.map_or(0, |at| at + 1));
    }

    fn close_to(&mut self, depth: usize) {
        while self.frames.len() > depth {
            self.frames.pop();
            self.out.stretch(self.end);
            self.out.close();
        }
    }
}

/// What a header has in common with what is open.
#[derive(Default)]
struct Shared {
    /// How many of its names.
    names: usize,
    /// How many frames they are.
    frames: usize,
    /// These names, and the numbers of items, as a key of `items`.
    known: String,
}
