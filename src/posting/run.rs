//! What a run says about itself: why it came to no result, and what it was given and could not tell.

use super::{Conclusion, Posting};
use crate::markdown::{Block, Inline, Priority, Summary, cut};

/// Lines, and characters of a line.
const LINES: usize = 50;
const LINE: usize = 1_000;

/// The posting of a run of this command that came to no result, with what it has said.
pub fn without_result(command: &'static str, said: &[String]) -> Posting {
    let title = format!("amiforge {command}: ended without a result");
    posting(command, Conclusion::Failure, title, said)
}

/// The posting about files that `amiforge report` left out, with the reasons.
pub fn left_out(reasons: &[String]) -> Posting {
    let title = match reasons.len() {
        1 => "amiforge report: 1 file was left out".to_owned(),
        many => format!("amiforge report: {many} files were left out"),
    };
    posting("report", Conclusion::Neutral, title, reasons)
}

fn posting(command: &'static str, conclusion: Conclusion, title: String, why: &[String]) -> Posting {
    let mut body = Summary::default();
    let heading = Block::Heading(2, Inline::new(&title));
    body.add(Priority::Highest, "the heading", heading);
    let lines = why.iter().take(LINES);
    let lines = lines.map(|text| Inline::default().prose(&cut(text, LINE)));
    body.add(Priority::High, "why", Block::List(lines.collect()));
    Posting::told(command, conclusion, title, body)
}
