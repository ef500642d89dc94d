//! The table of `amiforge pins` for people.

use unicode_width::UnicodeWidthStr;

use super::located;
use crate::bump::{Plan, Verdict};
use crate::markdown::cut;
use crate::pin::Scanned;
use crate::visible::visible;

/// The columns, those with long texts last.
const HEADER: [&str; 9] = [
    "PLACE", "VALUE", "FORMAT", "REGION", "AGE", "STOPS", "STATE", "FOLLOWS", "REASON",
];
/// Columns of the terminal up to which a column grows; a longer cell pushes its own line to the right.
const WIDEST: usize = 110;
/// Characters of one cell.
const CELL: usize = 400;

/// One line a pin: where it is, what stands there, what it follows, how old it is, in how many days it stops launching, and
/// what becomes of it. `shown` turns a path from the root of the repository into the one to show.
pub fn list(files: &[Scanned], plan: &Plan, shown: impl Fn(&str) -> String) -> String {
    let rows: Vec<[String; 9]> = plan
        .verdicts
        .iter()
        .filter_map(|verdict| row(files, verdict, &shown))
        .collect();
    if rows.is_empty() {
        return "No pins.\n".to_owned();
    }
    let header = HEADER.map(str::to_owned);
    let mut widths = [0; HEADER.len()];
    for row in rows.iter().chain([&header]) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.width().min(WIDEST).max(*width);
        }
    }
    let mut out = String::new();
    for row in [&header].into_iter().chain(&rows) {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            let missing = width.saturating_sub(cell.width());
            line.push_str(cell);
            line.push_str(&" ".repeat(missing + 2));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn row(files: &[Scanned], verdict: &Verdict, shown: &impl Fn(&str) -> String) -> Option<[String; 9]> {
    let found = located(files, verdict.pin)?;
    let current = &verdict.current;
    let known = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let number = |days: Option<i64>| known(days.map(|days| format!("{days} d")));
    let row = [
        format!("{}:{}:{}", shown(found.path), found.line, found.column),
        found.pin.value.text().to_owned(),
        found.pin.format.to_owned(),
        known(verdict.region.clone()),
        number(current.age),
        match current.forecast_days {
            Some(days) if days < 0 => "past".to_owned(),
            days => number(days),
        },
        verdict.state().word().to_owned(),
        known(verdict.track.as_ref().map(ToString::to_string)),
        verdict.row().reason(&verdict.holes),
    ];
    Some(row.map(|cell| cut(&visible(&cell), CELL)))
}
