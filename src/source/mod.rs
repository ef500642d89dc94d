//! Where things are: a file's text, byte spans in it, and the way from bytes to lines and columns.
//!
//! Everything inside the program speaks of bytes; only `report` asks for lines and columns.

mod decode;
mod edit;
mod lines;
mod span;

pub use decode::{Encoding, Misread};
pub use edit::{Edit, EditError, EditSet};
pub use lines::{Lines, Position};
pub use span::Span;

/// A file as it was read: the name shown to people and its text.
#[derive(Debug)]
pub struct Source {
    path: String,
    text: String,
    lines: Lines,
}

impl Source {
    /// Takes the path as it is to be shown (with `/`) and the whole text, byte order mark included.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let lines = Lines::new(&text);
        Self {
            path: path.into(),
            text,
            lines,
        }
    }

    /// The path as shown to people.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The index of line starts.
    pub fn lines(&self) -> &Lines {
        &self.lines
    }

    /// The text at `span`; empty when the span does not fit this source.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Line and column of a byte offset, both from 1.
    pub fn position(&self, offset: u32) -> Position {
        self.lines.position(&self.text, offset)
    }
}
