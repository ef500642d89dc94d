//! Which repositories of an installation are meant.

use super::{Conclusion, Posting};
use crate::markdown::{Block, Inline, Priority, Summary, cut};
use crate::repos::{Document, Row};

/// Rows of all tables, and of one.
const ROWS: usize = 500;
const TABLE: usize = 50;
/// Lines of one kind.
const LINES: usize = 50;
/// Characters of one text.
const CELL: usize = 300;

/// The posting of a document. `too_many` says what has no room in the matrix.
pub fn posting(document: &Document, too_many: Option<&str>) -> Posting {
    let title = document.verdict.clone();
    let mut body = Summary::default();
    let heading = Block::Heading(2, Inline::new(&title));
    body.add(Priority::Highest, "verdict", heading);
    let not_read = document.not_read.iter().map(|one| {
        let line = Inline::default().code(&cut(&one.repository, CELL));
        line.text(" could not be read: ").prose(&cut(&one.reason, CELL))
    });
    let wrong = too_many
        .into_iter()
        .map(|text| Inline::default().prose(text))
        .chain(not_read);
    list(&mut body, Priority::Highest, "what is wrong", wrong.collect());
    let notes = document.notes.iter();
    let notes = notes.map(|note| Inline::default().prose(&cut(note, 2 * CELL)));
    list(&mut body, Priority::High, "notes", notes.collect());
    let reasons = document.reasons();
    let reasons = reasons.iter().map(|text| Inline::default().prose(text));
    list(&mut body, Priority::High, "what is left out", reasons.collect());
    let shown = document
        .repositories
        .get(..ROWS)
        .unwrap_or(&document.repositories);
    for rows in shown.chunks(TABLE) {
        let rows = rows.iter().map(row).collect();
        let header = ["Repository", "Branch", "Visibility", "Configuration"].map(Inline::new);
        let table = Block::Table(header.to_vec(), rows);
        body.add(Priority::Normal, "repositories", table);
    }
    let more = document.repositories.len() - shown.len();
    if more > 0 {
        let more = Inline::new(&format!("and {more} more"));
        body.add(Priority::Normal, "more", Block::Paragraph(more));
    }
    let wrong = !document.not_read.is_empty() || too_many.is_some();
    Posting::told("repos", Conclusion::of(!wrong), title, body)
}

fn list(body: &mut Summary, priority: Priority, name: &str, mut lines: Vec<Inline>) {
    let more = lines.len().saturating_sub(LINES);
    lines.truncate(LINES);
    if more > 0 {
        lines.push(Inline::new(&format!("and {more} more")));
    }
    if !lines.is_empty() {
        body.add(priority, name, Block::List(lines));
    }
}

fn row(row: &Row) -> Vec<Inline> {
    let code = |text: &str| Inline::default().code(&cut(text, CELL));
    vec![
        code(&row.repository),
        code(&row.default_branch),
        Inline::new(&row.visibility),
        row.configuration.as_deref().map(code).unwrap_or_default(),
    ]
}
