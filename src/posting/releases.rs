//! What a look at AWS found, for the job that wrote it to a file.

use super::{Conclusion, Posting};
use crate::markdown::{Block, Inline, Priority, Summary};

/// The posting of a file of facts: what was read and what was not, a line each, and the sum of the file.
pub fn posting(lines: &[String], sha256: &str, refused: bool) -> Posting {
    let title = "amiforge releases".to_owned();
    let mut body = Summary::default();
    body.add(
        Priority::Highest,
        "the heading",
        Block::Heading(2, Inline::new(&title)),
    );
    for line in lines {
        let line = Block::Paragraph(Inline::new(line));
        body.add(Priority::High, "what was read", line);
    }
    let sum = Inline::new("SHA-256 ").code(sha256);
    body.add(Priority::High, "the sum", Block::Paragraph(sum));
    let conclusion = Conclusion::of(!refused);
    Posting::told("releases", conclusion, title, body)
}
