//! What `amiforge report` was given and could not tell.

use super::{Conclusion, Posting, Target};
use crate::markdown::{Block, Inline, Priority, Summary, cut};

/// Reasons, and characters of one.
const REASONS: usize = 50;
const REASON: usize = 1_000;

/// The posting about files that were left out, with the reasons.
pub fn posting(reasons: &[String]) -> Posting {
    let title = match reasons.len() {
        1 => "amiforge report: 1 file was left out".to_owned(),
        many => format!("amiforge report: {many} files were left out"),
    };
    let mut body = Summary::default();
    let heading = Block::Heading(2, Inline::new(&title));
    body.add(Priority::Highest, "the heading", heading);
    let lines = reasons.iter().take(REASONS);
    let lines = lines.map(|text| Inline::default().prose(&cut(text, REASON)));
    body.add(Priority::High, "why", Block::List(lines.collect()));
    Posting {
        target: Target {
            kind: "report",
            name: String::new(),
        },
        conclusion: Conclusion::Neutral,
        title,
        body,
        annotations: Vec::new(),
        quiet: false,
    }
}
