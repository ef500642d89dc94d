//! Repositories for people: a table, and what is not in it.

use unicode_width::UnicodeWidthStr;

use super::Document;
use crate::markdown::cut;
use crate::visible::visible;

const HEADER: [&str; 4] = ["REPOSITORY", "BRANCH", "VISIBILITY", "CONFIGURATION"];
/// Characters of one cell.
const CELL: usize = 300;

/// One line a repository, then the result and why others are left out.
pub fn table(document: &Document) -> String {
    let cell = |text: &str| cut(&visible(text), CELL);
    let rows = document.repositories.iter().map(|row| {
        [
            cell(&row.repository),
            cell(&row.default_branch),
            cell(&row.visibility),
            cell(row.configuration.as_deref().unwrap_or("-")),
        ]
    });
    let rows: Vec<[String; 4]> = [HEADER.map(str::to_owned)].into_iter().chain(rows).collect();
    let mut out = String::new();
    if rows.len() > 1 {
        let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
        let widths = [0, 1, 2, 3].map(width);
        for row in &rows {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(widths) {
                line.push_str(cell);
                line.push_str(&" ".repeat(width.saturating_sub(cell.width()) + 2));
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out.push('\n');
    }
    out.push_str(&document.verdict);
    out.push('\n');
    for reason in document.reasons() {
        out.push_str(&reason);
        out.push('\n');
    }
    out
}
