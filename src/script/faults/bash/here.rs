//! Here-documents.

use super::super::Ground;
use super::{End, Fault, Here, Reader};

impl Reader<'_> {
    /// The word behind `<<`.
    pub(super) fn here_start(&mut self, tabs: bool) -> Result<Here, End> {
        while matches!(self.peek(0), b' ' | b'\t') {
            self.at += 1;
        }
        let rest = self.text.get(self.at..).unwrap_or_default();
        let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'));
        let (delimiter, length) = if let Some(quote) = quote {
            let inner = &rest[1..];
            let end = inner.find(quote).ok_or(End::Unsure)?;
            (&inner[..end], end + 2)
        } else {
            let escape = usize::from(rest.starts_with('\\'));
            let word = &rest[escape..];
            let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '!' | '%' | '+');
            let end = word.find(|c| !named(c)).unwrap_or(word.len());
            (&word[..end], end + escape)
        };
        let range = self.at..self.at + length;
        let here = Here {
            range: range.clone(),
            delimiter: delimiter.to_owned(),
            tabs,
        };
        self.at = range.end;
        if here.delimiter.is_empty() || here.delimiter.contains('\n') || !self.ends_word(0) {
            return Err(End::Unsure);
        }
        Ok(here)
    }

    /// Passes over the lines of a here-document and the one that ends it.
    pub(super) fn here_document(&mut self, here: &Here) -> Result<(), End> {
        let start = self.at;
        let mut nearly = None;
        for line in self.text.get(start..).unwrap_or_default().split_inclusive('\n') {
            let text = line.trim_end_matches('\n');
            let ending = if here.tabs {
                text.trim_start_matches('\t')
            } else {
                text
            };
            let range = self.at..self.at + text.len();
            self.at += line.len();
            if ending == here.delimiter {
                return Ok(());
            }
            if text.trim() == here.delimiter && nearly.is_none() {
                nearly = Some(range);
            }
        }
        let message = format!(
            "this here-document has no end: no line is `{}` alone",
            here.delimiter
        );
        let fault = Fault::new(here.range.clone(), message).on(Ground::HereDocument);
        // The end of a substitution may stand behind the word in some versions of bash.
        Err(End::Wrong(match nearly {
            Some(line) => fault.with(line, "blanks stand around the word here"),
            None if self.open.len() > 1 => return Err(End::Unsure),
            None => fault,
        }))
    }
}
