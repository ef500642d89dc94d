//! Why facts are not taken.

use crate::visible::visible;

/// A file of facts, or several that contradict each other, refused as a whole. Displayed it is one sentence: what is wrong,
/// where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{at} {what}; {help}")]
pub struct Refused {
    /// What it is about, the beginning of the sentence: a path in the file such as `places[0].images[2].id`, or the file.
    pub at: String,
    /// What is wrong with it.
    pub what: String,
    /// What to do.
    pub help: String,
}

impl Refused {
    /// The three parts of the sentence.
    pub(super) fn new(at: impl Into<String>, what: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            at: at.into(),
            what: what.into(),
            help: help.into(),
        }
    }
}

/// The beginning of a text from the file, harmless and in quotes.
pub(super) fn quoted(text: &str) -> String {
    const MOST: usize = 60;
    let mut characters = text.chars();
    let beginning: String = characters.by_ref().take(MOST).collect();
    let more = if characters.next().is_some() { "…" } else { "" };
    format!("`{}{more}`", visible(&beginning).replace('`', "'"))
}

/// A message of a parser that quotes the file, harmless and bounded, also when every character has to be made visible.
pub(super) fn cut(message: &str) -> String {
    const MOST: usize = 240;
    // More is never shown, however little of it has to be written otherwise.
    let beginning: String = message.chars().take(MOST).collect();
    visible(&beginning).chars().take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_is_bounded_as_it_is_shown() {
        let hidden = "\u{7f}".repeat(300);
        assert_eq!(cut(&hidden).chars().count(), 240);
        assert_eq!(cut("plain"), "plain");
        assert!(quoted(&hidden).chars().count() < 400);
    }
}
