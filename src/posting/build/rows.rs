//! Lists and tables that may be long: cut into blocks, so that the first rows stay when not all have room.

use crate::markdown::{Block, Inline, Priority, Summary};

/// Rows of one block.
const CHUNK: usize = 100;
/// Rows of one table that are told at all. All of them are in the document.
const MOST: usize = 1_000;
/// Lines of one list.
const LINES: usize = 30;

/// A table with a name.
pub(super) struct Table {
    pub(super) title: &'static str,
    pub(super) header: &'static [&'static str],
    pub(super) rows: Vec<Vec<Inline>>,
}

impl Table {
    fn block(&self, rows: &[Vec<Inline>]) -> Block {
        let header = self.header.iter().map(|text| Inline::new(text)).collect();
        Block::Table(header, rows.to_vec())
    }
}

/// A table under a heading: its first rows weigh `priority`, and the rest is folded.
pub(super) fn table(out: &mut Summary, priority: Priority, first: usize, table: &Table) {
    let (shown, rest) = table.rows.split_at(first.min(table.rows.len()));
    if shown.is_empty() {
        return;
    }
    let heading = Block::Heading(3, Inline::new(table.title));
    let block = Block::Group(vec![heading, table.block(shown)]);
    out.add(priority, table.title, block);
    chunks(out, [Priority::Normal, Priority::Low], table, shown.len(), rest);
}

/// A table that is folded from its first row: the first block weighs `first`, the others weigh `rest`.
pub(super) fn folded(out: &mut Summary, first: Priority, rest: Priority, table: &Table) {
    chunks(out, [first, rest], table, 0, &table.rows);
}

/// `before` rows are shown already.
fn chunks(
    out: &mut Summary,
    [first, rest]: [Priority; 2],
    table: &Table,
    before: usize,
    rows: &[Vec<Inline>],
) {
    let all = before + rows.len();
    for (number, chunk) in rows.chunks(CHUNK).enumerate() {
        let from = before + number * CHUNK;
        if from >= MOST {
            let text = format!("{}: {} more are in the document alone.", table.title, all - from);
            out.add(rest, table.title, Block::Paragraph(Inline::new(&text)));
            return;
        }
        let title = if chunk.len() == all {
            format!("{}: {all}", table.title)
        } else {
            format!("{}: {} to {} of {all}", table.title, from + 1, from + chunk.len())
        };
        let block = Block::Details(Inline::new(&title), vec![table.block(chunk)]);
        out.add(if number == 0 { first } else { rest }, title, block);
    }
}

/// Lines of a list, with a last one that says how many there are besides.
pub(super) fn lines<T>(items: impl ExactSizeIterator<Item = T>, line: impl Fn(T) -> Inline) -> Vec<Inline> {
    let left = items.len().saturating_sub(LINES);
    let mut lines: Vec<Inline> = items.take(LINES).map(line).collect();
    if left > 0 {
        lines.push(Inline::new(&format!("and {left} more")));
    }
    lines
}
