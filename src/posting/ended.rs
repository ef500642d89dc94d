//! A run that came to no result.

use super::{Conclusion, Posting, Target};
use crate::markdown::{Block, Inline, Priority, Summary, cut};

/// Lines, and characters of a line.
const LINES: usize = 50;
const LINE: usize = 1_000;

/// The posting of a run of this command, with what it has said about itself.
pub fn posting(command: &'static str, said: &[String]) -> Posting {
    let title = format!("amiforge {command}: ended without a result");
    let mut body = Summary::default();
    body.add(
        Priority::Highest,
        "the heading",
        Block::Heading(2, Inline::new(&title)),
    );
    let lines = said.iter().take(LINES);
    let lines = lines.map(|text| Inline::default().prose(&cut(text, LINE)));
    body.add(Priority::High, "why", Block::List(lines.collect()));
    Posting {
        target: Target::only(command),
        conclusion: Conclusion::Failure,
        title,
        body,
        annotations: Vec::new(),
        quiet: false,
    }
}
