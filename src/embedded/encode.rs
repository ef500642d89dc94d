//! `yamlencode({…})` and `jsonencode({…})`: the document that Terraform writes for an object.
//!
//! It is written as JSON, which is YAML too. What a value is to Terraform decides: the number `0700` is 700, `1.0` is 1, a
//! text stays a text.

use super::mapped::Mapped;
use super::template;
use crate::source::Span;
use crate::syntax::{Content, Document, Key, NodeId};

/// The document for the object at `node`, every key and value with its place. What is neither literal nor an object or a
/// list is a hole.
pub(super) fn encode(host: &str, document: &Document, node: NodeId) -> Mapped {
    let mut writer = Writer {
        host,
        document,
        out: Mapped::default(),
    };
    writer.value(node);
    writer.out
}

struct Writer<'a> {
    host: &'a str,
    document: &'a Document,
    out: Mapped,
}

impl Writer<'_> {
    fn value(&mut self, id: NodeId) {
        let Some(node) = self.document.node(id) else {
            return;
        };
        let span = node.span;
        match &node.content {
            Content::Map => self.collection(id, span, ["{", "}"]),
            Content::List => self.collection(id, span, ["[", "]"]),
            Content::Scalar(scalar) if !scalar.quoted => {
                let text = number(&scalar.text);
                match text {
                    Some(text) => self.out.made(&text, span),
                    None => self.out.verbatim(&scalar.text, span),
                }
            }
            _ => self.text(span),
        }
    }

    /// `{…}` or `[…]`. The parser allows 64 levels, so recursion is safe.
    fn collection(&mut self, id: NodeId, span: Span, [open, close]: [&str; 2]) {
        let first = Span::new(span.start as usize, span.start as usize + 1);
        self.out.made(open, first);
        let mut at = first.end;
        for (number, child) in self.document.children(id).enumerate() {
            if number > 0 {
                self.out.made(", ", Span::empty(at));
            }
            let Some(node) = self.document.node(child) else {
                continue;
            };
            if let Key::Name(name, place) = &node.key {
                self.key(name, *place);
                self.out.made(": ", Span::empty(place.end));
            }
            self.value(child);
            at = node.span.end;
        }
        let last = Span::new((span.end as usize).saturating_sub(1), span.end as usize);
        self.out.made(close, last);
    }

    fn key(&mut self, name: &str, span: Span) {
        let written = self.host.get(span.range()).unwrap_or_default();
        if written == name && !written.starts_with('(') {
            self.out.made("\"", Span::empty(span.start));
            self.out.verbatim(name, span);
            self.out.made("\"", Span::empty(span.end));
        } else {
            self.text(span);
        }
    }

    /// A quoted string or a heredoc; anything else is a hole.
    fn text(&mut self, span: Span) {
        let read = template::read(self.host, span);
        let whole = |mapped: &Mapped| mapped.holes().first().is_some_and(|hole| hole.value);
        match read {
            Some(Ok(mapped)) if !whole(&mapped) => {
                let quoted = self
                    .host
                    .get(span.range())
                    .is_some_and(|text| text.starts_with('"'));
                let (start, end) = (span.start as usize, span.end as usize);
                if quoted {
                    self.out.verbatim("\"", Span::new(start, start + 1));
                    self.out.append_quoted(&mapped);
                    self.out.verbatim("\"", Span::new(end - 1, end));
                } else {
                    let place = mapped.place(Span::new(0, mapped.text().len()));
                    let place = if place.is_empty() {
                        Span::empty(span.end)
                    } else {
                        place
                    };
                    self.out.made("\"", Span::empty(place.start));
                    self.out.append_quoted(&mapped);
                    self.out.made("\"", Span::empty(place.end));
                }
            }
            _ => {
                let written = self.host.get(span.range()).unwrap_or_default();
                let name = written.trim_matches(['"', '$', '{', '}']).trim();
                self.out.made("\"", Span::empty(span.start));
                self.out.hole(name, span, true);
                self.out.made("\"", Span::empty(span.end));
            }
        }
    }
}

/// A number as Terraform writes it, when it is written in another way.
fn number(text: &str) -> Option<String> {
    let starts = text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let value: f64 = text.parse().ok().filter(|_| starts)?;
    let written = value.to_string();
    (written != text && value.is_finite()).then_some(written)
}
